package dev.guildhall.identity.internal;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A key of access tokens as it is stored.
 *
 * @param generation 1 for the first key there was; a higher one replaces it
 * @param activatesAt when it begins to sign; it is published before, for verifiers to have it by then
 * @param retiresAt when the last token it signed has expired; empty while no other key has replaced it
 */
record SigningKey(
        int generation,
        String kid,
        JsonObject publicJwk,
        String sealedPrivateJwk,
        Instant activatesAt,
        Optional<Instant> retiresAt) {

    static final String ALGORITHM = "RS256";

    boolean isRetired(Instant now) {
        return retiresAt.filter(retired -> !now.isBefore(retired)).isPresent();
    }

    @Override
    public String toString() {
        return "SigningKey[" + kid + "]";
    }
}
