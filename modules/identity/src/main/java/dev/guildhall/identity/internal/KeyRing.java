package dev.guildhall.identity.internal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys in use at some time: what signs, what verifies and what is published. Immutable. */
final class KeyRing {

    private final List<Usable> newestFirst;
    private final Map<String, JWTAuth> verifiers = new LinkedHashMap<>();
    private final JsonObject published;

    /** A key ready for use. */
    record Usable(SigningKey key, JWTAuth auth) {}

    KeyRing(List<Usable> newestFirst) {
        this.newestFirst = List.copyOf(newestFirst);
        var keys = new JsonArray();
        for (var usable : newestFirst) {
            verifiers.put(usable.key().kid(), usable.auth());
            keys.add(usable.key().publicJwk());
        }
        this.published = new JsonObject().put("keys", keys);
    }

    /** The newest key that is active already. */
    Usable signer(Instant now) {
        return newestFirst.stream()
                .filter(usable -> !now.isBefore(usable.key().activatesAt()))
                .findFirst()
                // A node whose clock is behind the one that made the first key.
                .orElseGet(() -> newestFirst.get(newestFirst.size() - 1));
    }

    /** What verifies tokens of that key id, or null for a key that is unknown or retired. */
    JWTAuth verifier(String kid) {
        return verifiers.get(kid);
    }

    /** The JSON Web Key Set (RFC 7517) of the public keys, those that will sign soon among them. */
    JsonObject published() {
        return published;
    }
}
