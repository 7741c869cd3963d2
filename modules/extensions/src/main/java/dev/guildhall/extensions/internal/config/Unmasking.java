package dev.guildhall.extensions.internal.config;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.InstanceLocation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the secrets of a configuration back where a client sent them masked. In objects the place tells which secret it
 * is. In arrays it does not, for a client may have moved, added or removed items: an item keeps its secrets if
 * everything else in it is as it was and no other item looks like it, or if the array came back as it was shown.
 */
final class Unmasking {

    private final Set<InstanceLocation> known;
    private final JsonObject clear;
    private final JsonObject shown;
    private final JsonObject rest;
    private final JsonObject sent;
    private final JsonObject sentRest;
    private final Map<InstanceLocation, Boolean> unchanged = new HashMap<>();
    private final Map<InstanceLocation, Map<Object, List<Integer>>> itemsByRest = new HashMap<>();

    private Unmasking(ExtensionConfig current, JsonObject sent, Set<InstanceLocation> sentPlaces) {
        this.known = current.secretPlaces();
        this.clear = current.clear();
        this.shown = ExtensionConfig.masked(clear, known);
        this.rest = withoutSecrets(clear, known);
        this.sent = sent;
        this.sentRest = withoutSecrets(sent, sentPlaces);
    }

    /**
     * The configuration with its secrets. Fails with {@code REQUEST.INVALID} that names every mask of which cannot be
     * told what is behind it.
     *
     * @param sent what the client makes of the current configuration
     * @param places where it has secrets, or masks instead of them
     */
    static JsonObject unmasked(ExtensionConfig current, JsonObject sent, Set<InstanceLocation> places) {
        var unmasking = new Unmasking(current, sent, places);
        var unmasked = sent.copy();
        var faults = new ArrayList<Problem.Detail>();
        for (var location : places) {
            if (ExtensionConfig.MASK.equals(location.in(sent))) {
                unmasking
                        .source(location)
                        .ifPresentOrElse(
                                source -> location.replace(unmasked, source.in(unmasking.clear)),
                                () -> faults.add(unmasking.fault(location)));
            }
        }
        ConfigSchema.refuse(faults);
        return unmasked;
    }

    /** Where the secret that is meant stands now; empty when that is not certain. */
    private Optional<InstanceLocation> source(InstanceLocation location) {
        var at = InstanceLocation.ROOT;
        var source = InstanceLocation.ROOT;
        for (var step : location.steps()) {
            var item = at.inside(step);
            if (at.in(sent) instanceof JsonArray && !isUnchanged(at, source)) {
                var candidates = item.equals(location)
                        ? List.<Integer>of()
                        : itemsByRest(source).getOrDefault(item.in(sentRest), List.of());
                if (candidates.size() != 1) {
                    return Optional.empty();
                }
                source = source.inside(candidates.get(0).toString());
            } else {
                source = source.inside(step);
            }
            at = item;
        }
        return Optional.of(source).filter(known::contains);
    }

    private boolean isUnchanged(InstanceLocation array, InstanceLocation source) {
        return unchanged.computeIfAbsent(array, same -> Objects.equals(array.in(sent), source.in(shown)));
    }

    private Map<Object, List<Integer>> itemsByRest(InstanceLocation array) {
        return itemsByRest.computeIfAbsent(array, same -> {
            var byRest = new HashMap<Object, List<Integer>>();
            if (array.in(rest) instanceof JsonArray items) {
                for (var index = 0; index < items.size(); index++) {
                    byRest.computeIfAbsent(items.getValue(index), first -> new ArrayList<>(1))
                            .add(index);
                }
            }
            return byRest;
        });
    }

    /** What tells items apart that have secrets: those that are properties are left out, those that are items masked. */
    private static JsonObject withoutSecrets(JsonObject config, Set<InstanceLocation> secrets) {
        var rest = config.copy();
        for (var secret : secrets) {
            if (secret.parent().in(rest) instanceof JsonObject object) {
                object.remove(secret.last());
            } else {
                secret.replace(rest, ExtensionConfig.MASK);
            }
        }
        return rest;
    }

    private Problem.Detail fault(InstanceLocation location) {
        var field = ConfigSchema.field(location);
        return new Problem.Detail(
                field,
                field + " is masked: "
                        + (isInArray(location)
                                ? "its item of the list was changed, or looks like another, so that nobody can tell which"
                                        + " secret is meant; give the secret anew"
                                : "give the secret itself"));
    }

    private boolean isInArray(InstanceLocation location) {
        for (var outer = location; !outer.steps().isEmpty(); outer = outer.parent()) {
            if (outer.parent().in(sent) instanceof JsonArray) {
                return true;
            }
        }
        return false;
    }
}
