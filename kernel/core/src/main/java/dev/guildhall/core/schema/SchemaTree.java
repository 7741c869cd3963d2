package dev.guildhall.core.schema;

import dev.guildhall.core.schema.SchemaKeyword.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A JSON Schema as the schemas it is made of. The one place that says which of them are for which part of a value;
 * schemas that are {@code true} or {@code false} say nothing here. Not for several threads at once.
 */
final class SchemaTree {

    static final String REFERENCE = "$ref";

    // The validator reads these as the number without the zeros.
    private static final Pattern AMBIGUOUS_INDEX = Pattern.compile("0[0-9]+");

    private final JsonObject root;

    /** What stands in each schema, read when it is first met. */
    private final Map<Object, Content> contents = new IdentityHashMap<>();

    SchemaTree(JsonObject root) {
        this.root = root;
    }

    /** A schema in another, below a keyword and, where the keyword has several, by a name or an index. */
    record Part(SchemaKeyword keyword, String name, JsonObject schema) {

        String place() {
            return name.isEmpty() ? keyword.keyword() : keyword.keyword() + "/" + name;
        }
    }

    /**
     * A schema and how to come to it.
     *
     * @param place the keywords that lead there from the root or from a reference; empty for the root
     */
    record Located(String place, JsonObject schema) {

        String located(String fault) {
            return place.isEmpty() ? fault : fault + " (at " + place + ")";
        }

        private Located part(Part part) {
            return new Located(place.isEmpty() ? part.place() : place + "/" + part.place(), part.schema());
        }
    }

    JsonObject root() {
        return root;
    }

    /** Every schema once, those that only a reference leads to among them. */
    List<Located> all() {
        return allFrom(root);
    }

    /** This schema and every one that it leads to. */
    List<Located> allFrom(JsonObject first) {
        var seen = new IdentityHashMap<Object, Located>();
        var found = new ArrayList<Located>();
        var open = new ArrayDeque<Located>();
        open.add(new Located("", first));
        while (!open.isEmpty()) {
            var next = open.poll();
            if (seen.put(next.schema().getMap(), next) == null) {
                found.add(next);
                parts(next.schema()).forEach(part -> open.add(next.part(part)));
                reference(next.schema())
                        .ifPresent(target ->
                                open.add(new Located((String) next.schema().getValue(REFERENCE), target)));
            }
        }
        return found;
    }

    /** The schemas right below this one. */
    static List<Part> parts(JsonObject schema) {
        var parts = new ArrayList<Part>();
        schema.forEach(entry ->
                SchemaKeyword.of(entry.getKey()).ifPresent(keyword -> collect(keyword, entry.getValue(), parts)));
        return parts;
    }

    private static void collect(SchemaKeyword keyword, Object below, List<Part> parts) {
        switch (keyword.holds()) {
            case ONE -> add(keyword, "", below, parts);
            case LIST -> {
                if (below instanceof JsonArray list) {
                    for (var index = 0; index < list.size(); index++) {
                        add(keyword, Integer.toString(index), list.getValue(index), parts);
                    }
                }
            }
            case NAMED -> {
                if (below instanceof JsonObject named) {
                    named.forEach(entry -> add(keyword, entry.getKey(), entry.getValue(), parts));
                }
            }
        }
    }

    private static void add(SchemaKeyword keyword, String name, Object schema, List<Part> parts) {
        if (schema instanceof JsonObject part) {
            parts.add(new Part(keyword, name, part));
        }
    }

    /** What the schema refers to; empty when it refers to nothing, or to no schema in the same document. */
    Optional<JsonObject> reference(JsonObject schema) {
        return schema.getValue(REFERENCE) instanceof String reference ? resolve(reference) : Optional.empty();
    }

    /** The schema at a place in this document, given as {@code #} and a JSON Pointer without percent-encoding. */
    Optional<JsonObject> resolve(String reference) {
        if (reference.equals("#")) {
            return Optional.of(root);
        }
        if (!reference.startsWith("#/") || reference.contains("%")) {
            return Optional.empty();
        }
        Object at = root;
        for (var token : reference.substring(2).split("/", -1)) {
            at = step(at, token);
        }
        return at instanceof JsonObject target ? Optional.of(target) : Optional.empty();
    }

    private static Object step(Object at, String token) {
        if (AMBIGUOUS_INDEX.matcher(token).matches()) {
            return null;
        }
        if (at instanceof JsonObject object) {
            return object.getValue(InstanceLocation.unescaped(token));
        }
        if (at instanceof JsonArray array && token.length() < 9 && token.chars().allMatch(Character::isDigit)) {
            var index = Integer.parseInt("0" + token);
            return index < array.size() && !token.isEmpty() ? array.getValue(index) : null;
        }
        return null;
    }

    /**
     * All schemas that some value is held against if it is held against these, each once: with branches, conditions and
     * references, whether they apply or not.
     */
    Collection<JsonObject> forTheSameValue(Collection<JsonObject> schemas) {
        var found = new IdentityHashMap<Object, JsonObject>();
        var open = new ArrayDeque<>(schemas);
        while (!open.isEmpty()) {
            var schema = open.poll();
            if (found.put(schema.getMap(), schema) == null) {
                open.addAll(sameValue(schema));
            }
        }
        return found.values();
    }

    /** The schemas that hold the same value in one step from this one. */
    List<JsonObject> sameValue(JsonObject schema) {
        return content(schema).sameValue();
    }

    /** What stands below one of these for the property; more rather than less. */
    List<Part> forProperty(Collection<JsonObject> schemas, String name) {
        var found = new ArrayList<Part>();
        for (var schema : schemas) {
            var content = content(schema);
            var before = found.size();
            Optional.ofNullable(content.properties().get(name)).ifPresent(found::add);
            content.below(Target.MATCHING_PROPERTY).stream()
                    .filter(part -> LinearPattern.of(part.name()).isIn(name))
                    .forEach(found::add);
            if (found.size() == before && !isBoolean(schema.getValue("properties"), name)) {
                found.addAll(content.below(Target.OTHER_PROPERTY));
            }
        }
        return found;
    }

    private static boolean isBoolean(Object properties, String name) {
        return properties instanceof JsonObject named && named.getValue(name) instanceof Boolean;
    }

    /** What stands below one of these for the item; more rather than less. */
    List<Part> forItem(Collection<JsonObject> schemas, int index) {
        var found = new ArrayList<Part>();
        for (var schema : schemas) {
            var content = content(schema);
            if (schema.getValue("prefixItems") instanceof JsonArray first && index < first.size()) {
                content.below(Target.ITEM).stream()
                        .filter(part -> part.name().equals(Integer.toString(index)))
                        .forEach(found::add);
            } else {
                found.addAll(content.below(Target.OTHER_ITEM));
            }
            found.addAll(content.below(Target.ANY_ITEM));
        }
        return found;
    }

    static List<JsonObject> schemas(List<Part> parts) {
        return parts.stream().map(Part::schema).toList();
    }

    private Content content(JsonObject schema) {
        return contents.computeIfAbsent(schema.getMap(), same -> {
            var parts = parts(schema);
            var sameValue = new ArrayList<JsonObject>();
            var properties = new HashMap<String, Part>();
            for (var part : parts) {
                if (part.keyword().target() == Target.SAME_VALUE) {
                    sameValue.add(part.schema());
                } else if (part.keyword().target() == Target.PROPERTY) {
                    properties.put(part.name(), part);
                }
            }
            reference(schema).ifPresent(sameValue::add);
            var byTarget = parts.stream()
                    .collect(Collectors.groupingBy(part -> part.keyword().target()));
            return new Content(sameValue, properties, byTarget);
        });
    }

    private record Content(List<JsonObject> sameValue, Map<String, Part> properties, Map<Target, List<Part>> byTarget) {

        List<Part> below(Target target) {
            return byTarget.getOrDefault(target, List.of());
        }
    }
}
