package dev.guildhall.identity.internal;

import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.Client;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * The exchange of a refresh token. For a moment the client that made it is answered the same successor again, for two tabs
 * of a browser that refresh at once are no thief. The successor is not kept: it follows from the token, which is not kept
 * either, and the salt.
 *
 * @param by the client that made it, hashed; null for one from before that was noted
 * @param successorSalt random; null likewise
 */
record Rotation(Instant at, byte[] by, byte[] successorSalt) {

    private static final Duration REPEATABLE = Duration.ofSeconds(10);
    private static final int SALT_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Rotation by(Client client, Instant now) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new Rotation(now, client.fingerprint(), salt);
    }

    /** Whether the client is the same, from the same network and with the same user agent, a moment later. */
    boolean isRepeatedBy(Client client, Instant now) {
        return by != null
                && successorSalt != null
                && MessageDigest.isEqual(by, client.fingerprint())
                && now.isBefore(at.plus(REPEATABLE));
    }

    /** @param token the one that was exchanged */
    ClientSecret successor(String token) {
        return ClientSecret.derived(NewSession.REFRESH_PREFIX, token, successorSalt);
    }

    @Override
    public String toString() {
        return "Rotation[" + at + "]";
    }
}
