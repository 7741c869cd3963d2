package dev.guildhall.scim.internal.patch;

import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.scim.internal.filter.Filter;
import dev.guildhall.scim.internal.filter.Filter.And;
import dev.guildhall.scim.internal.filter.Filter.Compare;
import dev.guildhall.scim.internal.filter.Filter.Operator;
import dev.guildhall.scim.internal.filter.FilterMatch;
import dev.guildhall.scim.internal.patch.Patch.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/** One change to a resource, which is changed by it. */
record PatchStep(JsonObject resource, Shape shape, Kind kind, PatchPath path, Object value) {

    void apply() {
        var known = shape.kind(path.attribute())
                .orElseThrow(() -> ScimError.INVALID_PATH.because("There is no attribute " + path.attribute() + "."));
        switch (known) {
            case READ_ONLY ->
                throw ScimError.MUTABILITY.because("The attribute " + path.attribute() + " can only be read.");
            case IGNORED -> {
                // It is not kept, and nobody minds.
            }
            case SINGLE -> single(shape.spelled(path.attribute()));
            case MANY -> many(shape.spelled(path.attribute()));
        }
    }

    private void single(String name) {
        if (path.like().isPresent()) {
            throw ScimError.INVALID_PATH.because("The attribute " + name + " has one value and takes no filter.");
        }
        if (path.part().isPresent()) {
            part(name, path.part().get());
        } else if (kind == Kind.REMOVE || value == null) {
            resource.remove(name);
        } else if (Scim.object(value).isPresent() && resource.getValue(name) instanceof JsonObject present) {
            merge(present, Scim.object(value).get());
        } else {
            resource.put(name, value);
        }
    }

    private void part(String name, String part) {
        var complex = Scim.object(resource.getValue(name)).orElseGet(JsonObject::new);
        set(complex, part);
        resource.put(name, complex);
    }

    private void set(JsonObject complex, String part) {
        if (kind == Kind.REMOVE || value == null) {
            Scim.remove(complex, part);
        } else {
            Scim.put(complex, Scim.key(complex, part).orElse(part), value);
        }
    }

    private static void merge(JsonObject present, JsonObject sent) {
        sent.forEach(member ->
                Scim.put(present, Scim.key(present, member.getKey()).orElse(member.getKey()), member.getValue()));
    }

    private void many(String name) {
        var present = elements(resource.getValue(name));
        if (path.like().isPresent()) {
            resource.put(
                    name,
                    new JsonArray(
                            new ArrayList<>(filtered(name, present, path.like().get()))));
        } else if (path.part().isPresent()) {
            present.forEach(element -> set(element, path.part().get()));
            resource.put(name, new JsonArray(new ArrayList<>(present)));
        } else {
            resource.put(name, new JsonArray(new ArrayList<>(whole(present))));
        }
    }

    /** A removal with a value is of these elements only, as some directories mean it. */
    private List<JsonObject> whole(List<JsonObject> present) {
        return switch (kind) {
            case ADD -> joined(present, elements(value));
            case REPLACE -> joined(List.of(), elements(value));
            case REMOVE -> value == null ? List.of() : without(present, elements(value));
        };
    }

    private List<JsonObject> filtered(String name, List<JsonObject> present, Filter like) {
        var matching = present.stream()
                .filter(element -> FilterMatch.matches(like, element))
                .toList();
        if (kind == Kind.REMOVE && path.part().isEmpty()) {
            // Each is told by itself and not by what it says.
            var gone = Collections.newSetFromMap(new IdentityHashMap<JsonObject, Boolean>());
            gone.addAll(matching);
            return present.stream().filter(element -> !gone.contains(element)).toList();
        }
        if (!matching.isEmpty()) {
            matching.forEach(element -> change(name, present, element));
            return present;
        }
        if (kind == Kind.REMOVE) {
            return present;
        }
        var made = described(like);
        change(name, present, made);
        return joined(present, List.of(made));
    }

    private void change(String name, List<JsonObject> present, JsonObject element) {
        if (path.part().isPresent()) {
            if (path.part().get().equalsIgnoreCase("primary") && isTrue(value)) {
                present.forEach(other -> Scim.remove(other, "primary"));
            }
            set(element, path.part().get());
        } else {
            merge(
                    element,
                    Scim.object(value)
                            .orElseThrow(() ->
                                    ScimError.INVALID_VALUE.onField(name, "An element of " + name + " is an object.")));
        }
    }

    private static boolean isTrue(Object sent) {
        return Boolean.TRUE.equals(sent) || "true".equalsIgnoreCase(String.valueOf(sent));
    }

    /** The element that a filter describes by what is to be equal: what is not there yet is made so. */
    private JsonObject described(Filter like) {
        var made = new JsonObject();
        var parts = like instanceof And and ? and.all() : List.of(like);
        for (var part : parts) {
            if (!(part instanceof Compare compare) || compare.operator() != Operator.EQ) {
                throw ScimError.NO_TARGET.because("No element of " + path.attribute() + " is so.");
            }
            made.put(compare.attribute(), compare.value());
        }
        return made;
    }

    /** Each once, told by their values. */
    private static List<JsonObject> joined(List<JsonObject> present, List<JsonObject> more) {
        var all = new LinkedHashMap<Object, JsonObject>();
        present.forEach(element -> all.put(key(element), element));
        var primary = more.stream()
                .anyMatch(element -> isTrue(Scim.value(element, "primary").orElse(null)));
        if (primary) {
            all.values().forEach(element -> Scim.remove(element, "primary"));
        }
        more.forEach(element -> all.merge(key(element), element, (former, sent) -> {
            merge(former, sent);
            return former;
        }));
        return new ArrayList<>(all.values());
    }

    private static List<JsonObject> without(List<JsonObject> present, List<JsonObject> gone) {
        var keys = new HashSet<Object>();
        gone.forEach(element -> keys.add(key(element)));
        return present.stream().filter(element -> !keys.contains(key(element))).toList();
    }

    private static Object key(JsonObject element) {
        return Scim.value(element, "value")
                .map(its -> (Object) Scim.lower(String.valueOf(its)))
                .orElse(element);
    }

    private List<JsonObject> elements(Object sent) {
        if (sent == null) {
            return new ArrayList<>();
        }
        if (sent instanceof JsonArray many) {
            var all = new ArrayList<JsonObject>();
            for (var element : many) {
                all.add(element(element));
            }
            return all;
        }
        return new ArrayList<>(List.of(element(sent)));
    }

    private JsonObject element(Object sent) {
        if (sent instanceof String text) {
            return new JsonObject().put("value", text);
        }
        return Scim.object(sent)
                .filter(Objects::nonNull)
                .orElseThrow(() -> ScimError.INVALID_VALUE.onField(
                        path.attribute(), "An element of " + path.attribute() + " is an object with a value."));
    }
}
