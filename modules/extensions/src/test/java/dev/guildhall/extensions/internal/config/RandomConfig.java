package dev.guildhall.extensions.internal.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;

/** A schema made by chance, and a configuration that is valid for it; the same for the same seed. */
final class RandomConfig {

    /** Stands in every text of a secret and nowhere else. */
    static final String SECRET = "s3cr3t";

    private static final List<String> NAMES = List.of(
            "token", "default", "enum", "const", "examples", "properties", "$ref", "a/b", "c~d", "e.f", "", "0");

    private record Pair(JsonObject schema, Object value) {}

    private final Random random;
    private final JsonObject definitions = new JsonObject();
    private final JsonObject schema;
    private final JsonObject value;
    private int counter;

    RandomConfig(long seed) {
        this.random = new Random(seed);
        var root = object(3);
        this.schema = root.schema().put("$defs", definitions);
        this.value = (JsonObject) root.value();
    }

    JsonObject schema() {
        return schema;
    }

    JsonObject value() {
        return value;
    }

    private Pair any(int depth) {
        var pair = wrapped(
                switch (random.nextInt(depth > 0 ? 6 : 3)) {
                    case 0 -> new Pair(type("string"), "plain" + counter++);
                    case 1 -> new Pair(type("integer"), counter++);
                    case 2 -> secret();
                    case 3 -> array(depth - 1);
                    default -> object(depth - 1);
                });
        return random.nextInt(3) == 0 ? wrapped(pair) : pair;
    }

    private Pair secret() {
        var text = SECRET + counter++;
        Object value = switch (random.nextInt(6)) {
            case 0 -> new JsonObject().put("user", text).put("more", new JsonArray().add(text + "x"));
            case 1 -> new JsonArray().add(text).add(new JsonObject().put(text.substring(0, 3), text + "\n\""));
            default -> text;
        };
        return new Pair(new JsonObject().put("writeOnly", true), value);
    }

    private Pair object(int depth) {
        var schema = type("object");
        var value = new JsonObject();
        var properties = new JsonObject();
        for (var name : NAMES) {
            if (random.nextInt(4) == 0) {
                var property = any(depth);
                properties.put(name, property.schema());
                value.put(name, property.value());
            }
        }
        schema.put("properties", properties);
        var other = any(depth);
        switch (random.nextInt(5)) {
            case 0 -> {
                schema.put("patternProperties", new JsonObject().put("^x-", other.schema()));
                value.put("x-" + counter++, other.value());
            }
            case 1 -> {
                schema.put("additionalProperties", other.schema());
                value.put("other" + counter++, other.value());
            }
            case 2 -> {
                schema.put("unevaluatedProperties", other.schema());
                value.put("rest" + counter++, other.value());
            }
            default -> {}
        }
        return new Pair(schema, value);
    }

    private Pair array(int depth) {
        var schema = type("array");
        var item = any(depth);
        var value = new JsonArray();
        if (random.nextBoolean()) {
            var first = any(depth);
            schema.put("prefixItems", new JsonArray().add(first.schema()));
            value.add(first.value());
        }
        value.add(item.value());
        switch (random.nextInt(4)) {
            case 0 -> schema.put("contains", item.schema());
            case 1 -> schema.put("unevaluatedItems", item.schema());
            default -> {
                schema.put("items", item.schema());
                for (var more = random.nextInt(3); more > 0; more--) {
                    value.add(another(item.value()));
                }
            }
        }
        return new Pair(schema, value);
    }

    /** Of the same shape, with other numbers in its texts. */
    private Object another(Object value) {
        if (value instanceof JsonObject object) {
            var other = new JsonObject();
            object.forEach(member -> other.put(member.getKey(), another(member.getValue())));
            return other;
        }
        if (value instanceof JsonArray array) {
            var other = new JsonArray();
            array.forEach(item -> other.add(another(item)));
            return other;
        }
        if (value instanceof String text) {
            return (text.contains(SECRET) ? SECRET : "plain") + counter++;
        }
        return random.nextBoolean() ? value : Integer.valueOf(counter++);
    }

    /** The same value with its schema behind a keyword. */
    private Pair wrapped(Pair pair) {
        var inner = pair.schema();
        var outer = new JsonObject();
        switch (random.nextInt(12)) {
            case 0 -> outer.put("allOf", new JsonArray().add(new JsonObject()).add(inner));
            case 1 -> outer.put("anyOf", new JsonArray().add(inner).add(true));
            case 2 -> outer.put("oneOf", new JsonArray().add(inner).add(false));
            case 3 -> outer.put("if", inner).put("else", false);
            case 4 -> outer.put("if", true).put("then", inner);
            case 5 -> outer.put("if", false).put("else", inner);
            case 6 -> outer.put("not", new JsonObject().put("not", inner));
            case 7 -> {
                var name = "d/" + definitions.size();
                definitions.put(name, inner);
                outer.put("$ref", "#/$defs/d~1" + (definitions.size() - 1));
            }
            case 8 -> {
                if (!(pair.value() instanceof JsonObject object) || object.isEmpty()) {
                    return pair;
                }
                var present = object.fieldNames().iterator().next();
                outer.put("dependentSchemas", new JsonObject().put(present, inner));
            }
            default -> {
                return pair;
            }
        }
        return new Pair(outer, pair.value());
    }

    private static JsonObject type(String type) {
        return new JsonObject().put("type", type);
    }
}
