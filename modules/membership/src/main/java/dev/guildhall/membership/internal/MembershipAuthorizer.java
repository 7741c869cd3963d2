package dev.guildhall.membership.internal;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.VisibleOrganizations;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.membership.MembershipError;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.TeamGrant;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.internal.AccessFacts.Standing;
import dev.guildhall.membership.internal.AccessFacts.TeamStanding;
import dev.guildhall.membership.internal.MemberTable.Seat;
import dev.guildhall.membership.internal.TeamGrantTable.Given;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable;
import dev.guildhall.membership.internal.organization.OrganizationMemberTable.OrganizationSeat;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The facts of each decision, from memory: who has which role and belongs to which teams, what a team is given in a
 * workspace, and what a custom role permits. The memory follows the events of members, teams and roles; each drops one
 * entry, however many members have the role. {@link AccessDecision} makes the decision of them.
 */
public final class MembershipAuthorizer implements Authorizer {

    /** What limits nobody, of who is not there to present anything. */
    private static final Credential UNLIMITED =
            new Credential(Credential.Kind.NONE, null, Optional.empty(), Optional.empty(), Instant.MIN);

    private final Workspaces workspaces;
    private final Organizations organizations;
    private final Database database;
    private final SupportVisits visits;
    private final MemberTable members = new MemberTable();
    private final RoleTable roles = new RoleTable();
    private final OrganizationMemberTable organizationMembers = new OrganizationMemberTable();
    private final TeamGrantTable grants = new TeamGrantTable();
    private final CoherentCache<MemberKey, Optional<Seat>> seats;
    private final CoherentCache<RoleKey, Optional<Role>> customRoles;
    private final CoherentCache<OrganizationMemberKey, OrganizationSeat> organizationSeats;
    private final CoherentCache<WorkspaceId, List<Given>> teamGrants;

    /** A user in a workspace, member or not. */
    private record MemberKey(WorkspaceId workspace, UserId user) {}

    /** A user in an organization, member or not. */
    private record OrganizationMemberKey(OrganizationId organization, UserId user) {}

    private record RoleKey(WorkspaceId workspace, UUID role) {}

    public MembershipAuthorizer(
            Database database,
            CacheBudget caches,
            Workspaces workspaces,
            Organizations organizations,
            SupportVisits visits) {
        this.database = database;
        this.workspaces = workspaces;
        this.organizations = organizations;
        this.visits = visits;
        this.seats = CoherentCache.of(
                caches, CacheBudget.HOT, place -> members.seat(database, place.workspace(), place.user()));
        this.customRoles = CoherentCache.of(caches, key -> roles.find(database, key.workspace(), key.role()));
        this.organizationSeats = CoherentCache.of(
                caches,
                CacheBudget.HOT,
                member -> organizationMembers.seat(database, member.organization(), member.user()));
        this.teamGrants = CoherentCache.of(caches, workspace -> grants.ofWorkspace(database, workspace));
    }

    @Override
    public Future<Optional<Access>> access(Authentication by, Tenant tenant) {
        return switch (tenant.kind()) {
            case WORKSPACE -> accessTo(by, (WorkspaceId) tenant);
            case ORGANIZATION -> accessTo(by, (OrganizationId) tenant);
            case PLATFORM -> Future.succeededFuture(Optional.empty());
        };
    }

    private Future<Optional<Access>> accessTo(Authentication by, WorkspaceId workspace) {
        var found = workspaces.findByItself(workspace);
        var role = role(workspace, by);
        // Nearly every request finds both in memory, and then has nothing to wait for.
        return found.succeeded() && role.succeeded()
                ? access(by, found.result(), role.result())
                : Future.all(found, role).compose(known -> access(by, found.result(), role.result()));
    }

    // The role in memory may outlive the workspace by a moment on another node.
    private Future<Optional<Access>> access(Authentication by, Optional<Workspace> workspace, Optional<Role> role) {
        if (workspace.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        var organization = workspace.get().organization();
        return organization.isEmpty()
                ? access(by, workspace.get(), Standing.of(role))
                : standing(workspace.get().id(), organization.get(), by.principal(), role)
                        .compose(standing -> standing.organization().isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : access(by, workspace.get(), standing));
    }

    private Future<Optional<Access>> access(Authentication by, Workspace workspace, Standing standing) {
        var decision = AccessDecision.of(AccessFacts.of(by, workspace, standing));
        if (decision.isOutsider()) {
            return Future.succeededFuture(Optional.empty());
        }
        var access = Optional.of(decision.access(workspace.id()));
        return decision.isBySupport() ? visits.note(by, workspace.id()).map(access) : Future.succeededFuture(access);
    }

    private Future<Optional<Access>> accessTo(Authentication by, OrganizationId organization) {
        var found = organizations.find(organization);
        var seat = organizationSeat(organization, by.principal());
        return found.succeeded() && seat.succeeded()
                ? Future.succeededFuture(
                        accessTo(by, found.result(), seat.result().role()))
                : Future.all(found, seat)
                        .map(known -> accessTo(by, found.result(), seat.result().role()));
    }

    private static Optional<Access> accessTo(
            Authentication by, Optional<Organization> organization, Optional<OrganizationRole> role) {
        return organization.flatMap(known -> reach(by, known, role));
    }

    /** What the actor may do in an organization with this role; empty for an outsider. */
    public static Optional<Access> reach(
            Authentication by, Organization organization, Optional<OrganizationRole> role) {
        return Optional.of(AccessDecision.of(AccessFacts.of(by, organization, role)))
                .filter(decision -> !decision.isOutsider())
                .map(decision -> decision.access(organization.id()));
    }

    /** What somebody is in a workspace of an organization, from memory. */
    private Future<Standing> standing(
            WorkspaceId workspace, OrganizationId organization, Principal principal, Optional<Role> role) {
        var found = organizations.find(organization);
        var seat = organizationSeat(organization, principal);
        return found.succeeded() && seat.succeeded()
                ? standing(workspace, role, seat.result(), found.result())
                : Future.all(found, seat).compose(known -> standing(workspace, role, seat.result(), found.result()));
    }

    private Future<Standing> standing(
            WorkspaceId workspace, Optional<Role> role, OrganizationSeat seat, Optional<Organization> organization) {
        var teams = seat.teams().isEmpty()
                ? Future.succeededFuture(List.<TeamStanding>of())
                : teamStandings(workspace, seat.teams());
        return teams.map(standings -> new Standing(role, seat.role(), standings, organization));
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

    private Future<Optional<Role>> role(WorkspaceId workspace, Optional<Role> builtIn, UUID customRole) {
        return builtIn.isPresent()
                ? Future.succeededFuture(builtIn)
                : customRoles.get(new RoleKey(workspace, customRole));
    }

    /** The same as a transaction in the workspace sees it, held until it ends; the workspace is locked already. */
    private Future<Standing> standing(Tx tx, Workspace locked, Principal principal, Optional<Role> role) {
        if (locked.organization().isEmpty()) {
            return Future.succeededFuture(Standing.of(role));
        }
        var organization = organizations.share(tx, locked.organization().get());
        if (!(principal instanceof Principal.User user)) {
            return organization.map(found -> new Standing(role, Optional.empty(), List.of(), found));
        }
        var organizationRole =
                organizationMembers.shareRole(tx, locked.organization().get(), user.id());
        var teams = grants.shareStandings(tx, locked.id(), user.id());
        return Future.all(organization, organizationRole, teams)
                .map(known -> new Standing(role, organizationRole.result(), teams.result(), organization.result()));
    }

    /**
     * What the actor may do, as the transaction sees it: neither their membership nor any role can change before it ends.
     * The workspace is locked already. An outsider may do nothing.
     */
    public Future<Access> access(Tx tx, Authentication by, Workspace locked) {
        Future<Optional<Role>> own = by.principal() instanceof Principal.User user
                ? members.shareRole(tx, locked.id(), user.id())
                : role(locked.id(), by);
        return own.compose(role -> access(tx, by, locked, role));
    }

    /** The same, the role that the actor has in the workspace being known and held. */
    public Future<Access> access(Tx tx, Authentication by, Workspace locked, Optional<Role> role) {
        return standing(tx, locked, by.principal(), role)
                .map(standing ->
                        AccessDecision.of(AccessFacts.of(by, locked, standing)).access(locked.id()));
    }

    /** What somebody may do with all of their own, as the transaction sees it; nothing who does not sign in any more. */
    public Future<Access> access(Tx tx, Principal principal, Workspace locked) {
        return principal instanceof Principal.User user
                ? access(tx, user.id(), locked)
                : access(tx, withAllOfTheirOwn(principal), locked);
    }

    private static Authentication withAllOfTheirOwn(Principal principal) {
        return new Authentication(principal, null, Set.of(), UNLIMITED, Origin.UNKNOWN);
    }

    private Future<Access> access(Tx tx, UserId user, Workspace locked) {
        var role = members.shareRole(tx, locked.id(), user);
        var platformRoles = members.sharePlatformRoles(tx, user);
        return Future.all(role, platformRoles)
                .compose(known -> standing(tx, locked, new Principal.User(user), role.result()))
                .map(standing -> {
                    var signsIn = platformRoles.result().filter(held -> held.contains(PlatformRole.USER));
                    var facts = AccessFacts.of(
                            signsIn.orElse(Set.of()),
                            locked,
                            signsIn.isPresent() ? standing : Standing.of(Optional.empty()));
                    return AccessDecision.of(facts).access(locked.id());
                });
    }

    /** The same in an organization that the transaction holds. */
    public Future<Access> access(Tx tx, Principal principal, Organization held) {
        return principal instanceof Principal.User user
                ? access(tx, user.id(), held)
                : Future.succeededFuture(access(withAllOfTheirOwn(principal), held, Optional.empty()));
    }

    private Future<Access> access(Tx tx, UserId user, Organization held) {
        var role = organizationMembers.shareRole(tx, held.id(), user);
        var platformRoles = members.sharePlatformRoles(tx, user);
        return Future.all(role, platformRoles).map(known -> {
            var signsIn = platformRoles.result().filter(all -> all.contains(PlatformRole.USER));
            var facts = AccessFacts.of(
                    signsIn.orElse(Set.of()), held, signsIn.isPresent() ? role.result() : Optional.empty());
            return AccessDecision.of(facts).access(held.id());
        });
    }

    /** What the actor may do in an organization with this role; nothing for an outsider. */
    public static Access access(Authentication by, Organization organization, Optional<OrganizationRole> role) {
        return AccessDecision.of(AccessFacts.of(by, organization, role)).access(organization.id());
    }

    /**
     * The decision on anyone: on the one who asks with the credential they came with, on others whatever credential they
     * will come with. Fails with {@code USER.NOT_FOUND} on {@code userId}.
     */
    Future<AccessDecision> explain(Authentication asking, WorkspaceId workspace, UserId user) {
        return workspaces
                .get(workspace)
                .compose(found -> decision(asking, found, user))
                .map(decision -> decision.orElseThrow(() -> MembershipError.USER_NOT_FOUND.onField(
                        "userId", "There is no user with the id " + user + ".")));
    }

    private Future<Optional<AccessDecision>> decision(Authentication asking, Workspace workspace, UserId user) {
        return standing(workspace, user)
                .compose(standing -> asking.principal().equals(new Principal.User(user))
                        ? Future.succeededFuture(Optional.of(AccessFacts.of(asking, workspace, standing)))
                        : members.platformRoles(database, user)
                                .map(known -> known.map(roles -> AccessFacts.of(roles, workspace, standing))))
                .map(facts -> facts.map(AccessDecision::of));
    }

    private Future<Standing> standing(Workspace workspace, UserId user) {
        return role(workspace.id(), user)
                .compose(role -> workspace
                        .organization()
                        .map(organization -> standing(workspace.id(), organization, new Principal.User(user), role))
                        .orElseGet(() -> Future.succeededFuture(Standing.of(role))));
    }

    @Override
    public VisibleOrganizations organizationsOf(Authentication by) {
        var visible = organizationsVisibleTo(by);
        return by.credential()
                .tenant()
                .<VisibleOrganizations>map(bound -> bound instanceof OrganizationId only
                        ? new VisibleOrganizations.Bound(only, visible)
                        : new VisibleOrganizations.None())
                .orElse(visible);
    }

    private static VisibleOrganizations organizationsVisibleTo(Authentication by) {
        if (by.roles().contains(PlatformRole.ADMIN)) {
            return new VisibleOrganizations.Every();
        }
        if (by.principal() instanceof Principal.App app) {
            return new VisibleOrganizations.OfApp(app.id());
        }
        return by.principal() instanceof Principal.User user
                ? new VisibleOrganizations.OfUser(user.id())
                : new VisibleOrganizations.None();
    }

    public void organizationMemberChanged(OrganizationId organization, UserId user) {
        organizationSeats.invalidate(new OrganizationMemberKey(organization, user));
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

    @Override
    public VisibleWorkspaces workspacesOf(Authentication by) {
        return bound(by, visibleTo(by));
    }

    @Override
    public Future<VisibleWorkspaces> workspacesOf(Authentication by, OrganizationId within) {
        return organizationSeat(within, by.principal())
                .map(seat -> seat.role().flatMap(OrganizationRole::inWorkspaces).isPresent()
                        ? bound(by, new VisibleWorkspaces.Every())
                        : workspacesOf(by));
    }

    @Override
    public VisibleWorkspaces ownWorkspacesOf(Authentication by) {
        return by.principal() instanceof Principal.User user
                ? bound(by, new VisibleWorkspaces.OfUser(user.id(), false))
                : new VisibleWorkspaces.None();
    }

    private static VisibleWorkspaces bound(Authentication by, VisibleWorkspaces visible) {
        return by.credential()
                .tenant()
                .<VisibleWorkspaces>map(bound -> new VisibleWorkspaces.Bound(bound, visible))
                .orElse(visible);
    }

    private static VisibleWorkspaces visibleTo(Authentication by) {
        var roles = by.roles();
        if (roles.contains(PlatformRole.ADMIN)) {
            return new VisibleWorkspaces.Every();
        }
        if (by.principal() instanceof Principal.App app) {
            return new VisibleWorkspaces.OfApp(app.id());
        }
        return by.principal() instanceof Principal.User user
                ? new VisibleWorkspaces.OfUser(user.id(), roles.contains(PlatformRole.SUPPORT))
                : new VisibleWorkspaces.None();
    }

    /** The role that a team is given in a workspace, from memory; empty when it is gone by now. */
    public Future<Optional<Role>> role(TeamGrant grant) {
        return role(grant.workspace(), grant.builtIn(), grant.customRole());
    }

    public void memberChanged(WorkspaceId workspace, UserId user) {
        seats.invalidate(new MemberKey(workspace, user));
    }

    public void roleChanged(WorkspaceId workspace, UUID role) {
        customRoles.invalidate(new RoleKey(workspace, role));
    }

    /** Drops what other nodes changed from memory. */
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

    // Who is no user is a member of nothing yet.
    private Future<Optional<Role>> role(WorkspaceId workspace, Authentication by) {
        return by.principal() instanceof Principal.User user
                ? role(workspace, user.id())
                : Future.succeededFuture(isInstalledIn(workspace, by) ? Optional.of(Role.EXTENSION) : Optional.empty());
    }

    private static boolean isInstalledIn(WorkspaceId workspace, Authentication by) {
        return by.credential().kind() == Credential.Kind.INSTALLATION_TOKEN
                && by.credential().tenant().filter(workspace::equals).isPresent();
    }

    private Future<OrganizationSeat> organizationSeat(OrganizationId organization, Principal principal) {
        return principal instanceof Principal.User user
                ? organizationSeats.get(new OrganizationMemberKey(organization, user.id()))
                : Future.succeededFuture(OrganizationSeat.NONE);
    }

    private Future<Optional<Role>> role(WorkspaceId workspace, UserId user) {
        var seat = seats.get(new MemberKey(workspace, user));
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
        return customRoles.get(new RoleKey(workspace, id)).compose(role -> {
            if (role.isPresent()) {
                return Future.succeededFuture(role);
            }
            // Nobody has a role that is gone: what is in memory of this member is older than that.
            memberChanged(workspace, user);
            return members.seat(database, workspace, user)
                    .compose(seat ->
                            seat.map(now -> role(workspace, now)).orElse(Future.succeededFuture(Optional.empty())));
        });
    }

    private Future<Optional<Role>> role(WorkspaceId workspace, Seat seat) {
        return seat.builtIn().isPresent()
                ? Future.succeededFuture(seat.builtIn())
                : roles.find(database, workspace, seat.customRole());
    }
}
