package dev.guildhall.membership;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.internal.AccessMemory;
import dev.guildhall.membership.internal.HeldAccess;
import dev.guildhall.membership.internal.PendingOffers;
import dev.guildhall.membership.internal.RoleRules;
import dev.guildhall.membership.internal.TeamGrantTable;
import dev.guildhall.membership.internal.team.TeamEvents;
import dev.guildhall.membership.internal.team.TeamTable;
import dev.guildhall.membership.internal.team.TeamTurns;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What the members of teams are in workspaces of their organization. The workspace is locked as for a change of its
 * members, and sees each change as an event of its own; the organization sees it too.
 */
public final class TeamGrants {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<TeamGrant> LIST = TeamGrantTable.LIST;

    /** How many teams a workspace can have; what they are given there is held in memory. */
    static final int LIMIT = 100;

    private final Database database;
    private final Workspaces workspaces;
    private final Roles roles;
    private final TeamTurns turns;
    private final Journal journal;
    private final HeldAccess heldAccess;
    private final AccessMemory memory;
    private final PendingOffers offers;
    private final Clock clock;
    private final TeamGrantTable table = new TeamGrantTable();
    private final TeamTable teams = new TeamTable();

    TeamGrants(
            Database database,
            Workspaces workspaces,
            Roles roles,
            TeamTurns turns,
            Journal journal,
            HeldAccess heldAccess,
            AccessMemory memory,
            PendingOffers offers,
            Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.roles = roles;
        this.turns = turns;
        this.journal = journal;
        this.heldAccess = heldAccess;
        this.memory = memory;
        this.offers = offers;
        this.clock = clock;
    }

    /** What a team's members are in a workspace, as people read it. */
    public record Described(TeamGrant grant, Workspace workspace, Role role) {}

    public Future<Page<Described>> list(OrganizationId organization, TeamId team, PageRequest<TeamGrant> page) {
        return teams.find(database, organization, team)
                .map(found -> found.orElseThrow(() -> TeamTurns.unknown(team)))
                .compose(found -> table.list(database, organization, found.id(), page))
                .compose(grants -> {
                    var described = grants.items().stream().map(this::described).toList();
                    return Future.all(described)
                            .map(done -> grants.with(described.stream()
                                    .map(Future::result)
                                    .flatMap(Optional::stream)
                                    .toList()));
                });
    }

    // What was deleted since the page was read is left out.
    private Future<Optional<Described>> described(TeamGrant grant) {
        var workspace = workspaces.find(grant.workspace());
        var role = memory.role(grant);
        return Future.all(workspace, role)
                .map(known -> workspace
                        .result()
                        .flatMap(found -> role.result().map(given -> new Described(grant, found, given))));
    }

    /** Gives a team a role in a workspace, or another one; the same call again changes nothing. */
    public Future<Described> put(
            Authentication by,
            OrganizationId organization,
            TeamId team,
            WorkspaceId workspace,
            String roleName,
            IfMatch condition) {
        return inTurn(by, organization, team, workspace, (own, turn) -> {
            turn.present().ifPresent(present -> condition.verify(present.revision()));
            return roles.resolve(own, workspace, roleName).compose(role -> {
                requireGrantable(turn.access(), role);
                Members.requireTeam(turn.workspace());
                return former(own, turn).compose(previous -> give(own, by, turn, previous, role));
            });
        });
    }

    private Future<Written<Described>> give(Tx own, Authentication by, Turn turn, Optional<Role> previous, Role role) {
        var workspace = turn.workspace();
        if (previous.filter(role::is).isPresent()) {
            return Future.succeededFuture(
                    new Written<>(Optional.empty(), new Described(turn.present().get(), workspace, role)));
        }
        var room = previous.isPresent() ? Future.<Void>succeededFuture() : requireRoom(own, workspace.id());
        return room.compose(free -> table.upsert(own, turn.team(), workspace.id(), role, clock.instant()))
                .compose(written -> reviewOffers(own, workspace, previous, by))
                .compose(reviewed -> table.find(own, workspace.id(), turn.team().id()))
                .map(grant -> new Written<>(
                        Optional.of(previous.map(
                                        former -> TeamEvents.regranted(by, turn.team(), workspace.id(), former, role))
                                .orElseGet(() -> TeamEvents.granted(by, turn.team(), workspace.id(), role))),
                        new Described(grant.orElseThrow(), workspace, role)));
    }

    /** Takes a team's role in a workspace away. Fails with {@code TEAM.NOT_GRANTED}. */
    public Future<Void> revoke(
            Authentication by, OrganizationId organization, TeamId team, WorkspaceId workspace, IfMatch condition) {
        return inTurn(by, organization, team, workspace, (own, turn) -> {
            condition.verify(turn.present()
                    .orElseThrow(() ->
                            TeamError.NOT_GRANTED.because("The team has no role in the workspace " + workspace + "."))
                    .revision());
            return former(own, turn).compose(previous -> {
                RoleRules.requireInReach(turn.access(), previous.orElseThrow());
                return table.delete(own, workspace, team)
                        .compose(deleted -> reviewOffers(own, turn.workspace(), previous, by))
                        .map(reviewed -> new Written<>(
                                Optional.of(TeamEvents.revoked(by, turn.team(), workspace, previous.get())), null));
            });
        });
    }

    /**
     * Takes all roles of a team away that is about to be deleted, in a platform-wide transaction.
     *
     * @return the workspaces in which its members could invite
     */
    Future<List<WorkspaceId>> revokeAll(Tx platformTx, Authentication by, Team team) {
        return table.ofTeam(platformTx, team.id()).compose(grants -> {
            var ended = grants.stream()
                    .map(grant -> role(platformTx, grant).map(role -> {
                        changed(
                                platformTx,
                                team,
                                grant.workspace(),
                                TeamEvents.revoked(by, team, grant.workspace(), role));
                        return Optional.of(grant.workspace()).filter(invited -> mayInvite(role));
                    }))
                    .toList();
            return Future.all(List.copyOf(ended))
                    .map(done -> ended.stream()
                            .map(Future::result)
                            .flatMap(Optional::stream)
                            .sorted(Comparator.comparing(WorkspaceId::value))
                            .toList());
        });
    }

    /** Ends what the members of a team, which is gone by now, have offered in these workspaces. */
    Future<Void> reviewOffers(Tx platformTx, Authentication by, List<WorkspaceId> formerly) {
        var done = Future.<Void>succeededFuture();
        for (var workspace : formerly) {
            done = done.compose(before -> workspaces.lockForMembers(platformTx, workspace))
                    .compose(locked -> offers.review(platformTx, locked, Optional.empty(), by));
        }
        return done;
    }

    private static boolean mayInvite(Role role) {
        return role.permissions().contains(MemberPermissions.INVITATIONS_MANAGE);
    }

    /**
     * What a change of what a team is given begins with.
     *
     * @param workspace locked, so that its members and roles change one transaction at a time
     * @param access what the actor may do in it right now
     */
    private record Turn(Workspace workspace, Team team, Access access, Optional<TeamGrant> present) {}

    /** @param change empty when nothing was changed */
    private record Written<T>(Optional<Change> change, T outcome) {}

    private <T> Future<T> inTurn(
            Authentication by,
            OrganizationId organization,
            TeamId team,
            WorkspaceId workspace,
            BiFunction<Tx, Turn, Future<Written<T>>> work) {
        // The workspace and the organization are told of it, each in its own events.
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> tx.within(
                        workspace,
                        own -> workspaces
                                .lockForMembers(own, workspace)
                                .map(locked -> requireSame(organization, locked))
                                .compose(locked -> turn(own, by, organization, team, locked))
                                .compose(turn -> work.apply(own, turn).map(written -> {
                                    written.change().ifPresent(change -> changed(tx, turn.team(), workspace, change));
                                    return written.outcome();
                                }))));
    }

    private Future<Turn> turn(Tx own, Authentication by, OrganizationId organization, TeamId team, Workspace locked) {
        var found = teams.share(own, organization, team);
        var allowed = turns.requireManagerOfAll(own, by, organization);
        var access = heldAccess.access(own, by, locked);
        var present = table.find(own, locked.id(), team);
        return Future.all(found, allowed, access, present)
                .map(known -> new Turn(
                        locked,
                        found.result().orElseThrow(() -> TeamTurns.unknown(team)),
                        access.result(),
                        present.result()));
    }

    private void changed(Tx platformTx, Team team, WorkspaceId workspace, Change change) {
        platformTx.afterCommit(() -> memory.teamGrantChanged(workspace));
        journal.record(platformTx, workspace, change);
        journal.record(platformTx, team.organization(), change);
    }

    private Future<Optional<Role>> former(Tx own, Turn turn) {
        return turn.present()
                .map(grant -> role(own, grant).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<Role> role(Tx tx, TeamGrant grant) {
        return grant.builtIn()
                .map(Future::succeededFuture)
                .orElseGet(() ->
                        roles.resolve(tx, grant.workspace(), grant.customRole().toString()));
    }

    // Somebody of the team may have invited others with its role.
    private Future<Void> reviewOffers(Tx own, Workspace locked, Optional<Role> former, Authentication by) {
        return former.filter(TeamGrants::mayInvite)
                .map(role -> offers.review(own, locked, Optional.empty(), by))
                .orElseGet(Future::succeededFuture);
    }

    private static Workspace requireSame(OrganizationId organization, Workspace workspace) {
        if (workspace.organization().filter(organization::equals).isEmpty()) {
            throw Workspaces.notFound();
        }
        return workspace;
    }

    /** Who says who belongs to a team is an administrator of the workspace at most, so no team is more than that. */
    private static void requireGrantable(Access access, Role role) {
        Roles.requireGrantable(access, role);
        if (!role.permissions().minus(Role.ADMIN.permissions()).isEmpty()
                || !role.declared().stream().allMatch(Role.ADMIN::permits)) {
            throw MembershipError.ROLE_ESCALATION.onField(
                    "role", "A team is given no role that permits what only the owner of a workspace may do.");
        }
    }

    private Future<Void> requireRoom(Tx own, WorkspaceId workspace) {
        return table.count(own, workspace).map(count -> {
            if (count >= LIMIT) {
                throw TeamError.TOO_MANY.because(
                        "A workspace can have " + LIMIT + " teams; take its role from one of them first.");
            }
            return null;
        });
    }
}
