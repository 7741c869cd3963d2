package dev.guildhall.membership.internal.notice;

import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.db.Tables.ORGANIZATION_MEMBER;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.PlatformRole;
import io.vertx.core.Future;
import java.util.List;

/** The SQL by which those are found who look after a tenant. */
final class AdministratorTable {

    /** Of more, the first by how long they are there: mail to all of them would be a flood. */
    private static final int MOST = 20;

    private static final ParameterizedSql<Tenant, String> OF_WORKSPACE = ParameterizedSql.rows(
            workspace -> select(USER_PROFILE.EMAIL)
                    .from(MEMBER)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                    .where(workspace.eq(MEMBER.WORKSPACE_ID))
                    .and(MEMBER.ROLE.in(inline("OWNER"), inline("ADMIN")))
                    .and(USER_PROFILE.EMAIL.isNotNull())
                    .orderBy(MEMBER.JOINED_AT, MEMBER.USER_ID)
                    .limit(inline(MOST)),
            row -> row.get(USER_PROFILE.EMAIL));

    private static final ParameterizedSql<Tenant, String> OF_ORGANIZATION = ParameterizedSql.rows(
            organization -> select(USER_PROFILE.EMAIL)
                    .from(ORGANIZATION_MEMBER)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(ORGANIZATION_MEMBER.USER_ID))
                    .where(organization.eq(ORGANIZATION_MEMBER.ORGANIZATION_ID))
                    .and(ORGANIZATION_MEMBER.ROLE.in(inline("OWNER"), inline("ADMIN")))
                    .and(ORGANIZATION_MEMBER.SUSPENDED_AT.isNull())
                    .and(USER_PROFILE.EMAIL.isNotNull())
                    .orderBy(ORGANIZATION_MEMBER.JOINED_AT, ORGANIZATION_MEMBER.USER_ID)
                    .limit(inline(MOST)),
            row -> row.get(USER_PROFILE.EMAIL));

    private static final ParameterizedSql<Tenant, String> OF_PLATFORM = ParameterizedSql.rows(
            platform -> select(USER_PROFILE.EMAIL)
                    .from(USER_PROFILE)
                    .where(inline(PlatformRole.ADMIN.name()).eq(any(USER_PROFILE.PLATFORM_ROLES)))
                    .and(inline(PlatformRole.USER.name()).eq(any(USER_PROFILE.PLATFORM_ROLES)))
                    .and(USER_PROFILE.EMAIL.isNotNull())
                    .orderBy(USER_PROFILE.ID)
                    .limit(inline(MOST)),
            row -> row.get(USER_PROFILE.EMAIL));

    /** The addresses of its owner and administrators. */
    Future<List<String>> addresses(Tx tx, Tenant tenant) {
        if (tenant instanceof WorkspaceId) {
            return tx.list(OF_WORKSPACE.with(tenant));
        }
        return tx.list((tenant instanceof OrganizationId ? OF_ORGANIZATION : OF_PLATFORM).with(tenant));
    }
}
