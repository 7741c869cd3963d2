package dev.guildhall.core.http;

import dev.guildhall.core.error.Problem.Detail;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The sizes that a contract's schema sets, asked before anything inside of what is too large is looked at. A validator
 * would look at all of it first.
 */
final class SizeBounds {

    /** So many unknown properties are told one by one, and no more. */
    private static final int UNKNOWN_PROPERTIES = 50;

    private SizeBounds() {}

    /** The first place of the value that is larger than its schema allows. */
    static Optional<Detail> exceeded(JsonObject schema, Object value) {
        return exceeded(schema, value, "");
    }

    private static Optional<Detail> exceeded(JsonObject schema, Object value, String place) {
        var found = ownSize(schema, value, place);
        return found.isPresent() ? found : inside(schema, value, place).or(() -> inAlternatives(schema, value, place));
    }

    private static Optional<Detail> ownSize(JsonObject schema, Object value, String place) {
        if (value instanceof List<?> list) {
            return limited(schema, "maxItems", list.size(), "items", place);
        }
        if (value instanceof Map<?, ?> map) {
            return limited(schema, "maxProperties", map.size(), "properties", place)
                    .or(() -> unknown(schema, map, place));
        }
        return value instanceof String text
                ? limited(schema, "maxLength", text.codePointCount(0, text.length()), "characters", place)
                : Optional.empty();
    }

    private static Optional<Detail> limited(JsonObject schema, String keyword, int size, String unit, String place) {
        return schema.getValue(keyword) instanceof Number most && size > most.longValue()
                ? Optional.of(fault(place, "has " + size + " " + unit + "; at most " + most + " are allowed"))
                : Optional.empty();
    }

    private static Optional<Detail> unknown(JsonObject schema, Map<?, ?> map, String place) {
        if (!Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
            return Optional.empty();
        }
        var known = schema.getJsonObject("properties", new JsonObject());
        var unknown = map.keySet().stream()
                .filter(name -> !known.containsKey((String) name))
                .count();
        return unknown > UNKNOWN_PROPERTIES
                ? Optional.of(fault(place, "has " + unknown + " properties that are not known"))
                : Optional.empty();
    }

    private static Optional<Detail> inside(JsonObject schema, Object value, String place) {
        if (value instanceof List<?> list && schema.getValue("items") instanceof JsonObject items) {
            return IntStream.range(0, list.size())
                    .mapToObj(index -> exceeded(items, list.get(index), joined(place, Integer.toString(index))))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        if (value instanceof Map<?, ?> map && schema.getValue("properties") instanceof JsonObject properties) {
            return properties.fieldNames().stream()
                    .filter(map::containsKey)
                    .filter(name -> properties.getValue(name) instanceof JsonObject)
                    .map(name -> exceeded(properties.getJsonObject(name), map.get(name), joined(place, name)))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return Optional.empty();
    }

    /** Of alternatives every one that is for a value of this kind must refuse it; of what all holds, one may. */
    private static Optional<Detail> inAlternatives(JsonObject schema, Object value, String place) {
        for (var keyword : List.of("anyOf", "oneOf")) {
            var refusals = schemas(schema, keyword).stream()
                    .filter(alternative -> isFor(alternative, value))
                    .map(alternative -> exceeded(alternative, value, place))
                    .toList();
            if (!refusals.isEmpty() && refusals.stream().allMatch(Optional::isPresent)) {
                return refusals.get(0);
            }
        }
        return schemas(schema, "allOf").stream()
                .map(part -> exceeded(part, value, place))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static List<JsonObject> schemas(JsonObject schema, String keyword) {
        return schema.getJsonArray(keyword, new JsonArray()).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    private static boolean isFor(JsonObject schema, Object value) {
        var type = schema.getValue("type");
        return type == null || !(type instanceof String) || Objects.equals(type, kind(value));
    }

    private static String kind(Object value) {
        if (value instanceof Map) {
            return "object";
        }
        return value instanceof List ? "array" : value instanceof String ? "string" : "other";
    }

    private static String joined(String outer, String inner) {
        return outer.isEmpty() ? inner : outer + "." + inner;
    }

    private static Detail fault(String place, String rule) {
        return new Detail(place, (place.isEmpty() ? "The body" : place) + " " + rule);
    }
}
