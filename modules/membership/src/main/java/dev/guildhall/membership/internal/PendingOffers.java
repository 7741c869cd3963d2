package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import java.util.Optional;

/** What people have offered to others and nobody has taken yet: it ends with their right to offer it. */
public interface PendingOffers {

    /**
     * Ends those of a workspace that their makers may not make any more, after a change of members or roles in the same
     * transaction. The workspace is locked.
     *
     * @param maker whose rights changed; empty when that may be anybody
     */
    Future<Void> review(Tx tx, Workspace locked, Optional<UserId> maker, Authentication by);

    /** The same in every workspace, after somebody became another thing on the whole platform. */
    Future<Void> review(Tx platformTx, UserId maker, Authentication by);

    /**
     * The same in an organization, its teams and its workspaces, after somebody became less there or in one of its teams; the
     * organization, or the team, is locked.
     */
    Future<Void> review(Tx platformTx, OrganizationId organization, UserId maker, Authentication by);

    /** Ends all that somebody made, whose account is about to end. */
    Future<Void> end(Tx platformTx, UserId maker, Authentication by);
}
