package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.UUID;

/** Something that refers to custom roles, beside members. */
@FunctionalInterface
public interface RoleHolder {

    /** Gives up the role where it is of no use any more, in the transaction that is about to delete it. */
    Future<Void> release(Tx tx, WorkspaceId workspace, UUID role);
}
