package dev.guildhall.core.database;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What PostgreSQL can hold: texts without NUL in which every surrogate has its other half. */
public final class Storable {

    private Storable() {}

    public static boolean isStorable(String text) {
        for (var at = 0; at < text.length(); ) {
            var point = text.codePointAt(at);
            if (point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
                return false;
            }
            at += Character.charCount(point);
        }
        return true;
    }

    /** Whether every text in a JSON value is one, the names of properties too. */
    public static boolean isStorableJson(Object value) {
        if (value instanceof JsonObject object) {
            return object.stream().allMatch(entry -> isStorable(entry.getKey()) && isStorableJson(entry.getValue()));
        }
        if (value instanceof JsonArray array) {
            return array.stream().allMatch(Storable::isStorableJson);
        }
        return !(value instanceof String text) || isStorable(text);
    }
}
