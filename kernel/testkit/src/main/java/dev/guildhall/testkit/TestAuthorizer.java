package dev.guildhall.testkit;

import dev.guildhall.core.event.EventFeed.Registration;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
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

/**
 * Stands in for the membership module where that is not what is tested: who may do what where, by decree of the test, and
 * nobody anything without one.
 */
public final class TestAuthorizer implements Authorizer, AccessChanges {

    private static final PermissionRegistry PERMISSIONS = Product.permissions();

    private final Map<Place, Set<Permission>> granted = new ConcurrentHashMap<>();
    private final Map<UserId, Integer> asked = new ConcurrentHashMap<>();
    private final Map<UserId, List<Runnable>> followers = new ConcurrentHashMap<>();

    private record Place(UserId user, Tenant tenant) {}

    /** A new user, who has these permissions there and none elsewhere. */
    public UserId userWith(Tenant tenant, String... permissions) {
        var user = new UserId(Ids.next());
        var named = Stream.of(permissions)
                .map(PERMISSIONS::named)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        granted.put(new Place(user, tenant), named);
        return user;
    }

    /** Takes everything away that the user may do, and tells those who wait for that. */
    public void revoke(UserId user) {
        granted.keySet().removeIf(place -> place.user().equals(user));
        followers.getOrDefault(user, List.of()).forEach(Runnable::run);
    }

    @Override
    public Registration listen(Principal principal, Tenant tenant, Runnable changed) {
        var ofUser =
                followers.computeIfAbsent(((Principal.User) principal).id(), first -> new CopyOnWriteArrayList<>());
        ofUser.add(changed);
        return () -> ofUser.remove(changed);
    }

    /** How often it was asked what the user may do. */
    public int askedAbout(UserId user) {
        return asked.getOrDefault(user, 0);
    }

    @Override
    public Future<Optional<Access>> access(Authentication by, Tenant tenant) {
        return Future.succeededFuture(
                by.principal() instanceof Principal.User user ? access(user.id(), tenant) : Optional.empty());
    }

    private Optional<Access> access(UserId user, Tenant tenant) {
        asked.merge(user, 1, Integer::sum);
        return Optional.ofNullable(granted.get(new Place(user, tenant)))
                .map(permissions -> new Access(tenant, "ROLE", permissions));
    }

    @Override
    public VisibleWorkspaces workspacesOf(Authentication by) {
        return new VisibleWorkspaces.OfUser(by.user(), false);
    }
}
