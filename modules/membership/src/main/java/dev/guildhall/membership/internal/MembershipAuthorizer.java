package dev.guildhall.membership.internal;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.membership.MembershipError;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.internal.MemberTable.Seat;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The facts of each decision, from memory: who has which role, and what a custom role permits. The memory follows the
 * events of members and of roles; each drops one entry, however many members have the role. {@link AccessDecision} makes
 * the decision of them.
 */
public final class MembershipAuthorizer implements Authorizer {

    private final Workspaces workspaces;
    private final Database database;
    private final SupportVisits visits;
    private final MemberTable members = new MemberTable();
    private final RoleTable roles = new RoleTable();
    private final CoherentCache<MemberKey, Optional<Seat>> seats;
    private final CoherentCache<RoleKey, Optional<Role>> customRoles;

    /** A user in a workspace, member or not. */
    private record MemberKey(WorkspaceId workspace, UserId user) {}

    private record RoleKey(WorkspaceId workspace, UUID role) {}

    public MembershipAuthorizer(Database database, CacheBudget caches, Workspaces workspaces, SupportVisits visits) {
        this.database = database;
        this.workspaces = workspaces;
        this.visits = visits;
        this.seats = CoherentCache.of(
                caches, CacheBudget.HOT, place -> members.seat(database, place.workspace(), place.user()));
        this.customRoles = CoherentCache.of(caches, key -> roles.find(database, key.workspace(), key.role()));
    }

    @Override
    public Future<Optional<Access>> access(Authentication actor, Tenant tenant) {
        // Nobody has a role anywhere else yet.
        return tenant instanceof WorkspaceId workspace
                ? accessTo(actor, workspace)
                : Future.succeededFuture(Optional.empty());
    }

    private Future<Optional<Access>> accessTo(Authentication actor, WorkspaceId workspace) {
        var found = workspaces.find(workspace);
        var role = role(workspace, actor.principal());
        // Nearly every request finds both in memory, and then has nothing to wait for.
        return found.succeeded() && role.succeeded()
                ? access(actor, found.result(), role.result())
                : Future.all(found, role).compose(known -> access(actor, found.result(), role.result()));
    }

    // The role in memory may outlive the workspace by a moment on another node.
    private Future<Optional<Access>> access(Authentication actor, Optional<Workspace> workspace, Optional<Role> role) {
        if (workspace.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        var decision = AccessDecision.of(AccessFacts.of(actor, workspace.get(), role));
        if (decision.isOutsider()) {
            return Future.succeededFuture(Optional.empty());
        }
        var access = Optional.of(decision.access(workspace.get().id()));
        return decision.isBySupport()
                ? visits.note(actor, workspace.get().id()).map(access)
                : Future.succeededFuture(access);
    }

    /**
     * What the actor may do, as the transaction sees it: neither their membership nor any role can change before it ends.
     * The workspace is locked already. An outsider may do nothing.
     */
    public Future<Access> access(Tx tx, Authentication actor, Workspace locked) {
        Future<Optional<Role>> own = actor.principal() instanceof Principal.User user
                ? members.shareRole(tx, locked.id(), user.id())
                : Future.succeededFuture(Optional.empty());
        return own.map(role -> access(actor, locked, role));
    }

    /** What somebody may do with all of their own, as the transaction sees it; nothing who does not sign in any more. */
    Future<Access> access(Tx tx, UserId user, Workspace locked) {
        var role = members.shareRole(tx, locked.id(), user);
        var platformRoles = members.sharePlatformRoles(tx, user);
        return Future.all(role, platformRoles).map(known -> {
            var signsIn = platformRoles.result().filter(held -> held.contains(PlatformRole.USER));
            var facts = AccessFacts.of(
                    signsIn.orElse(Set.of()), locked, signsIn.isPresent() ? role.result() : Optional.empty());
            return AccessDecision.of(facts).access(locked.id());
        });
    }

    /** What the actor may do with this role; nothing for an outsider. */
    public static Access access(Authentication actor, Workspace workspace, Optional<Role> role) {
        return AccessDecision.of(AccessFacts.of(actor, workspace, role)).access(workspace.id());
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
        var standing = asking.principal().equals(new Principal.User(user))
                ? role(workspace.id(), user).map(role -> Optional.of(AccessFacts.of(asking, workspace, role)))
                : standing(workspace, user);
        return standing.map(found -> found.map(AccessDecision::of));
    }

    private Future<Optional<AccessFacts>> standing(Workspace workspace, UserId user) {
        var role = role(workspace.id(), user);
        var platformRoles = members.platformRoles(database, user);
        return Future.all(role, platformRoles)
                .map(done -> platformRoles.result().map(known -> AccessFacts.of(known, workspace, role.result())));
    }

    @Override
    public VisibleWorkspaces workspacesOf(Authentication actor) {
        var visible = visibleTo(actor);
        return actor.credential()
                .tenant()
                .<VisibleWorkspaces>map(bound -> bound instanceof WorkspaceId only
                        ? new VisibleWorkspaces.Bound(only, visible)
                        : new VisibleWorkspaces.None())
                .orElse(visible);
    }

    private static VisibleWorkspaces visibleTo(Authentication actor) {
        var roles = actor.roles();
        if (roles.contains(PlatformRole.ADMIN)) {
            return new VisibleWorkspaces.Every();
        }
        return actor.principal() instanceof Principal.User user
                ? new VisibleWorkspaces.OfUser(user.id(), roles.contains(PlatformRole.SUPPORT))
                : new VisibleWorkspaces.None();
    }

    public void memberChanged(WorkspaceId workspace, UserId user) {
        seats.invalidate(new MemberKey(workspace, user));
    }

    public void roleChanged(WorkspaceId workspace, UUID role) {
        customRoles.invalidate(new RoleKey(workspace, role));
    }

    /** Drops what other nodes changed from memory. */
    public void follow(Event event) {
        if (event.subject() != null && Ids.isUuid(event.subject())) {
            event.workspace().ifPresent(workspace -> follow(workspace, event.type(), UUID.fromString(event.subject())));
        }
    }

    private void follow(WorkspaceId workspace, String type, UUID subject) {
        if (type.startsWith("member.")) {
            memberChanged(workspace, new UserId(subject));
        } else if (type.startsWith("role.")) {
            roleChanged(workspace, subject);
        }
    }

    // Who is no user is a member of nothing yet.
    private Future<Optional<Role>> role(WorkspaceId workspace, Principal principal) {
        return principal instanceof Principal.User user
                ? role(workspace, user.id())
                : Future.succeededFuture(Optional.empty());
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
