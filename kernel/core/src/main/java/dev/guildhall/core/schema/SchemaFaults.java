package dev.guildhall.core.schema;

import dev.guildhall.core.error.Problem;
import io.vertx.json.schema.OutputUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Says in words what a {@link JsonSchemaValidator} found. */
public final class SchemaFaults {

    private static final int MAX_FAULTS = 50;
    private static final int MAX_MESSAGE = 300;

    private SchemaFaults() {}

    /**
     * The faults, one for each field, with its dotted path; empty when there is no output. No more than are of use.
     *
     * @param name of the field that was validated; empty when it was the whole body
     */
    public static List<Problem.Detail> of(OutputUnit output, String name) {
        if (output == null || output.getErrors() == null) {
            return List.of();
        }
        var decided = placesOfOtherThanType(output.getErrors());
        var byField = new LinkedHashMap<String, Problem.Detail>();
        for (var error : output.getErrors()) {
            if (isType(error) && decided.contains(error.getInstanceLocation())) {
                continue;
            }
            if (byField.size() == MAX_FAULTS) {
                break;
            }
            var field = joined(name, error.getInstanceLocation());
            byField.putIfAbsent(field, new Problem.Detail(field, message(field, error)));
        }
        return List.copyOf(byField.values());
    }

    // Of alternatives, those for values of another kind have nothing to say, unless none is for this kind: where
    // something else is wrong at or inside a place, what its type should be is not.
    private static Set<String> placesOfOtherThanType(List<OutputUnit> errors) {
        var places = new HashSet<String>();
        for (var error : errors) {
            if (!isType(error)) {
                addWithOuter(error.getInstanceLocation(), places);
            }
        }
        return places;
    }

    private static void addWithOuter(String place, Set<String> places) {
        for (var end = place.length(); end > 0 && places.add(place.substring(0, end)); ) {
            end = place.lastIndexOf('.', end - 1);
        }
        places.add("");
    }

    private static boolean isType(OutputUnit error) {
        return error.getKeywordLocation().equals("type");
    }

    private static String joined(String outer, String inner) {
        return outer.isEmpty() || inner.isEmpty() ? outer + inner : outer + "." + inner;
    }

    private static String message(String field, OutputUnit error) {
        var name = field.isEmpty() ? "The body" : field;
        return switch (error.getKeywordLocation()) {
            case "required" -> name + " is required";
            case "additionalProperties" -> name + " is not a known property";
            default -> name + " " + shortened(error.getError());
        };
    }

    // It may quote the schema.
    private static String shortened(String text) {
        return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
    }
}
