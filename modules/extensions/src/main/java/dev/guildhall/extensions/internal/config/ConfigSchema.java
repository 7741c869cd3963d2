package dev.guildhall.extensions.internal.config;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.Defaults;
import dev.guildhall.core.schema.InstanceLocation;
import dev.guildhall.core.schema.JsonSchemaValidator;
import dev.guildhall.core.schema.Secrets;
import dev.guildhall.host.ConfiguredHosts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a manifest's {@code configSchema} demands of a configuration, and which of its values are secrets. */
public final class ConfigSchema {

    private static final String FIELD = "config";

    private final JsonObject schema;
    private final Secrets secrets;
    private JsonSchemaValidator validator;

    public ConfigSchema(JsonObject schema) {
        this.schema = schema;
        this.secrets = new Secrets(schema);
    }

    /** The dotted names of the properties that are secrets; {@code *} stands for any name or index. */
    public List<String> secretFields() {
        return secrets.declared();
    }

    /**
     * A configuration from outside, defaults filled in. Fails with {@code REQUEST.INVALID} that names every field at
     * fault, and tells nothing of the value of a secret.
     */
    public ExtensionConfig read(JsonObject sent) {
        return accepted(Defaults.fill(schema, sent));
    }

    /**
     * A configuration with the changes of a JSON Merge Patch (RFC 7396). A secret that comes back masked stays as it is,
     * wherever it can be told which one is meant.
     */
    public ExtensionConfig patched(ExtensionConfig current, JsonObject patch) {
        var merged = current.clear();
        merge(merged, patch.copy());
        return accepted(Defaults.fill(schema, Unmasking.unmasked(current, merged, secrets.in(merged))));
    }

    /** The hosts that a configuration names for calls, by the fields that do. */
    public Map<String, String> hosts(ExtensionConfig config) {
        try {
            return ConfiguredHosts.in(schema, config.clear());
        } catch (IllegalArgumentException noHost) {
            throw CommonError.REQUEST_INVALID.onField(FIELD, FIELD + "." + noHost.getMessage());
        }
    }

    /** The same configuration with all for a secret that is one by this schema, whatever release stored it. */
    public ExtensionConfig known(ExtensionConfig stored) {
        var declared = secrets.in(stored.clear());
        var places = new HashSet<InstanceLocation>(declared);
        for (var location : stored.secretPlaces()) {
            if (!isInside(location, declared)) {
                places.removeIf(inner -> isInside(inner, Set.of(location)));
                places.add(location);
            }
        }
        return new ExtensionConfig(stored.clear(), places);
    }

    private static boolean isInside(InstanceLocation location, Set<InstanceLocation> others) {
        for (var outer = location; !outer.steps().isEmpty(); outer = outer.parent()) {
            if (others.contains(outer)) {
                return true;
            }
        }
        return false;
    }

    /** A stored configuration as everybody may see it, whatever release stored it: what is secret now is masked. */
    public JsonObject shown(JsonObject stored) {
        return ExtensionConfig.masked(stored, secrets.in(stored));
    }

    /** The fields that hold a mask where a value should be. */
    public static List<String> masked(JsonObject clear) {
        var found = new ArrayList<Problem.Detail>();
        collectMasks(clear, InstanceLocation.ROOT, found);
        return found.stream().map(Problem.Detail::field).toList();
    }

    private ExtensionConfig accepted(JsonObject config) {
        var masked = new ArrayList<Problem.Detail>();
        collectMasks(config, InstanceLocation.ROOT, masked);
        refuse(masked);
        var places = secrets.in(config);
        var faults = shape().quickFaults(config).orElseThrow(ConfigSchema::tooLarge);
        refuse(faults.stream().map(fault -> named(fault, places)).toList());
        return new ExtensionConfig(config, places);
    }

    private JsonSchemaValidator shape() {
        if (validator == null) {
            validator = new JsonSchemaValidator(schema);
        }
        return validator;
    }

    // Wherever it stands: a mask that is kept is a secret that is lost.
    private static void collectMasks(Object value, InstanceLocation at, List<Problem.Detail> found) {
        if (ExtensionConfig.MASK.equals(value)) {
            found.add(new Problem.Detail(field(at), field(at) + " is masked: give the value itself"));
        } else if (value instanceof JsonObject object) {
            object.forEach(member -> collectMasks(member.getValue(), at.inside(member.getKey()), found));
        } else if (value instanceof JsonArray array) {
            for (var index = 0; index < array.size(); index++) {
                collectMasks(array.getValue(index), at.inside(Integer.toString(index)), found);
            }
        }
    }

    // The validator may quote a value, or what it compares a value with.
    private static Problem.Detail named(Problem.Detail fault, Set<InstanceLocation> secretPlaces) {
        var field = fault.field().isEmpty() ? FIELD : FIELD + "." + fault.field();
        var secret = secretPlaces.stream()
                .map(ConfigSchema::field)
                .anyMatch(place -> field.equals(place) || field.startsWith(place + "."));
        var text = secret || fault.field().isEmpty()
                ? field + " is not valid for the extension's configSchema"
                : FIELD + "." + fault.message();
        return new Problem.Detail(field, text);
    }

    private static Problem tooLarge() {
        return CommonError.REQUEST_INVALID.onField(FIELD, "config is too large to be held against its configSchema");
    }

    static void refuse(List<Problem.Detail> faults) {
        if (!faults.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(faults.get(0).message()).withDetails(faults);
        }
    }

    static String field(InstanceLocation location) {
        return location.steps().isEmpty() ? FIELD : FIELD + "." + location.dotted();
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
