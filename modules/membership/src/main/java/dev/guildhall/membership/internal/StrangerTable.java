package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.db.Tables.ORGANIZATION_MEMBER;
import static dev.guildhall.db.Tables.TEAM_GRANT;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectOne;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.MembershipError;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL by which those are counted who are in a workspace, or are invited to it, and do not belong to an organization. */
public final class StrangerTable {

    private static final Field<Integer> MEMBERS = field("members", Integer.class);
    private static final Field<Integer> INVITATIONS = field("invitations", Integer.class);
    private static final Field<Integer> TEAMS = field("teams", Integer.class);

    private static final ParameterizedSql<Place, Strangers> COUNT = ParameterizedSql.rows(
            place -> select(
                    field(selectCount()
                                    .from(MEMBER)
                                    .where(place.eq(MEMBER.WORKSPACE_ID, Place::workspace))
                                    .and(notExists(selectOne()
                                            .from(ORGANIZATION_MEMBER)
                                            .where(isOf(place))
                                            .and(ORGANIZATION_MEMBER.USER_ID.eq(MEMBER.USER_ID)))))
                            .as(MEMBERS),
                    field(selectCount()
                                    .from(INVITATION)
                                    .where(place.eq(INVITATION.TENANT_ID, Place::workspace))
                                    .and(INVITATION.STATE.eq(inline(InvitationState.PENDING.name())))
                                    .and(INVITATION.EXPIRES_AT.gt(currentOffsetDateTime()))
                                    .and(notExists(selectOne()
                                            .from(ORGANIZATION_MEMBER)
                                            .join(USER_PROFILE)
                                            .on(USER_PROFILE.ID.eq(ORGANIZATION_MEMBER.USER_ID))
                                            .where(isOf(place))
                                            .and(USER_PROFILE.EMAIL_KEY.eq(INVITATION.EMAIL_KEY)))))
                            .as(INVITATIONS),
                    countTeams(place, Place::workspace).as(TEAMS)),
            row -> new Strangers(row.get(MEMBERS), row.get(INVITATIONS), row.get(TEAMS)));

    private static final ParameterizedSql<WorkspaceId, Strangers> COUNT_TEAMS = ParameterizedSql.rows(
            workspace -> select(countTeams(workspace, itself -> itself).as(TEAMS)),
            row -> new Strangers(0, 0, row.get(TEAMS)));

    private record Place(WorkspaceId workspace, OrganizationId organization) {}

    private static Condition isOf(Parameters<Place> place) {
        return place.eq(ORGANIZATION_MEMBER.ORGANIZATION_ID, Place::organization);
    }

    private static <P> Field<Integer> countTeams(Parameters<P> place, Function<P, WorkspaceId> workspace) {
        return field(selectCount().from(TEAM_GRANT).where(place.eq(TEAM_GRANT.WORKSPACE_ID, workspace)));
    }

    /** How many there are, and how many teams hold a role in the workspace, all of the organization that it is of now. */
    public record Strangers(int members, int invitations, int teams) {

        public void requireNone() {
            if (members + invitations + teams > 0) {
                throw MembershipError.OTHER_ORGANIZATION.because("The workspace has " + of(members, "member") + " and "
                        + of(invitations, "open invitation")
                        + " of people who do not belong to that organization, and " + of(teams, "team")
                        + " of its present one. Add the people to that organization, or remove the members, hand the"
                        + " workspace over if it is its owner, and revoke the invitations; take the teams' roles in it"
                        + " away; then move it.");
            }
        }

        private static String of(int count, String what) {
            return count + " " + what + (count == 1 ? "" : "s");
        }
    }

    /**
     * How many would be left in the workspace by a move to the organization, or out of any. The transaction is the
     * platform's, for it looks into both.
     */
    public Future<Strangers> count(Tx platformTx, WorkspaceId workspace, Optional<OrganizationId> to) {
        return to.map(organization -> platformTx.first(COUNT.with(new Place(workspace, organization))))
                .orElseGet(() -> platformTx.first(COUNT_TEAMS.with(workspace)))
                .map(Optional::orElseThrow);
    }
}
