package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import io.vertx.core.Future;

/** Takes the schema of a workspace's extensions along when the workspace goes; its rows go by themselves. */
public final class WorkspaceEnd implements WorkspaceLifecycle {

    private final Engine engine;

    public WorkspaceEnd(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Future<Void> deleting(Tx tx, Workspace workspace) {
        tx.afterCommit(() -> engine.gone(workspace.id()));
        return tx.within(workspace.id(), inScope -> WorkspaceSchema.drop(inScope, workspace.id(), workspace.key()));
    }
}
