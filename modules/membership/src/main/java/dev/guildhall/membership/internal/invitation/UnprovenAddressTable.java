package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION_UNPROVEN_ADDRESS;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.selectOne;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.util.UUID;
import org.jooq.Condition;

/**
 * All SQL on the table {@code invitation_unproven_address}: accounts whose owner is not known to read mail to their
 * address. One that was given another address since is not among them, for an administrator did that.
 */
final class UnprovenAddressTable {

    /** Of a row of the profiles. */
    static final Condition IS_UNPROVEN = exists(selectOne()
            .from(INVITATION_UNPROVEN_ADDRESS)
            .where(INVITATION_UNPROVEN_ADDRESS.USER_ID.eq(USER_PROFILE.ID))
            .and(lower(INVITATION_UNPROVEN_ADDRESS.EMAIL).eq(lower(USER_PROFILE.EMAIL))));

    private static final Sql<Void> INSERT = Sql.change(insertInto(INVITATION_UNPROVEN_ADDRESS)
            .columns(INVITATION_UNPROVEN_ADDRESS.USER_ID, INVITATION_UNPROVEN_ADDRESS.EMAIL)
            .values(Sql.bind(UUID.class), Sql.bind(String.class)));

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(INVITATION_UNPROVEN_ADDRESS)
            .where(INVITATION_UNPROVEN_ADDRESS.USER_ID.eq(Sql.bind(UUID.class))));

    Future<Integer> add(Tx tx, UserId user, String email) {
        return tx.execute(INSERT, user, email);
    }

    Future<Integer> remove(Tx tx, UserId user) {
        return tx.execute(DELETE, user);
    }
}
