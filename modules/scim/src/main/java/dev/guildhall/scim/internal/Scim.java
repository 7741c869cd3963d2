package dev.guildhall.scim.internal;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The words of the protocol, and how its JSON is read: the case of names does not matter. */
public final class Scim {

    public static final String PREFIX = "/scim/v2";
    public static final String MEDIA_TYPE = "application/scim+json";
    public static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    public static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";

    private static final List<String> CORE = List.of(USER, GROUP);

    private Scim() {}

    /** The value of a name in whichever case. */
    public static Optional<Object> value(JsonObject object, String name) {
        return key(object, name).map(object::getValue);
    }

    /** How the object spells a name, if it has it. */
    public static Optional<String> key(JsonObject object, String name) {
        if (object.containsKey(name)) {
            return Optional.of(name);
        }
        return object.fieldNames().stream().filter(name::equalsIgnoreCase).findFirst();
    }

    /** Puts a value where the object has one of this name in another case already. */
    public static void put(JsonObject object, String name, Object value) {
        key(object, name).filter(other -> !other.equals(name)).ifPresent(object::remove);
        object.put(name, value);
    }

    public static void remove(JsonObject object, String name) {
        key(object, name).ifPresent(object::remove);
    }

    /** The name of an attribute without the URN of the core schema, which may go before it. */
    public static String local(String attribute) {
        for (var urn : CORE) {
            if (attribute.regionMatches(true, 0, urn + ":", 0, urn.length() + 1)) {
                return attribute.substring(urn.length() + 1);
            }
        }
        return attribute;
    }

    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** A JSON object, of a value that may come as a map. */
    public static Optional<JsonObject> object(Object value) {
        if (value instanceof JsonObject object) {
            return Optional.of(object);
        }
        if (value instanceof Map<?, ?> map) {
            var object = new JsonObject();
            map.forEach((key, its) -> object.put(String.valueOf(key), its));
            return Optional.of(object);
        }
        return Optional.empty();
    }
}
