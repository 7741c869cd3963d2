package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.db.Tables.ORGANIZATION_WORKSPACE;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectDistinct;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.InvitationTarget;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import org.jooq.Condition;

/** The SQL on the invitations of the table {@code invitation} that nobody has answered, of one maker or of all. */
final class PendingInvitationTable {

    private static final Condition IS_PENDING = INVITATION.STATE.eq(inline(InvitationState.PENDING.name()));

    private static final ParameterizedSql<Tenant, Invitation> LOCK = lock(tenant -> tenant.eq(INVITATION.TENANT_ID));

    private static final ParameterizedSql<Maker, Invitation> LOCK_OF = lock(
            maker -> maker.eq(INVITATION.TENANT_ID, Maker::tenant).and(maker.eq(INVITATION.INVITED_BY, Maker::user)));

    private static final ParameterizedSql<UserId, InvitationTarget> TARGETS_OF = ParameterizedSql.rows(
            maker -> selectDistinct(INVITATION.TENANT_ID, INVITATION.TENANT_KIND, INVITATION.TEAM_ID)
                    .from(INVITATION)
                    .where(maker.eq(INVITATION.INVITED_BY))
                    .and(IS_PENDING)
                    .orderBy(INVITATION.TENANT_ID, INVITATION.TEAM_ID.asc().nullsFirst()),
            InvitationRow::target);

    private static final ParameterizedSql<Maker, InvitationTarget> TARGETS_IN_ORGANIZATION = ParameterizedSql.rows(
            maker -> selectDistinct(INVITATION.TENANT_ID, INVITATION.TENANT_KIND, INVITATION.TEAM_ID)
                    .from(INVITATION)
                    .where(maker.eq(INVITATION.INVITED_BY, Maker::user))
                    .and(IS_PENDING)
                    .and(maker.eq(INVITATION.TENANT_ID, Maker::tenant)
                            .or(INVITATION.TENANT_ID.in(select(ORGANIZATION_WORKSPACE.WORKSPACE_ID)
                                    .from(ORGANIZATION_WORKSPACE)
                                    .where(maker.eq(ORGANIZATION_WORKSPACE.ORGANIZATION_ID, Maker::tenant)))))
                    .orderBy(INVITATION.TENANT_ID, INVITATION.TEAM_ID.asc().nullsFirst()),
            InvitationRow::target);

    private record Maker(Tenant tenant, UserId user) {}

    private static <A> ParameterizedSql<A, Invitation> lock(Function<Parameters<A>, Condition> which) {
        return ParameterizedSql.rows(
                argument -> InvitationRow.invitations()
                        .where(which.apply(argument))
                        .and(IS_PENDING)
                        .orderBy(INVITATION.ID)
                        .forNoKeyUpdate()
                        .of(INVITATION),
                InvitationRow::invitation);
    }

    /** Those that nobody has answered, expired ones too; what they are to is locked already. */
    Future<List<Invitation>> lock(Tx tx, Tenant tenant) {
        return tx.list(LOCK.with(tenant));
    }

    /** The same of one maker. */
    Future<List<Invitation>> lockOf(Tx tx, Tenant tenant, UserId maker) {
        return tx.list(LOCK_OF.with(new Maker(tenant, maker)));
    }

    /** What somebody invited to in an organization, its teams and its workspaces. */
    Future<List<InvitationTarget>> targetsOf(Tx platformTx, OrganizationId organization, UserId maker) {
        return platformTx.list(TARGETS_IN_ORGANIZATION.with(new Maker(organization, maker)));
    }

    Future<List<InvitationTarget>> targetsOf(Tx platformTx, UserId maker) {
        return platformTx.list(TARGETS_OF.with(maker));
    }
}
