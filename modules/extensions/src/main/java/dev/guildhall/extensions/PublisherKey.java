package dev.guildhall.extensions;

import dev.guildhall.core.id.UserId;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A key that publishers sign extensions with.
 *
 * @param fingerprint the beginning of the SHA-256 digest of its X.509 form, in hexadecimal
 * @param name whose it is, for people
 * @param addedBy empty when that user is gone, or the installation's configuration names the key
 * @param revokedAt when it was trusted no more
 */
public record PublisherKey(
        String fingerprint,
        String name,
        PublicKey key,
        Optional<UserId> addedBy,
        Instant createdAt,
        Optional<Instant> revokedAt) {

    public boolean isRevoked() {
        return revokedAt.isPresent();
    }

    public PublisherKey revoked(Instant now) {
        return new PublisherKey(fingerprint, name, key, addedBy, createdAt, Optional.of(now));
    }
}
