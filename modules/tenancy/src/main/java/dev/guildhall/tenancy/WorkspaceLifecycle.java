package dev.guildhall.tenancy;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What another module does when a workspace begins, changes or ends, in the same transaction, which sees no other
 * workspace; a failure undoes it all.
 */
public interface WorkspaceLifecycle {

    /** The workspace's row is written; its members, for example, are not. */
    default Future<Void> created(Tx tx, Workspace workspace, Authentication creator) {
        return Future.succeededFuture();
    }

    /** The workspace's row is locked and about to be changed; the plan, for example. */
    default Future<Void> changing(Tx tx, Workspace current, Workspace wanted) {
        return Future.succeededFuture();
    }

    /**
     * The workspace's row is locked and about to be moved to another organization, whose members stay so until the end, or
     * out of any. The transaction is the platform's.
     */
    default Future<Void> moving(Tx tx, Workspace workspace, Optional<OrganizationId> to) {
        return Future.succeededFuture();
    }

    /** The workspace's row is locked and about to be deleted; rows that refer to it with a cascade go by themselves. */
    default Future<Void> deleting(Tx tx, Workspace workspace) {
        return Future.succeededFuture();
    }
}
