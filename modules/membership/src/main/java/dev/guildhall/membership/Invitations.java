package dev.guildhall.membership;

import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Inviting people by their address, and their answers. An invitation ends when whoever made it, or sent it again last, may
 * not make it any more. Safe for all event loops.
 */
public interface Invitations {

    /** Invites an address that is not a member's, and has no pending invitation, to a role the actor may grant. */
    Future<CreateResult> invite(Authentication actor, WorkspaceId workspace, NewInvitation request);

    /** What {@link #list} can be filtered and ordered by. */
    ListFields<Invitation> fields();

    Future<Page<Invitation>> list(WorkspaceId workspace, PageRequest<Invitation> page);

    Future<Invitation> get(WorkspaceId workspace, UUID id);

    /**
     * Gives a pending or expired invitation a new secret and its time anew; the old secret works no more.
     *
     * @param life as long as before when not given
     * @param delivery the way it went before when not given
     */
    Future<CreateResult> resend(
            Authentication actor,
            WorkspaceId workspace,
            UUID id,
            Optional<Duration> life,
            Optional<InvitationDelivery> delivery);

    Future<Void> revoke(Authentication actor, WorkspaceId workspace, UUID id, IfMatch condition);

    /** What {@link #mine} can be filtered and ordered by. */
    ListFields<Invitation> fieldsOfMine();

    /**
     * The pending invitations of the actor's address; none for an account whose owner never proved that they can read
     * mail to it.
     */
    Future<Page<Invited>> mine(Authentication actor, PageRequest<Invitation> page);

    /** Makes the actor a member, if it is their address that was invited. Of several at once, one succeeds. */
    Future<AcceptResult> accept(Authentication actor, Claim claim);

    /** Opens an account for the address that was invited, and makes it a member in the same transaction. */
    Future<AcceptResult> accept(String token, NewPerson person, Origin origin);

    Future<Void> decline(Authentication actor, Claim claim);

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
    record Invited(Invitation invitation, Workspace workspace) {}

    /** The outcome of accepting. */
    record AcceptResult(Workspace workspace, Member member) {}

    /** What an invited person names an invitation by: its secret, or its id. */
    record Claim(Optional<String> token, Optional<UUID> id) {

        public static Claim ofToken(String token) {
            return new Claim(Optional.of(token), Optional.empty());
        }

        public static Claim ofId(UUID id) {
            return new Claim(Optional.empty(), Optional.of(id));
        }

        @Override
        public String toString() {
            return "Claim[" + id.map(UUID::toString).orElse("by its secret") + "]";
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
