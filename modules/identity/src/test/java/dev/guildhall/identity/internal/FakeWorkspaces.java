package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.AccountLifecycle;
import dev.guildhall.identity.UserWorkspaces;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Stands in for the membership module: what is told here is all there is. */
final class FakeWorkspaces implements UserWorkspaces, AccountLifecycle {

    static final UserWorkspace ACME = new UserWorkspace(new WorkspaceId(new UUID(7, 7)), "acme", "Acme Corp", "OWNER");

    final Map<UserId, List<UserWorkspace>> of = new ConcurrentHashMap<>();
    final Map<UserId, List<UserWorkspace>> owned = new ConcurrentHashMap<>();
    final Map<UserId, List<OrganizationId>> organizations = new ConcurrentHashMap<>();
    final Set<UserId> left = ConcurrentHashMap.newKeySet();

    @Override
    public Future<List<UserWorkspace>> of(UserId user) {
        return Future.succeededFuture(of.getOrDefault(user, List.of()));
    }

    @Override
    public Future<List<ReachedWorkspace>> reached(UserId user, Optional<Tenant> bound) {
        return of(user).map(all -> all.stream()
                .map(one -> new ReachedWorkspace(one.id(), one.key(), one.name(), one.role(), "WORKSPACE"))
                .toList());
    }

    @Override
    public Future<List<UserWorkspace>> ownedBy(Tx tx, UserId user) {
        return Future.succeededFuture(owned.getOrDefault(user, List.of()));
    }

    @Override
    public Future<List<OrganizationId>> organizationsOf(Tx tx, UserId user) {
        return Future.succeededFuture(organizations.getOrDefault(user, List.of()));
    }

    @Override
    public Future<Void> platformRolesChanged(Tx tx, UserId user, Authentication by) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> leaveAll(Tx tx, UserId user, Authentication by) {
        left.add(user);
        return Future.succeededFuture();
    }
}
