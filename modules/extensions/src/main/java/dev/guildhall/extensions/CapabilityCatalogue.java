package dev.guildhall.extensions;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;

/** What can be called in a workspace, for those who have to know before they install or remove something. */
public interface CapabilityCatalogue {

    /** Everything that is registered in the workspace at this point of the transaction. */
    Future<Offers> offers(Tx tx, WorkspaceId workspace);
}
