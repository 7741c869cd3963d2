package dev.guildhall.surfaces.internal.portal;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** A frontend that may use the Portal surface. */
record PortalGateway(
        UUID id, String name, SecureChannel secureChannel, long revision, Instant createdAt, Instant updatedAt) {

    /** Whether bodies may come as they are. */
    enum SecureChannel {
        OPTIONAL,
        /** They must be encrypted with the key of the secure channel. */
        REQUIRED;

        static Optional<SecureChannel> named(String name) {
            try {
                return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                return Optional.empty();
            }
        }
    }

    JsonObject json() {
        return facts().put("id", id.toString())
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
    }

    /** What can change of it. */
    JsonObject facts() {
        return new JsonObject().put("name", name).put("secureChannel", secureChannel.name());
    }
}
