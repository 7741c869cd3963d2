package dev.guildhall.plugins.notifier;

import io.vertx.core.json.JsonArray;
import java.util.List;

/** The events somebody wants to hear of: types, families such as {@code member.*}, or {@code *}. */
record Choice(List<String> patterns) {

    static Choice of(JsonArray patterns) {
        return new Choice(patterns.stream().map(String.class::cast).toList());
    }

    boolean includes(String type) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, type));
    }

    private static boolean matches(String pattern, String type) {
        return pattern.endsWith("*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(type);
    }
}
