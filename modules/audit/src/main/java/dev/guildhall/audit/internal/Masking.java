package dev.guildhall.audit.internal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Keeps out of the log what must not be in it: the values of properties that are named like secrets, and characters
 * that PostgreSQL cannot store. It copies and changes nothing it is given.
 */
final class Masking {

    static final String MASK = "***";

    private static final Set<String> SECRETS = Set.of(
            "password",
            "passwd",
            "passphrase",
            "secret",
            "token",
            "apikey",
            "privatekey",
            "accesskey",
            "authorization",
            "cookie");

    private Masking() {}

    static Map<String, Object> mask(Map<String, Object> members) {
        var masked = new LinkedHashMap<String, Object>();
        members.forEach((name, value) -> masked.put(storable(name), isSecret(name) ? hidden(value) : mask(value)));
        return masked;
    }

    private static Object mask(Object value) {
        if (value instanceof JsonObject object) {
            return mask(object.getMap());
        }
        if (value instanceof Map<?, ?> map) {
            return mask(new JsonObject(strings(map)).getMap());
        }
        if (value instanceof JsonArray array) {
            return elements(array.getList());
        }
        if (value instanceof List<?> list) {
            return elements(list);
        }
        return value instanceof CharSequence text ? storable(text.toString()) : value;
    }

    private static List<Object> elements(List<?> list) {
        var masked = new ArrayList<Object>(list.size());
        list.forEach(element -> masked.add(mask(element)));
        return masked;
    }

    private static Map<String, Object> strings(Map<?, ?> map) {
        var members = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> members.put(String.valueOf(name), value));
        return members;
    }

    // Whether there is one, and whether something is switched on, is no secret.
    private static Object hidden(Object value) {
        return value == null || value instanceof Boolean ? value : MASK;
    }

    private static boolean isSecret(String name) {
        var letters = new StringBuilder(name.length());
        for (var character : name.toLowerCase(Locale.ROOT).toCharArray()) {
            if (character >= 'a' && character <= 'z') {
                letters.append(character);
            }
        }
        return SECRETS.stream().anyMatch(secret -> letters.indexOf(secret) >= 0);
    }

    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
