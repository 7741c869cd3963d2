package dev.guildhall.audit;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.security.VisibleWorkspaces;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Says who may do what, where membership is not what is tested. */
public final class AuditAccess implements Authorizer {

    private static final PermissionRegistry PERMISSIONS = Product.permissions();

    private final Map<UserId, Access> accesses = new ConcurrentHashMap<>();
    private final Map<UserId, Integer> asked = new ConcurrentHashMap<>();

    public UserId userWith(WorkspaceId workspace, String... permissions) {
        var user = new UserId(Ids.next());
        var granted = Arrays.stream(permissions)
                .map(PERMISSIONS::named)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        accesses.put(user, new Access(workspace, "ROLE", granted));
        return user;
    }

    public int askedAbout(UserId user) {
        return asked.getOrDefault(user, 0);
    }

    public void revoke(UserId user) {
        accesses.remove(user);
    }

    @Override
    public Future<Optional<Access>> access(Authentication actor, Tenant workspace) {
        asked.merge(actor.user(), 1, Integer::sum);
        return Future.succeededFuture(Optional.ofNullable(accesses.get(actor.user()))
                .filter(access -> access.workspace().equals(workspace)));
    }

    @Override
    public VisibleWorkspaces workspacesOf(Authentication actor) {
        return new VisibleWorkspaces.OfUser(actor.user(), false);
    }
}
