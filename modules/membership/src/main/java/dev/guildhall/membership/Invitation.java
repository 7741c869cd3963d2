package dev.guildhall.membership;

import dev.guildhall.core.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The offer to an address to become a member, without its secret.
 *
 * @param email empty for one that whoever has its secret may take
 * @param roleId what they will be: the id of a custom role as text, the name of a built-in one; of a closed invitation
 *     to a custom role, which may be gone, its name
 * @param roleName the same for display
 * @param mail what became of its mail; empty where it has none, or nothing is known of it
 * @param inviter who made it; empty once that account or app is gone
 * @param revision counts changes; the ETag clients see
 * @param issuedAt when the secret was made that works now
 * @param closedAt when it was answered or taken back; empty while it is pending or its time has merely passed
 */
public record Invitation(
        UUID id,
        InvitationTarget target,
        Optional<String> email,
        String roleId,
        String roleName,
        InvitationDelivery delivery,
        InvitationState state,
        Optional<InvitationMail> mail,
        Optional<Inviter> inviter,
        long revision,
        Instant createdAt,
        Instant updatedAt,
        Instant issuedAt,
        Instant expiresAt,
        Optional<Instant> closedAt) {

    /** Who invited, a user or an app, and what they are called. */
    public record Inviter(Principal principal, String name) {}

    public boolean isPending() {
        return state == InvitationState.PENDING;
    }

    /** The revision at which it was sent. What became of its mail since is no change that whoever takes it back must know of. */
    public long issuedRevision() {
        var isNoted =
                mail.filter(sent -> sent.state() != InvitationMail.State.QUEUED).isPresent();
        return isNoted ? revision - 1 : revision;
    }

    /** How long it was given when its secret was made. */
    public Duration life() {
        return Duration.between(issuedAt, expiresAt);
    }
}
