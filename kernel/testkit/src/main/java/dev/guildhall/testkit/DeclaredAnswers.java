package dev.guildhall.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The answers that a contract declares, with their schemas closed: what they do not name must not be there. */
final class DeclaredAnswers {

    private static final String REFERENCE = "$ref";
    private static final String SCHEMA = "#/components/schemas/";

    private final JsonObject document;
    private final Map<Form, List<Declared>> operations;
    private final Set<String> parts = new TreeSet<>();

    DeclaredAnswers(JsonObject document) {
        this.document = document;
        var paths = document.getJsonObject("paths");
        operations = paths.fieldNames().stream()
                .sorted(Comparator.comparing((String path) -> path.split("\\{", -1).length)
                        .thenComparing(Comparator.naturalOrder()))
                .flatMap(path -> paths.getJsonObject(path).stream()
                        .filter(entry -> entry.getValue() instanceof JsonObject)
                        .map(entry -> new Declared(
                                Form.of(entry.getKey(), path), pattern(path), (JsonObject) entry.getValue())))
                .filter(declared -> !declared.operation().getBoolean("x-wildcard", false))
                .collect(Collectors.groupingBy(Declared::form));
        notePartsOfOthers(document);
    }

    /** An operation and the paths it answers. */
    private record Declared(Form form, Pattern path, JsonObject operation) {}

    /** What tells most operations apart without trying a pattern. */
    private record Form(String method, long slashes) {
        static Form of(String method, String path) {
            return new Form(
                    method.toUpperCase(Locale.ROOT),
                    path.chars().filter(c -> c == '/').count());
        }
    }

    private static Pattern pattern(String path) {
        var literal = Pattern.compile("\\{[^}]+}").splitAsStream(path + "/").map(Pattern::quote);
        return Pattern.compile(String.join("[^/]+", literal.toList()));
    }

    /** The operation that answers; those that pass on what others say are none. */
    Optional<JsonObject> operation(String method, String path) {
        return operations.getOrDefault(Form.of(method, path), List.of()).stream()
                .filter(declared -> declared.path().matcher(path + "/").matches())
                .map(Declared::operation)
                .findFirst();
    }

    /** What is declared of a status; of one that is the server's fault, in general at least. */
    Optional<JsonObject> answer(JsonObject operation, int status) {
        var answers = operation.getJsonObject("responses");
        return Optional.ofNullable(answers.getJsonObject(Integer.toString(status)))
                .or(() -> status < 500 ? Optional.empty() : Optional.of(answers.getJsonObject("default")))
                .map(this::resolved);
    }

    Set<String> headers(JsonObject answer) {
        return answer.getJsonObject("headers", new JsonObject()).fieldNames();
    }

    private JsonObject resolved(JsonObject answer) {
        var target = answer.getString(REFERENCE);
        return target == null
                ? answer
                : document.getJsonObject("components")
                        .getJsonObject("responses")
                        .getJsonObject(target.substring(target.lastIndexOf('/') + 1));
    }

    /** The schema with all it refers to, closed. */
    JsonObject closed(JsonObject declared) {
        var named = new JsonObject();
        var whole = close(declared.copy(), true);
        collect(whole, named);
        return whole.put("components", new JsonObject().put("schemas", named));
    }

    private void collect(Object part, JsonObject named) {
        if (part instanceof JsonArray list) {
            list.forEach(item -> collect(item, named));
        } else if (part instanceof JsonObject object) {
            if (object.getValue(REFERENCE) instanceof String target && target.startsWith(SCHEMA)) {
                var name = target.substring(SCHEMA.length());
                if (!named.containsKey(name)) {
                    var schema = document.getJsonObject("components")
                            .getJsonObject("schemas")
                            .getJsonObject(name)
                            .copy();
                    named.put(name, close(schema, !parts.contains(name)));
                    collect(named.getJsonObject(name), named);
                }
            }
            object.forEach(entry -> collect(entry.getValue(), named));
        }
    }

    /** @param whole whether the schema is not a part of another, which has more */
    private static JsonObject close(JsonObject schema, boolean whole) {
        var all = schema.getJsonArray("allOf", new JsonArray());
        all.forEach(part -> close((JsonObject) part, false));
        schema.forEach(entry -> {
            if (entry.getKey().equals("properties")) {
                ((JsonObject) entry.getValue()).forEach(property -> close((JsonObject) property.getValue(), true));
            } else if (List.of("items", "additionalProperties").contains(entry.getKey())
                    && entry.getValue() instanceof JsonObject inner) {
                close(inner, true);
            }
        });
        if (whole
                && !schema.containsKey("additionalProperties")
                && (schema.containsKey("properties") || !all.isEmpty())) {
            schema.put("unevaluatedProperties", false);
        }
        return schema;
    }

    private void notePartsOfOthers(Object part) {
        if (part instanceof JsonArray list) {
            list.forEach(this::notePartsOfOthers);
        } else if (part instanceof JsonObject object) {
            object.getJsonArray("allOf", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .filter(member -> member.containsKey(REFERENCE))
                    .forEach(member -> parts.add(member.getString(REFERENCE).substring(SCHEMA.length())));
            object.forEach(entry -> notePartsOfOthers(entry.getValue()));
        }
    }
}
