package dev.guildhall.extensions.internal.config;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.JsonShape;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.List;
import java.util.Set;

/** What a manifest's {@code configSchema} demands of a configuration, and which of its values are secrets. */
public final class ConfigSchema {

    private static final String FIELD = "config";

    private final JsonObject schema;
    private final SecretPlaces secrets;

    public ConfigSchema(JsonObject schema) {
        this.schema = schema;
        this.secrets = new SecretPlaces(schema);
    }

    /** The dotted names of the properties that are secrets; {@code *} stands for any name or index. */
    public List<String> secretFields() {
        return secrets.declared();
    }

    /**
     * A configuration from outside, defaults filled in. Fails with {@code REQUEST.INVALID} that names every field at
     * fault, and tells nothing of the value of a secret.
     */
    public Config read(JsonObject sent) {
        return accepted(Defaults.fill(schema, sent));
    }

    /**
     * A configuration with the changes of a JSON Merge Patch (RFC 7396). A secret that comes back masked stays as it
     * is.
     */
    public Config patched(Config current, JsonObject patch) {
        var merged = current.clear();
        merge(merged, patch.copy());
        return accepted(Defaults.fill(schema, current.unmask(merged, secrets.in(merged))));
    }

    private Config accepted(JsonObject config) {
        var places = secrets.in(config);
        requireUnmasked(config, places);
        var faults = new JsonShape(schema).faults(config);
        if (!faults.isEmpty()) {
            throw refused(faults.stream().map(fault -> named(fault, places)).toList());
        }
        return new Config(config, places);
    }

    private static void requireUnmasked(JsonObject config, Set<JsonPointer> places) {
        var masked = places.stream()
                .filter(place -> Config.MASK.equals(place.queryJson(config)))
                .map(ConfigSchema::dotted)
                .map(field -> new Problem.Detail(field, field + " is masked: give the secret itself"))
                .toList();
        if (!masked.isEmpty()) {
            throw refused(masked);
        }
    }

    // The validator may quote a value.
    private static Problem.Detail named(Problem.Detail fault, Set<JsonPointer> secretPlaces) {
        var field = fault.field().isEmpty() ? FIELD : FIELD + "." + fault.field();
        var secret = secretPlaces.stream()
                .map(ConfigSchema::dotted)
                .anyMatch(place -> field.equals(place) || field.startsWith(place + "."));
        var text = secret || fault.field().isEmpty()
                ? field + " is not valid for the extension's configSchema"
                : FIELD + "." + fault.message();
        return new Problem.Detail(field, text);
    }

    private static Problem refused(List<Problem.Detail> faults) {
        return CommonError.REQUEST_INVALID.because(faults.get(0).message()).withDetails(faults);
    }

    static String dotted(JsonPointer place) {
        return FIELD + place.toString().replace('/', '.').replace("~1", "/").replace("~0", "~");
    }

    private static void merge(JsonObject target, JsonObject patch) {
        for (var entry : patch) {
            var value = entry.getValue();
            if (value == null) {
                target.remove(entry.getKey());
            } else if (value instanceof JsonObject object) {
                var into = target.getValue(entry.getKey()) instanceof JsonObject present ? present : new JsonObject();
                merge(into, object);
                target.put(entry.getKey(), into);
            } else {
                target.put(entry.getKey(), value instanceof JsonArray array ? array.copy() : value);
            }
        }
    }
}
