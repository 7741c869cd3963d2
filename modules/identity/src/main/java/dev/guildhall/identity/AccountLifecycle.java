package dev.guildhall.identity;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.UserWorkspaces.UserWorkspace;
import io.vertx.core.Future;
import java.util.List;

/** What other modules do when an account is changed or deleted, in the platform-wide transaction that does so. */
public interface AccountLifecycle {

    /**
     * The workspaces that nobody else owns, which keep the account. The account's row is locked, so that no membership can
     * be added meanwhile.
     */
    Future<List<UserWorkspace>> ownedBy(Tx tx, UserId user);

    /** The organizations of which the user is a member, and stays one until the transaction ends. */
    Future<List<OrganizationId>> organizationsOf(Tx tx, UserId user);

    /** What follows from other platform roles of the user. */
    Future<Void> platformRolesChanged(Tx tx, UserId user, Authentication by);

    /** Ends the user's memberships; called when {@link #ownedBy} found none. */
    Future<Void> leaveAll(Tx tx, UserId user, Authentication by);
}
