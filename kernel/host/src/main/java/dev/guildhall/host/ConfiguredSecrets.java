package dev.guildhall.host;

import dev.guildhall.spi.Secrets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The secrets of a configuration. */
record ConfiguredSecrets(InstallationServices services) implements Secrets {

    @Override
    public Optional<String> get(String path) {
        Object value = services.config();
        Object shown = services.openConfig();
        for (var step : path.split("\\.")) {
            value = inside(value, step);
            shown = inside(shown, step);
        }
        return value instanceof String text && shown == null ? Optional.of(text) : Optional.empty();
    }

    private static Object inside(Object value, String step) {
        if (value instanceof JsonObject object) {
            return object.getValue(step);
        }
        if (value instanceof JsonArray array && step.matches("\\d{1,6}")) {
            var index = Integer.parseInt(step);
            return index < array.size() ? array.getValue(index) : null;
        }
        return null;
    }

    @Override
    public JsonObject config() {
        return services.config().copy();
    }
}
