package dev.guildhall.host;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The JSON Schema of {@code extension.json}, for editors and tools; the rules of {@link ManifestReader} go further. */
public final class ManifestSchema {

    private static final JsonObject SCHEMA = read();

    private ManifestSchema() {}

    private static JsonObject read() {
        try (var file = ManifestSchema.class.getResourceAsStream("extension-manifest.json")) {
            return new JsonObject(Buffer.buffer(file.readAllBytes()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A copy. */
    public static JsonObject json() {
        return SCHEMA.copy();
    }
}
