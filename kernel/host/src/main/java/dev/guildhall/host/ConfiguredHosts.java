package dev.guildhall.host;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Hosts that a configuration names for an extension to call: the values of properties that its schema marks with
 * {@code "x-egress": true}, each a URL or the name of a host.
 */
public final class ConfiguredHosts {

    private static final String MARK = "x-egress";

    private ConfiguredHosts() {}

    /** What is wrong with the marks of a schema; empty when nothing is. */
    static Optional<String> faultOf(JsonObject schema) {
        return marks(schema) == marked(schema)
                ? Optional.empty()
                : Optional.of(
                        "marks something as " + MARK + " that cannot be: only a property of type string that is no"
                                + " secret, in an object or in one within it, can name a host");
    }

    private static int marks(Object json) {
        if (json instanceof JsonObject object) {
            var below =
                    object.stream().mapToInt(entry -> marks(entry.getValue())).sum();
            return below + (object.containsKey(MARK) ? 1 : 0);
        }
        return json instanceof JsonArray array
                ? array.stream().mapToInt(ConfiguredHosts::marks).sum()
                : 0;
    }

    private static int marked(JsonObject schema) {
        var found = 0;
        for (var property : properties(schema).values()) {
            if (property.containsKey(MARK)) {
                var isHost = Boolean.TRUE.equals(property.getValue(MARK))
                        && "string".equals(property.getValue("type"))
                        && !Boolean.TRUE.equals(property.getValue("writeOnly"));
                found += isHost ? 1 : 0;
            } else {
                found += marked(property);
            }
        }
        return found;
    }

    /**
     * The hosts of a configuration by the dotted names of their properties. Throws an {@link IllegalArgumentException} that
     * says which property names none.
     */
    public static Map<String, String> in(JsonObject schema, JsonObject config) {
        var found = new LinkedHashMap<String, String>();
        collect(schema, config, "", found);
        return found;
    }

    private static void collect(JsonObject schema, JsonObject config, String path, Map<String, String> found) {
        properties(schema).forEach((name, property) -> {
            var value = config.getValue(name);
            if (value instanceof JsonObject nested) {
                collect(property, nested, path + name + ".", found);
            } else if (value instanceof String text && Boolean.TRUE.equals(property.getValue(MARK))) {
                found.put(path + name, host(path + name, text));
            }
        });
    }

    private static Map<String, JsonObject> properties(JsonObject schema) {
        var properties = new LinkedHashMap<String, JsonObject>();
        if (schema.getValue("properties") instanceof JsonObject declared) {
            declared.forEach(entry -> {
                if (entry.getValue() instanceof JsonObject property) {
                    properties.put(entry.getKey(), property);
                }
            });
        }
        return properties;
    }

    private static String host(String field, String text) {
        try {
            var host = text.contains("://") ? new URI(text).getHost() : text;
            if (host != null && !host.contains("*")) {
                return HostPattern.parse(host.toLowerCase(Locale.ROOT)).toString();
            }
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            throw new IllegalArgumentException(field + " must be a URL or the name of a host", malformed);
        }
        throw new IllegalArgumentException(field + " must be a URL or the name of a host");
    }
}
