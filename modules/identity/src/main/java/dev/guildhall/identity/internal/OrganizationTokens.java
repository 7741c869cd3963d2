package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.ORGANIZATION_WORKSPACE;
import static dev.guildhall.db.Tables.PERSONAL_ACCESS_TOKEN;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.tenancy.OrganizationLifecycle;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;

/** The tokens that are bound to an organization or to a workspace of it, which end with them. */
public final class OrganizationTokens implements OrganizationLifecycle {

    private static final Field<Integer> TOKENS = count().as("tokens");

    private static final ParameterizedSql<OrganizationId, Integer> COUNT = ParameterizedSql.rows(
            organization -> select(TOKENS)
                    .from(PERSONAL_ACCESS_TOKEN)
                    .where(organization.eq(PERSONAL_ACCESS_TOKEN.ORGANIZATION_ID))
                    .or(PERSONAL_ACCESS_TOKEN.BOUND_WORKSPACE_ID.in(select(ORGANIZATION_WORKSPACE.WORKSPACE_ID)
                            .from(ORGANIZATION_WORKSPACE)
                            .where(organization.eq(ORGANIZATION_WORKSPACE.ORGANIZATION_ID)))),
            row -> row.get(TOKENS));

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        return tx.first(COUNT.with(organization)).map(Optional::orElseThrow).map(bound -> Map.of("tokens", bound));
    }
}
