package dev.guildhall.events;

import dev.guildhall.core.event.EventFeed.Registration;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.VisibleWorkspaces;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stands in for the membership module: who has which permissions where, by decree of the test. */
final class TestAccess implements Authorizer, AccessChanges {

    private static final PermissionRegistry PERMISSIONS = Product.permissions();

    private final Map<UserId, List<Runnable>> followers = new ConcurrentHashMap<>();
    private final Map<UserId, Map<WorkspaceId, Set<Permission>>> granted = new ConcurrentHashMap<>();

    UserId userWith(WorkspaceId workspace, String... permissions) {
        var user = new UserId(Ids.next());
        granted.computeIfAbsent(user, first -> new ConcurrentHashMap<>())
                .put(
                        workspace,
                        Stream.of(permissions)
                                .map(PERMISSIONS::named)
                                .flatMap(Optional::stream)
                                .collect(Collectors.toSet()));
        return user;
    }

    void revoke(UserId user) {
        granted.remove(user);
        followers.getOrDefault(user, List.of()).forEach(Runnable::run);
    }

    @Override
    public Registration listen(Principal principal, Tenant tenant, Runnable changed) {
        var ofUser =
                followers.computeIfAbsent(((Principal.User) principal).id(), first -> new CopyOnWriteArrayList<>());
        ofUser.add(changed);
        return () -> ofUser.remove(changed);
    }

    @Override
    public Future<Optional<Access>> access(Authentication by, Tenant workspace) {
        return Future.succeededFuture(
                Optional.ofNullable(granted.getOrDefault(by.user(), Map.of()).get(workspace))
                        .map(permissions -> new Access(workspace, "MEMBER", permissions)));
    }

    @Override
    public VisibleWorkspaces workspacesOf(Authentication by) {
        return new VisibleWorkspaces.OfUser(by.user(), false);
    }
}
