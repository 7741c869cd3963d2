package dev.guildhall.scim.internal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which attributes of a resource somebody wants to see, as they are named in {@code attributes} and {@code
 * excludedAttributes}; the id and the schemas are always there.
 *
 * @param wanted all of them when it is empty
 */
public record Projection(Set<String> wanted, Set<String> excluded) {

    public static final Projection ALL = new Projection(Set.of(), Set.of());

    private static final Set<String> ALWAYS = Set.of("id", "schemas");

    public static Projection of(Optional<String> attributes, Optional<String> excludedAttributes) {
        if (names(attributes).isEmpty() || names(excludedAttributes).isEmpty()) {
            return new Projection(names(attributes), names(excludedAttributes));
        }
        throw ScimError.INVALID_VALUE.onField(
                "excludedAttributes", "Name attributes or excludedAttributes, and not both.");
    }

    private static Set<String> names(Optional<String> text) {
        return text.stream()
                .flatMap(all -> Arrays.stream(all.split(",")))
                .map(name -> Scim.lower(Scim.local(name.strip())))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Whether an attribute, or a part of it, is to be shown. */
    public boolean shows(String attribute) {
        var name = Scim.lower(attribute);
        return wanted.isEmpty()
                ? !excluded.contains(name)
                : wanted.stream().anyMatch(wants -> wants.equals(name) || wants.startsWith(name + "."));
    }

    public JsonObject of(JsonObject resource) {
        if (wanted.isEmpty() && excluded.isEmpty()) {
            return resource;
        }
        var shown = new JsonObject();
        resource.forEach(member -> {
            var name = member.getKey();
            if (ALWAYS.contains(name)) {
                shown.put(name, member.getValue());
            } else if (shows(name)) {
                part(Scim.lower(name), member.getValue()).ifPresent(its -> shown.put(name, its));
            }
        });
        return shown;
    }

    private Optional<Object> part(String attribute, Object value) {
        if (value instanceof JsonObject complex) {
            var shown = part(attribute, complex);
            return shown.isEmpty() ? Optional.empty() : Optional.of(shown);
        }
        if (value instanceof JsonArray many) {
            var shown = new JsonArray();
            many.forEach(
                    element -> shown.add(element instanceof JsonObject complex ? part(attribute, complex) : element));
            return Optional.of(shown);
        }
        return Optional.of(value);
    }

    private JsonObject part(String attribute, JsonObject complex) {
        var shown = new JsonObject();
        complex.forEach(member -> {
            var name = attribute + "." + Scim.lower(member.getKey());
            if (wanted.isEmpty() ? !excluded.contains(name) : wanted.contains(attribute) || wanted.contains(name)) {
                shown.put(member.getKey(), member.getValue());
            }
        });
        return shown;
    }
}
