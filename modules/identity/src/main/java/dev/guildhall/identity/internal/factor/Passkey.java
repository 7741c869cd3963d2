package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A passkey of an account (WebAuthn), of which the private key is with its authenticator alone.
 *
 * @param credentialId as its authenticator made it up
 * @param publicKey a COSE key
 * @param signatureCount of the signature that was taken last; 0 of an authenticator that does not count
 * @param backupEligible whether the authenticator may keep it in several places
 * @param transports by what browsers reach the authenticator, as hints for them
 */
public record Passkey(
        UUID id,
        UserId user,
        byte[] credentialId,
        byte[] publicKey,
        long signatureCount,
        boolean backupEligible,
        List<String> transports,
        String name,
        Instant createdAt,
        Optional<Instant> lastUsedAt) {

    /** Whether the count of a signature says that there is a copy; not of an authenticator that does not count. */
    boolean isCopied(long count) {
        return count <= signatureCount && (count != 0 || signatureCount != 0);
    }

    /** As browsers are told which passkeys are meant. */
    JsonObject descriptor() {
        return new JsonObject()
                .put("type", "public-key")
                .put("id", Base64Url.text(credentialId))
                .put("transports", new JsonArray(transports));
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id.toString())
                .put("name", name)
                .put("backupEligible", backupEligible)
                .put("createdAt", createdAt.toString())
                .put("lastUsedAt", lastUsedAt.map(Instant::toString).orElse(null));
    }

    @Override
    public String toString() {
        return "Passkey[" + id + " of " + user + "]";
    }
}
