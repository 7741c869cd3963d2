package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import io.vertx.core.Future;

/** Takes what a workspace's extensions have stored along when the workspace goes; its rows go by themselves. */
public final class DeletedWorkspaces implements WorkspaceLifecycle {

    private final ExtensionRuntime runtime;
    private final ExtensionSchemas schemas;

    public DeletedWorkspaces(ExtensionRuntime runtime, ExtensionSchemas schemas) {
        this.runtime = runtime;
        this.schemas = schemas;
    }

    @Override
    public Future<Void> deleting(Tx tx, Workspace workspace) {
        tx.afterCommit(() -> runtime.gone(workspace.id()));
        return schemas.dropAll(tx, workspace.id());
    }
}
