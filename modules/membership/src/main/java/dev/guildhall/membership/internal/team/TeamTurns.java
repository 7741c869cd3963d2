package dev.guildhall.membership.internal.team;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.membership.MemberPermissions;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamError;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.TeamRole;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.organization.HeldSeat;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.OrganizationPermissions;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;

/** Work on the teams of an organization, by who may do it right then. */
public final class TeamTurns {

    private final Database database;
    private final Organizations organizations;
    private final TeamTable teams = new TeamTable();
    private final TeamMemberTable members = new TeamMemberTable();
    private final OrganizationMemberTable organizationMembers = new OrganizationMemberTable();

    public TeamTurns(Database database, Organizations organizations) {
        this.database = database;
        this.organizations = organizations;
    }

    /** By somebody who manages the teams; the organization is locked, so that its teams change one after another. */
    public <T> Future<T> ofOrganization(
            Tenant scope,
            Authentication by,
            OrganizationId organization,
            BiFunction<Tx, Organization, Future<T>> work) {
        return database.inTransaction(
                scope,
                tx -> organizations
                        .lock(tx, organization)
                        .compose(locked ->
                                requireManagerOfAll(tx, by, locked).compose(allowed -> work.apply(tx, locked))));
    }

    /** Fails for who does not manage the teams of the organization, which stays as it is until the transaction ends. */
    public Future<Void> requireManagerOfAll(Tx tx, Authentication by, OrganizationId organization) {
        return organizations.share(tx, organization).compose(found -> requireManagerOfAll(tx, by, found.orElseThrow()));
    }

    private Future<Void> requireManagerOfAll(Tx tx, Authentication by, Organization held) {
        return ownRole(tx, by, held.id()).map(own -> {
            var access = HeldAccess.access(by, held, own);
            access.require(MemberPermissions.ORGANIZATION_TEAMS_MANAGE);
            return null;
        });
    }

    /** By somebody who manages the teams, or is lead of this one, which is locked, so that its members change in turn. */
    public <T> Future<T> ofTeam(
            Authentication by, OrganizationId organization, TeamId team, BiFunction<Tx, Team, Future<T>> work) {
        // What somebody of the team offered in the workspaces may end with it.
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> lock(tx, organization, team)
                        .compose(locked -> requireManager(tx, by, locked).compose(allowed -> work.apply(tx, locked))));
    }

    /** Fails with {@code TEAM.NOT_FOUND}. */
    public Future<Team> lock(Tx tx, OrganizationId organization, TeamId team) {
        return teams.lock(tx, organization, team).map(found -> found.orElseThrow(() -> unknown(team)));
    }

    /** The same of one that is as its reader knew it. */
    public Future<Team> lock(Tx tx, OrganizationId organization, TeamId team, IfMatch condition) {
        return lock(tx, organization, team).map(locked -> {
            condition.verify(locked.revision());
            return locked;
        });
    }

    /**
     * The same for somebody who leaves it. To who is neither of the organization nor in the team, or is suspended, there is
     * no such organization.
     */
    public Future<Team> lockForLeaving(Tx tx, OrganizationId organization, TeamId id, UserId leaving) {
        return organizations.share(tx, organization).compose(found -> {
            var held = found.orElseThrow(Organizations::unknown);
            return organizationMembers.shareSeat(tx, organization, leaving).compose(seat -> {
                if (seat.filter(HeldSeat::suspended).isPresent()) {
                    throw Organizations.unknown();
                }
                return seat.isPresent() ? lock(tx, organization, id) : lockForGuest(tx, held, id, leaving);
            });
        });
    }

    private Future<Team> lockForGuest(Tx tx, Organization held, TeamId id, UserId guest) {
        return teams.lock(tx, held.id(), id)
                .compose(found -> found.map(
                                team -> members.shareRole(tx, team, guest).map(role -> role.map(any -> team)))
                        .orElse(Future.succeededFuture(Optional.empty())))
                .map(joined -> {
                    var team = joined.orElseThrow(Organizations::unknown);
                    if (held.isSuspended()) {
                        throw Access.Suspension.problem();
                    }
                    return team;
                });
    }

    /** Fails for who neither manages the teams of the organization nor leads this one. */
    public Future<Void> requireManager(Tx tx, Authentication by, Team team) {
        return access(tx, by, team).map(access -> {
            access.require(MemberPermissions.ORGANIZATION_TEAMS_MANAGE);
            return null;
        });
    }

    /** What somebody may do with one team: its lead is like an administrator to it, with the credential they came with. */
    private Future<Access> access(Tx tx, Authentication by, Team team) {
        var found = organizations.share(tx, team.organization());
        var own = ownRole(tx, by, team.organization());
        Future<Optional<TeamRole>> inTeam = by.principal() instanceof Principal.User user
                ? members.shareRole(tx, team, user.id())
                : Future.succeededFuture(Optional.empty());
        return Future.all(found, own, inTeam).map(known -> {
            var leads = own.result().isPresent()
                    && inTeam.result().filter(role -> role == TeamRole.LEAD).isPresent();
            return HeldAccess.access(
                    by, found.result().orElseThrow(), leads ? Optional.of(OrganizationRole.ADMIN) : own.result());
        });
    }

    /** Whether somebody may say who belongs to the team, whatever credential they come with. */
    public Future<Boolean> mayManage(Tx tx, HeldAccess heldAccess, Principal principal, Organization held, Team team) {
        var access = heldAccess.access(tx, principal, held);
        Future<Optional<TeamRole>> inTeam = principal instanceof Principal.User user
                ? members.shareRole(tx, team, user.id())
                : Future.succeededFuture(Optional.empty());
        return Future.all(access, inTeam)
                .map(known -> access.result().holds(MemberPermissions.ORGANIZATION_TEAMS_MANAGE)
                        || access.result().holds(OrganizationPermissions.ORGANIZATION_READ)
                                && inTeam.result()
                                        .filter(role -> role == TeamRole.LEAD)
                                        .isPresent());
    }

    // Who is no user has no role of their own.
    private Future<Optional<OrganizationRole>> ownRole(Tx tx, Authentication by, OrganizationId organization) {
        return by.principal() instanceof Principal.User user
                ? organizationMembers.shareRole(tx, organization, user.id())
                : Future.succeededFuture(Optional.empty());
    }

    public static Problem unknown(TeamId team) {
        return TeamError.NOT_FOUND.because("There is no team " + team + " in this organization.");
    }
}
