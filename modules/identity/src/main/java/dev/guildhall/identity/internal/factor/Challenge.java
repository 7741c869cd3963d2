package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in that a password has begun, for the client that gave it to complete.
 *
 * @param passwordVersion of the password that was given
 * @param organization what the session is to be scoped to, if it was said
 * @param clientHash of the network and the user agent of the client
 */
public record Challenge(
        byte[] hash,
        UserId user,
        int passwordVersion,
        Optional<OrganizationId> organization,
        byte[] clientHash,
        Instant expiresAt) {

    /** For how long a second factor is waited for. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    public static final String PREFIX = "ghl_cha_";

    @Override
    public String toString() {
        return "Challenge[" + user + "]";
    }
}
