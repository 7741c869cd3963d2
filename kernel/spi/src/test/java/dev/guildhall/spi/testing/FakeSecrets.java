package dev.guildhall.spi.testing;

import dev.guildhall.spi.Secrets;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The secrets of a {@link FakeWorkspace}: what is {@code writeOnly} in the manifest's {@code configSchema}. */
record FakeSecrets(JsonObject whole, AuthorsManifest manifest) implements Secrets {

    @Override
    public Optional<String> get(String path) {
        return in(whole, path) instanceof String text && in(manifest.withoutSecrets(whole), path) == null
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Object in(JsonObject config, String path) {
        Object value = config;
        for (var step : path.split("\\.")) {
            value = value instanceof JsonObject object ? object.getValue(step) : null;
        }
        return value;
    }

    @Override
    public JsonObject config() {
        return whole.copy();
    }
}
