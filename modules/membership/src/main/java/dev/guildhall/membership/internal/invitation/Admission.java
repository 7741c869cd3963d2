package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations.Joined;
import io.vertx.core.Future;
import java.util.Optional;

/** How somebody who was invited gets into one kind of what people are invited to. */
interface Admission {

    /**
     * The role that somebody is invited to.
     *
     * @param id of a custom role as text, the name of any other
     * @param isCustom whether a workspace defined it for itself
     */
    record OfferedRole(String id, String name, boolean isCustom) {}

    /** Locks what it is against changes of its members until the transaction ends. */
    Future<Host> lock(Tx tx, InvitationTarget target);

    /** Fails for who may not deal with its invitations. Where the gate has decided that already there is nothing to ask. */
    default Future<Void> requireManager(Tx tx, Authentication by, InvitationTarget target) {
        return Future.succeededFuture();
    }

    /** The role of this name or id, if the actor may invite to it and others can join at all. */
    Future<OfferedRole> grantable(Tx tx, Authentication by, Host host, String role);

    /** Whether somebody may invite to the role of this id right now, whatever credential they come with. */
    Future<Boolean> mayOffer(Tx tx, Principal maker, Host host, String roleId);

    /** Whether the account with this address is a member. */
    Future<Boolean> isMember(Tx tx, Host host, EmailAddress address);

    /** Fails while nobody may change anything there. */
    Future<Void> requireChangeable(Tx tx, Host host);

    /** Makes the user a member with the role of this id; empty when they are one already. */
    Future<Optional<Joined>> join(Tx tx, Authentication by, Host host, UserId user, String roleId);
}
