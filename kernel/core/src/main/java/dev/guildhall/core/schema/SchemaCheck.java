package dev.guildhall.core.schema;

import static java.util.Collections.newSetFromMap;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaException;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Decides whether a JSON Schema from outside can be used: valid against the meta-schema of draft 2020-12, complete in
 * itself, and safe to validate with.
 */
public final class SchemaCheck {

    private static final String DRAFT = "json-schema.org/draft/2020-12/";
    private static final String META_SCHEMA = "https://" + DRAFT + "schema";
    private static final List<String> META_SCHEMA_PARTS = List.of(
            "schema",
            "meta/core",
            "meta/applicator",
            "meta/validation",
            "meta/meta-data",
            "meta/format-annotation",
            "meta/content",
            "meta/unevaluated");
    private static final String BASE = "schema://guildhall/";
    private static final int MAX_DEPTH = 40;
    private static final JsonSchemaOptions OPTIONS =
            new JsonSchemaOptions().setBaseUri(BASE).setDraft(Draft.DRAFT202012).setOutputFormat(OutputFormat.Basic);

    /** Below these keywords are values, not schemas. */
    private static final Set<String> VALUES = Set.of("const", "enum", "default", "examples");

    private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef");

    /** Keywords with schemas for the value that the schema they stand in is for, not for a part of it. */
    private static final Set<String> SAME_VALUE = Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else");

    private static final Validator META = metaSchema();

    private SchemaCheck() {}

    /** What is wrong with the schema, in words for its author; empty when it can be used. */
    public static Optional<String> faultOf(JsonObject schema) {
        return Faults.in(schema, schema, 0)
                .or(() -> notASchema(schema))
                .or(() -> new Circles(schema).find())
                .or(() -> unusable(schema));
    }

    private static Optional<String> notASchema(JsonObject schema) {
        try {
            var output = META.validate(schema.copy());
            return output.getValid() ? Optional.empty() : Optional.of(deepest(output));
        } catch (SchemaException | ClassCastException unreadable) {
            return Optional.of("is no JSON Schema of draft 2020-12");
        }
    }

    // Every schema on the way down to the fault reports one, the deepest says what it is.
    private static String deepest(OutputUnit output) {
        return output.getErrors().stream()
                .max(Comparator.comparingInt(
                        error -> error.getInstanceLocation().length()))
                .map(error -> "at " + error.getInstanceLocation() + ": " + error.getError())
                .orElse("is no JSON Schema of draft 2020-12");
    }

    // What validates is another library than what knows the meta-schema.
    private static Optional<String> unusable(JsonObject schema) {
        try {
            new JsonShape(schema).faults(new JsonObject());
            return Optional.empty();
        } catch (com.networknt.schema.SchemaException unusable) {
            return Optional.of("cannot be used: " + unusable.getMessage());
        }
    }

    private static Validator metaSchema() {
        var repository = SchemaRepository.create(OPTIONS);
        for (var part : META_SCHEMA_PARTS) {
            repository.dereference("https://" + DRAFT + part, JsonSchema.of(resource(DRAFT + part)));
        }
        return repository.validator(META_SCHEMA);
    }

    private static JsonObject resource(String name) {
        try (var stream = SchemaRepository.class.getClassLoader().getResourceAsStream(name)) {
            return new JsonObject(Buffer.buffer(stream.readAllBytes()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the meta-schema does not forbid but we do. */
    private static final class Faults {

        static Optional<String> in(Object part, JsonObject root, int depth) {
            if (depth > MAX_DEPTH) {
                return Optional.of("is nested deeper than " + MAX_DEPTH + " levels");
            }
            if (part instanceof JsonObject object) {
                return inObject(object, root, depth);
            }
            if (part instanceof JsonArray array) {
                return first(array.stream().toList(), item -> in(item, root, depth + 1));
            }
            return Optional.empty();
        }

        private static Optional<String> inObject(JsonObject schema, JsonObject root, int depth) {
            return inKeywords(schema, root)
                    .or(() -> first(
                            List.copyOf(schema.fieldNames()),
                            name -> VALUES.contains(name)
                                    ? Optional.empty()
                                    : in(schema.getValue(name), root, depth + 1)));
        }

        private static Optional<String> inKeywords(JsonObject schema, JsonObject root) {
            if (schema.getValue("$schema") instanceof String dialect
                    && !dialect.replaceAll("#$", "").equals(META_SCHEMA)) {
                return Optional.of("is of another dialect than draft 2020-12: " + dialect);
            }
            if (schema.getValue("$id") instanceof String id) {
                return Optional.of("must not have an $id (" + id + ")");
            }
            for (var keyword : REFERENCES) {
                if (schema.getValue(keyword) instanceof String reference && !resolves(reference, root)) {
                    return Optional.of("refers to what is not in it: " + reference);
                }
            }
            if (schema.getValue("pattern") instanceof String pattern) {
                return patternFault(pattern);
            }
            return Optional.empty();
        }

        private static boolean resolves(String reference, JsonObject root) {
            if (reference.equals("#")) {
                return true;
            }
            try {
                return reference.startsWith("#/")
                        && JsonPointer.from(reference.substring(1)).queryJson(root) instanceof JsonObject;
            } catch (IllegalArgumentException noPointer) {
                return false;
            }
        }

        private static Optional<String> patternFault(String pattern) {
            try {
                Pattern.compile(pattern);
                return Optional.empty();
            } catch (PatternSyntaxException wrong) {
                return Optional.of("has a pattern that is no regular expression: " + pattern);
            }
        }

        private static <T> Optional<String> first(List<T> parts, Function<T, Optional<String>> faultOf) {
            return parts.stream().map(faultOf).flatMap(Optional::stream).findFirst();
        }
    }

    /** Looks for schemas that a value would be held against again before any part of it was looked at. */
    private static final class Circles {

        private final JsonObject root;
        private final Set<Object> above = newSetFromMap(new IdentityHashMap<>());
        private final Set<Object> ending = newSetFromMap(new IdentityHashMap<>());

        Circles(JsonObject root) {
            this.root = root;
        }

        Optional<String> find() {
            return isAnywhereIn(root) ? Optional.of("refers to itself without end") : Optional.empty();
        }

        private boolean isAnywhereIn(Object part) {
            if (part instanceof JsonArray array) {
                return array.stream().anyMatch(this::isAnywhereIn);
            }
            return part instanceof JsonObject object
                    && (isEndless(object)
                            || object.stream()
                                    .filter(member -> !VALUES.contains(member.getKey()))
                                    .anyMatch(member -> isAnywhereIn(member.getValue())));
        }

        private boolean isEndless(JsonObject schema) {
            var same = schema.getMap();
            if (ending.contains(same)) {
                return false;
            }
            if (!above.add(same)) {
                return true;
            }
            var endless = forTheSameValue(schema).anyMatch(this::isEndless);
            above.remove(same);
            ending.add(same);
            return endless;
        }

        private Stream<JsonObject> forTheSameValue(JsonObject schema) {
            var inside = SAME_VALUE.stream().map(schema::getValue).flatMap(Circles::schemasIn);
            var referred = REFERENCES.stream()
                    .map(schema::getValue)
                    .filter(String.class::isInstance)
                    .map(reference -> target((String) reference));
            return Stream.concat(inside, referred);
        }

        private static Stream<JsonObject> schemasIn(Object value) {
            var parts = value instanceof JsonArray array ? array.stream() : Stream.ofNullable(value);
            return parts.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
        }

        private JsonObject target(String reference) {
            return reference.equals("#")
                    ? root
                    : (JsonObject) JsonPointer.from(reference.substring(1)).queryJson(root);
        }
    }
}
