package dev.guildhall.membership;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Notes in which scope each workspace is made. */
final class WorkspaceScopes implements WorkspaceLifecycle {

    private final Map<String, Tenant> scopes = new ConcurrentHashMap<>();

    @Override
    public Future<Void> created(Tx tx, Workspace workspace, Authentication creator) {
        scopes.put(workspace.id().toString(), tx.tenant());
        return Future.succeededFuture();
    }

    Tenant of(String workspace) {
        return scopes.get(workspace);
    }
}
