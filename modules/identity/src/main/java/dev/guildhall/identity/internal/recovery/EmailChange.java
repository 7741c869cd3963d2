package dev.guildhall.identity.internal.recovery;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A change of the address of an account that its user has asked for.
 *
 * @param passwordVersion of the account when it was asked for
 * @param doneUndoHash of the link that the former address was sent when it was done
 * @param expiresAt until when it can be confirmed, or once it is done, be undone
 * @param completedAt empty until the new address has confirmed it
 */
public record EmailChange(
        UUID id,
        UserId user,
        String formerEmail,
        String email,
        int passwordVersion,
        byte[] confirmHash,
        byte[] undoHash,
        Optional<byte[]> doneUndoHash,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> completedAt) {

    public static final String CONFIRM_PREFIX = "ghl_eml_";
    public static final String UNDO_PREFIX = "ghl_und_";

    /** For how long the new address may confirm it. */
    public static final Duration PATIENCE = Duration.ofHours(24);

    /** For how long the former address may undo it. */
    public static final Duration REGRET = Duration.ofDays(3);

    public boolean isOpen(Instant now) {
        return completedAt.isEmpty() && now.isBefore(expiresAt);
    }

    public boolean canBeUndone(Instant now) {
        return now.isBefore(expiresAt);
    }

    public EmailChange completed(ClientSecret undo, Instant now) {
        return new EmailChange(
                id,
                user,
                formerEmail,
                email,
                passwordVersion,
                confirmHash,
                undoHash,
                Optional.of(undo.hash()),
                createdAt,
                now.plus(REGRET),
                Optional.of(now));
    }

    @Override
    public String toString() {
        return "EmailChange[" + user + "]";
    }
}
