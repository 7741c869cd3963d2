package dev.guildhall.core.work;

import dev.guildhall.core.database.Parameters;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * The claims of one kind under which this node works, so that what the database has beside them is found: a claim whose
 * answer never came, or one that could not be given back.
 *
 * @param owner under which name the node claims
 * @param ids all of them
 * @param abandonedAfter how long a node was not seen when its claims are lost
 */
public record HeldClaims(UUID owner, Set<UUID> ids, Duration abandonedAfter) {

    public HeldClaims {
        ids = Set.copyOf(ids);
    }

    /**
     * Whether nobody works under the claim in two columns of a row any more.
     *
     * @param owner who made it, not null in any row that is looked at
     * @param id which claim it is
     */
    public static Condition isLost(Parameters<HeldClaims> held, Field<UUID> owner, Field<UUID> id) {
        return DSL.condition(
                "(not guildhall.is_node_alive({0}, {1} * interval '1 millisecond') or ({0} = {2} and {3} <> all({4})))",
                owner,
                held.value(Long.class, claims -> claims.abandonedAfter().toMillis()),
                held.value(UUID.class, HeldClaims::owner),
                id,
                held.value(UUID[].class, claims -> claims.ids().toArray(UUID[]::new)));
    }
}
