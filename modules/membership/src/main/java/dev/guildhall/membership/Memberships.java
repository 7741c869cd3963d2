package dev.guildhall.membership;

import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Actor;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.events.Event;
import dev.guildhall.events.EventFeed;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The decision on each request: effective permission = role in the workspace ∩ scopes of the credential. A platform
 * administrator has every permission in every workspace. Answers come from memory, which follows the members' events.
 */
final class Memberships implements Authorizer {

    private static final String PLATFORM_ADMIN = "PLATFORM_ADMIN";

    private final Database database;
    private final Workspaces workspaces;
    private final MemberTable table = new MemberTable();
    private final CoherentCache<Seat, Optional<Role>> roles;

    /** A user in a workspace, member or not. */
    private record Seat(WorkspaceId workspace, UserId user) {}

    Memberships(Database database, Workspaces workspaces) {
        this.database = database;
        this.workspaces = workspaces;
        this.roles = CoherentCache.of(seat -> table.role(database, seat.workspace(), seat.user()));
    }

    @Override
    public Future<Optional<Access>> access(Actor actor, WorkspaceId workspace) {
        if (actor.credential()
                .workspace()
                .filter(only -> !only.equals(workspace))
                .isPresent()) {
            return Future.succeededFuture(Optional.empty());
        }
        if (actor.isPlatformAdmin()) {
            return workspaces
                    .find(workspace)
                    .map(found -> found.map(known -> new Access(workspace, PLATFORM_ADMIN, Permissions.all())));
        }
        return roles.get(new Seat(workspace, actor.user())).compose(role -> {
            if (role.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            var access = new Access(workspace, role.get().name(), effective(role.get(), actor));
            // The role in memory may outlive the workspace by a moment on another node.
            return workspaces.find(workspace).map(found -> found.map(known -> access));
        });
    }

    @Override
    public Future<Optional<Set<WorkspaceId>>> workspacesOf(Actor actor) {
        if (actor.isPlatformAdmin()) {
            return Future.succeededFuture(Optional.empty());
        }
        return table.ofUser(database, actor.user())
                .map(all -> Optional.of(all.stream()
                        .map(MemberTable.Membership::workspace)
                        .filter(id ->
                                actor.credential().workspace().map(id::equals).orElse(true))
                        .collect(Collectors.toSet())));
    }

    void changed(WorkspaceId workspace, UserId user) {
        roles.invalidate(new Seat(workspace, user));
    }

    /** Drops what other nodes changed from memory. */
    void follow(EventFeed feed) {
        feed.listen(this::invalidate);
    }

    private void invalidate(Event event) {
        if (event.type().startsWith("member.") && event.subject() != null) {
            changed(event.workspace(), new UserId(UUID.fromString(event.subject())));
        }
    }

    private static Set<Permission> effective(Role role, Actor actor) {
        var scopes = actor.credential().scopes();
        if (scopes.isEmpty()) {
            return role.permissions();
        }
        var both = new HashSet<>(role.permissions());
        both.retainAll(scopes.get());
        return both;
    }
}
