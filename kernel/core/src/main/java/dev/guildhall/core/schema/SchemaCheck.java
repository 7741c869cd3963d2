package dev.guildhall.core.schema;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

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

    private static final Validator META = metaSchema();

    private SchemaCheck() {}

    /** What is wrong with the schema, in words for its author; empty when it can be used. */
    public static Optional<String> faultOf(JsonObject schema) {
        return Faults.in(schema, schema, 0).or(() -> notASchema(schema)).or(() -> endless(schema));
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

    private static Optional<String> endless(JsonObject schema) {
        try {
            Validator.create(JsonSchema.of(schema.copy()), OPTIONS).validate(new JsonObject());
            return Optional.empty();
        } catch (StackOverflowError endless) {
            return Optional.of("refers to itself without end");
        } catch (SchemaException unresolved) {
            return Optional.of("cannot be resolved: " + unresolved.getMessage());
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
            if (schema.getValue("$ref") instanceof String reference && !resolves(reference, root)) {
                return Optional.of("refers to what is not in it: " + reference);
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
}
