package dev.guildhall.identity.internal.recovery;

import dev.guildhall.core.id.UserId;
import java.time.Duration;
import java.time.Instant;

/**
 * A link by which somebody sets the password of their account, once.
 *
 * @param emailKey of the address that it was mailed to
 */
public record PasswordLink(byte[] hash, UserId user, String emailKey, Instant createdAt, Instant expiresAt) {

    public static final String PREFIX = "ghl_pwl_";

    /** Of whoever asks for one: long enough for mail that is slow. */
    public static final Duration LIFE = Duration.ofHours(1);

    /** Of one that an administrator sends, which nobody is waiting for. */
    public static final Duration LIFE_OF_FIRST = Duration.ofDays(3);

    public boolean isOpen(Instant now) {
        return now.isBefore(expiresAt);
    }

    @Override
    public String toString() {
        return "PasswordLink[" + user + "]";
    }
}
