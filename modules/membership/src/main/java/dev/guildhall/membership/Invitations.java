package dev.guildhall.membership;

import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Inviting people by their address, and their answers. An invitation ends when whoever made it, or sent it again last, may
 * not make it any more. Safe for all event loops.
 */
public interface Invitations {

    /**
     * Invites an address that is not a member's, and has no pending invitation, to a role the actor may grant; or, to a
     * team, whoever is given the secret.
     */
    Future<CreateResult> invite(Authentication by, InvitationTarget target, NewInvitation request);

    /** What {@link #list} can be filtered and ordered by. */
    ListFields<Invitation> fields();

    Future<Page<Invitation>> list(Authentication by, InvitationTarget target, PageRequest<Invitation> page);

    Future<Invitation> get(Authentication by, InvitationTarget target, UUID id);

    /**
     * Gives a pending or expired invitation a new secret and its time anew; the old secret works no more.
     *
     * @param life as long as before when not given
     * @param delivery the way it went before when not given
     */
    Future<CreateResult> resend(
            Authentication by,
            InvitationTarget target,
            UUID id,
            Optional<Duration> life,
            Optional<InvitationDelivery> delivery);

    Future<Void> revoke(Authentication by, InvitationTarget target, UUID id, IfMatch condition);

    /** What {@link #mine} can be filtered and ordered by. */
    ListFields<Invitation> fieldsOfMine();

    /**
     * The pending invitations of the actor's address; none for an account whose owner never proved that they can read
     * mail to it.
     */
    Future<Page<Invited>> mine(Authentication by, PageRequest<Invitation> page);

    /** Makes the actor a member, if it is their address that was invited. Of several at once, one succeeds. */
    Future<AcceptResult> accept(Authentication by, InvitationReference reference);

    /** Opens an account for the address that was invited, and makes it a member in the same transaction. */
    Future<AcceptResult> accept(String token, NewPerson person, Origin origin);

    /** What whoever holds the secret of a pending invitation reads of it before they answer. */
    Future<Preview> preview(String token, Origin origin);

    Future<Void> decline(Authentication by, InvitationReference reference);

    /** Declines for whoever holds the secret; no account is needed for that. */
    Future<Void> decline(String token, Origin origin);

    /**
     * An invitation with a new secret.
     *
     * @param link the secret and where to go with it, when the actor is to hand it on; empty when it goes by mail
     */
    record CreateResult(Invitation invitation, Optional<Link> link) {}

    /** The secret of an invitation, shown once. */
    record Link(String token, String url) {

        @Override
        public String toString() {
            return "Link";
        }
    }

    /** An invitation as the one it is for sees it. */
    record Invited(Invitation invitation, Place place) {}

    /**
     * An invitation as whoever has its secret sees it.
     *
     * @param needsNewAccount whether it is accepted by somebody without an account, and not by signing in
     */
    record Preview(Invitation invitation, Place place, boolean needsNewAccount) {}

    /** The outcome of accepting. */
    record AcceptResult(Place place, Joined member) {}

    /**
     * What somebody was invited to, as they get to know it.
     *
     * @param key of a workspace; empty for all else
     */
    record Place(InvitationTarget target, String name, Optional<String> key) {}

    /** Somebody who is a member now. */
    record Joined(UserId user, String email, boolean emailVerified, String fullName, String role, Instant joinedAt) {}

    /** What an invited person names an invitation by: its secret, or its id. */
    record InvitationReference(Optional<String> token, Optional<UUID> id) {

        public static InvitationReference ofToken(String token) {
            return new InvitationReference(Optional.of(token), Optional.empty());
        }

        public static InvitationReference ofId(UUID id) {
            return new InvitationReference(Optional.empty(), Optional.of(id));
        }

        @Override
        public String toString() {
            return "InvitationReference[" + id.map(UUID::toString).orElse("by its secret") + "]";
        }
    }

    /** Somebody who has no account yet. */
    record NewPerson(String fullName, String password) {

        @Override
        public String toString() {
            return "NewPerson[" + fullName + "]";
        }
    }
}
