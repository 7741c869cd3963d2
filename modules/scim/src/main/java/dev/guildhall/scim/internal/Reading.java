package dev.guildhall.scim.internal;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.JsonTexts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Reads the attributes of a resource that somebody sent; what cannot be taken is {@code SCIM.INVALID_VALUE}. */
public final class Reading {

    private static final int LONGEST_EXTERNAL_ID = 255;

    private Reading() {}

    /** A text without what is invisible about it; empty when it is not there, or null, or nothing. */
    public static Optional<String> text(JsonObject object, String name, int longest) {
        return Scim.value(object, name)
                .map(value -> {
                    if (!(value instanceof String text)) {
                        throw invalid(name, name + " must be a text.");
                    }
                    if (text.length() > longest || !JsonTexts.faults(text).isEmpty()) {
                        throw invalid(
                                name, name + " must be a text of " + longest + " characters at most that can be kept.");
                    }
                    return text.strip();
                })
                .filter(text -> !text.isEmpty());
    }

    public static Optional<String> externalId(JsonObject object) {
        return text(object, "externalId", LONGEST_EXTERNAL_ID);
    }

    /** True or false, also as the text that some directories send. */
    public static Optional<Boolean> truth(JsonObject object, String name) {
        return Scim.value(object, name).map(value -> {
            if (value instanceof Boolean truth) {
                return truth;
            }
            if (value instanceof String text && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
                return Boolean.valueOf(text);
            }
            throw invalid(name, name + " must be true or false.");
        });
    }

    public static Optional<JsonObject> object(JsonObject object, String name) {
        return Scim.value(object, name)
                .map(value -> Scim.object(value).orElseThrow(() -> invalid(name, name + " must be an object.")));
    }

    public static JsonArray list(JsonObject object, String name, int most) {
        var value = Scim.value(object, name).orElse(null);
        if (value == null) {
            return new JsonArray();
        }
        if (!(value instanceof JsonArray many)) {
            throw invalid(name, name + " must be a list.");
        }
        if (many.size() > most) {
            throw invalid(name, name + " has " + most + " elements at most.");
        }
        return many;
    }

    /** Fails for a resource that says it is of another kind. */
    public static void requireSchema(JsonObject object, String schema) {
        var named = list(object, "schemas", 20);
        if (!named.isEmpty() && named.stream().noneMatch(one -> schema.equalsIgnoreCase(String.valueOf(one)))) {
            throw ScimError.INVALID_SYNTAX.onField("schemas", "schemas must name " + schema + ".");
        }
    }

    public static Problem invalid(String field, String message) {
        return ScimError.INVALID_VALUE.onField(field, message);
    }
}
