package dev.guildhall.membership.internal;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.TeamGrant;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.internal.AccessFacts.Standing;
import dev.guildhall.membership.internal.AccessFacts.TeamStanding;
import dev.guildhall.membership.internal.MemberRoleTable.Seat;
import dev.guildhall.membership.internal.TeamGrantTable.Given;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.membership.internal.organization.OrganizationSeat;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The facts that decisions are made of, from memory: who has which role and belongs to which teams, what a team is given
 * in a workspace, and what a custom role permits. It follows the events of members, teams and roles; each drops one entry,
 * however many members have the role.
 */
public final class AccessMemory {

    private final Database database;
    private final Organizations organizations;
    private final MemberRoleTable members = new MemberRoleTable();
    private final RoleTable roles = new RoleTable();
    private final CoherentCache<Place, Optional<Seat>> seats;
    private final CoherentCache<RoleKey, Optional<Role>> customRoles;
    private final CoherentCache<Place, OrganizationSeat> organizationSeats;
    private final CoherentCache<WorkspaceId, List<Given>> teamGrants;

    /** A user in a workspace or an organization, member or not: without further objects, for every request looks for two. */
    private record Place(long tenantHigh, long tenantLow, long userHigh, long userLow) {

        static Place of(Tenant tenant, UserId user) {
            return new Place(
                    tenant.value().getMostSignificantBits(),
                    tenant.value().getLeastSignificantBits(),
                    user.value().getMostSignificantBits(),
                    user.value().getLeastSignificantBits());
        }

        UUID tenant() {
            return new UUID(tenantHigh, tenantLow);
        }

        UserId user() {
            return new UserId(new UUID(userHigh, userLow));
        }
    }

    private record RoleKey(WorkspaceId workspace, UUID role) {}

    public AccessMemory(Database database, CacheBudget caches, Organizations organizations) {
        this.database = database;
        this.organizations = organizations;
        this.seats = CoherentCache.of(
                caches,
                CacheBudget.HOT,
                place -> members.seat(database, new WorkspaceId(place.tenant()), place.user()));
        this.customRoles = CoherentCache.of(caches, key -> roles.find(database, key.workspace(), key.role()));
        var organizationMembers = new OrganizationMemberTable();
        this.organizationSeats = CoherentCache.of(
                caches,
                CacheBudget.HOT,
                place -> organizationMembers.seat(database, new OrganizationId(place.tenant()), place.user()));
        var grants = new TeamGrantTable();
        this.teamGrants = CoherentCache.of(caches, workspace -> grants.ofWorkspace(database, workspace));
    }

    /** The role that somebody has in a workspace by themselves; empty when they are no member. */
    Future<Optional<Role>> role(WorkspaceId workspace, Authentication by) {
        return by.principal() instanceof Principal.User user
                ? role(workspace, user.id())
                : Future.succeededFuture(AccessFacts.roleOfInstallation(workspace, by));
    }

    /** The same of a user. */
    Future<Optional<Role>> role(WorkspaceId workspace, UserId user) {
        var seat = seats.get(Place.of(workspace, user));
        return seat.succeeded()
                ? role(workspace, user, seat.result())
                : seat.compose(loaded -> role(workspace, user, loaded));
    }

    private Future<Optional<Role>> role(WorkspaceId workspace, UserId user, Optional<Seat> seat) {
        if (seat.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        var builtIn = seat.get().builtIn();
        return builtIn.isPresent()
                ? Future.succeededFuture(builtIn)
                : customRole(workspace, user, seat.get().customRole());
    }

    private Future<Optional<Role>> customRole(WorkspaceId workspace, UserId user, UUID id) {
        var role = customRoles.get(new RoleKey(workspace, id));
        return role.succeeded() && role.result().isPresent()
                ? role
                : role.compose(found -> found.isPresent() ? role : changedRole(workspace, user));
    }

    // Nobody has a role that is gone: what is in memory of this member is older than that.
    private Future<Optional<Role>> changedRole(WorkspaceId workspace, UserId user) {
        memberChanged(workspace, user);
        return members.seat(database, workspace, user)
                .compose(
                        seat -> seat.map(now -> role(workspace, now)).orElse(Future.succeededFuture(Optional.empty())));
    }

    private Future<Optional<Role>> role(WorkspaceId workspace, Seat seat) {
        return seat.builtIn().isPresent()
                ? Future.succeededFuture(seat.builtIn())
                : roles.find(database, workspace, seat.customRole());
    }

    /** The role that a team is given in a workspace; empty when it is gone by now. */
    public Future<Optional<Role>> role(TeamGrant grant) {
        return role(grant.workspace(), grant.builtIn(), grant.customRole());
    }

    private Future<Optional<Role>> role(WorkspaceId workspace, Optional<Role> builtIn, UUID customRole) {
        return builtIn.isPresent()
                ? Future.succeededFuture(builtIn)
                : customRoles.get(new RoleKey(workspace, customRole));
    }

    /** What somebody is in an organization. */
    Future<OrganizationSeat> seat(OrganizationId organization, Principal principal) {
        return principal instanceof Principal.User user
                ? organizationSeats.get(Place.of(organization, user.id()))
                : Future.succeededFuture(OrganizationSeat.NONE);
    }

    /**
     * What somebody is in a workspace of an organization.
     *
     * @param role the one they have there by themselves
     */
    Future<Standing> standing(
            WorkspaceId workspace, OrganizationId organization, Principal principal, Optional<Role> role) {
        var found = organizations.find(organization);
        var seat = seat(organization, principal);
        return found.succeeded() && seat.succeeded()
                ? standing(workspace, role, seat.result(), found.result())
                : Future.all(found, seat).compose(known -> standing(workspace, role, seat.result(), found.result()));
    }

    private Future<Standing> standing(
            WorkspaceId workspace, Optional<Role> role, OrganizationSeat seat, Optional<Organization> organization) {
        if (seat.suspended()) {
            return Future.succeededFuture(Standing.suspended(organization));
        }
        if (seat.teams().isEmpty()) {
            return Future.succeededFuture(new Standing(role, seat.role(), List.of(), organization));
        }
        var teams = teamStandings(workspace, seat.teams());
        return teams.succeeded()
                ? Future.succeededFuture(new Standing(role, seat.role(), teams.result(), organization))
                : teams.map(loaded -> new Standing(role, seat.role(), loaded, organization));
    }

    private Future<List<TeamStanding>> teamStandings(WorkspaceId workspace, Set<TeamId> teams) {
        var given = teamGrants.get(workspace);
        return given.succeeded()
                ? teamStandings(workspace, teams, given.result())
                : given.compose(loaded -> teamStandings(workspace, teams, loaded));
    }

    private Future<List<TeamStanding>> teamStandings(WorkspaceId workspace, Set<TeamId> teams, List<Given> given) {
        var standings = new ArrayList<TeamStanding>(2);
        for (var at = 0; at < given.size(); at++) {
            var grant = given.get(at);
            if (teams.contains(grant.team())) {
                var role = role(workspace, grant.builtIn(), grant.customRole());
                if (!role.succeeded()) {
                    return loadedStandings(workspace, teams, given.subList(at, given.size()), standings);
                }
                add(standings, grant, role.result());
            }
        }
        return Future.succeededFuture(standings);
    }

    /** The same where roles are not in memory yet. */
    private Future<List<TeamStanding>> loadedStandings(
            WorkspaceId workspace, Set<TeamId> teams, List<Given> given, List<TeamStanding> known) {
        var standings = Future.succeededFuture(known);
        for (var grant : given) {
            if (teams.contains(grant.team())) {
                standings = standings.compose(before ->
                        role(workspace, grant.builtIn(), grant.customRole()).map(role -> add(before, grant, role)));
            }
        }
        return standings;
    }

    // A role is not deleted while a team is given it: where it is gone, so is what memory says of the team.
    private static List<TeamStanding> add(List<TeamStanding> standings, Given grant, Optional<Role> role) {
        role.ifPresent(known -> standings.add(new TeamStanding(grant.name(), known)));
        return standings;
    }

    public void memberChanged(WorkspaceId workspace, UserId user) {
        seats.invalidate(Place.of(workspace, user));
    }

    public void roleChanged(WorkspaceId workspace, UUID role) {
        customRoles.invalidate(new RoleKey(workspace, role));
    }

    public void organizationMemberChanged(OrganizationId organization, UserId user) {
        organizationSeats.invalidate(Place.of(organization, user));
    }

    /** A team was given another role in the workspace, or none any more. */
    public void teamGrantChanged(WorkspaceId workspace) {
        teamGrants.invalidate(workspace);
    }

    /** A team is called something else, wherever it was given a role. */
    public void teamRenamed(TeamId team) {
        teamGrants.invalidateIf(
                given -> given.stream().anyMatch(grant -> grant.team().equals(team)));
    }

    /** Drops what other nodes changed. */
    public void follow(Event event) {
        if (event.subject() == null || !Ids.isUuid(event.subject())) {
            return;
        }
        var subject = UUID.fromString(event.subject());
        if (event.tenant() instanceof WorkspaceId workspace) {
            follow(workspace, event.type(), subject);
        } else if (event.tenant() instanceof OrganizationId organization) {
            follow(organization, event.type(), subject);
        }
    }

    private void follow(OrganizationId organization, String type, UUID subject) {
        if (type.startsWith("member.") || type.startsWith("team.member_")) {
            organizationMemberChanged(organization, new UserId(subject));
        } else if (type.equals("team.updated")) {
            teamRenamed(new TeamId(subject));
        }
    }

    private void follow(WorkspaceId workspace, String type, UUID subject) {
        if (type.startsWith("member.")) {
            memberChanged(workspace, new UserId(subject));
        } else if (type.startsWith("role.")) {
            roleChanged(workspace, subject);
        } else if (type.startsWith("team.")) {
            teamGrantChanged(workspace);
        }
    }
}
