package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.ORGANIZATION_WORKSPACE;
import static dev.guildhall.db.Tables.PERSONAL_ACCESS_TOKEN;
import static dev.guildhall.db.Tables.USER_SESSION;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.tenancy.OrganizationLifecycle;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;

/** The tokens that are bound to an organization or to a workspace of it, by users, by its app or for applications; they end with it. */
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

    private static final ParameterizedSql<OrganizationId, Integer> COUNT_MINTED = ParameterizedSql.rows(
            organization -> select(TOKENS)
                    .from(USER_SESSION)
                    .where(organization.eq(USER_SESSION.ORGANIZATION_ID))
                    .and(USER_SESSION.APP_ID.isNotNull().or(USER_SESSION.OAUTH_CLIENT_ID.isNotNull()))
                    .and(USER_SESSION.ENDED_AT.isNull())
                    .and(USER_SESSION.EXPIRES_AT.gt(currentOffsetDateTime())),
            row -> row.get(TOKENS));

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        var personal = tx.first(COUNT.with(organization)).map(Optional::orElseThrow);
        var minted = tx.first(COUNT_MINTED.with(organization)).map(Optional::orElseThrow);
        return Future.all(personal, minted).map(counted -> Map.of("tokens", personal.result() + minted.result()));
    }
}
