package dev.guildhall.identity.internal;

import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.UUID;

/**
 * One sign-in of a user.
 *
 * @param ended whether it was ended before it expired
 */
record Session(UUID id, UserId user, Instant expiresAt, boolean ended) {

    boolean isLive(Instant now) {
        return !ended && now.isBefore(expiresAt);
    }
}
