package dev.guildhall.core.schema;

import dev.guildhall.core.error.Problem;
import io.vertx.json.schema.OutputUnit;
import java.util.LinkedHashMap;
import java.util.List;

/** Says in words what a {@link JsonShape} found. */
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
        var byField = new LinkedHashMap<String, Problem.Detail>();
        for (var error : output.getErrors()) {
            if (isOfAnotherKind(error, output.getErrors())) {
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

    // Of alternatives, those for values of another kind have nothing to say, unless none is for this kind.
    private static boolean isOfAnotherKind(OutputUnit error, List<OutputUnit> all) {
        return isType(error)
                && all.stream()
                        .anyMatch(other -> !isType(other)
                                && isAtOrInside(other.getInstanceLocation(), error.getInstanceLocation()));
    }

    private static boolean isType(OutputUnit error) {
        return error.getKeywordLocation().equals("type");
    }

    private static boolean isAtOrInside(String place, String outer) {
        return outer.isEmpty() || place.equals(outer) || place.startsWith(outer + ".");
    }

    private static String joined(String outer, String inner) {
        return outer.isEmpty() || inner.isEmpty() ? outer + inner : outer + "." + inner;
    }

    private static String message(String field, OutputUnit error) {
        var name = field.isEmpty() ? "The body" : field;
        return switch (error.getKeywordLocation()) {
            case "required" -> name + " is required";
            case "additionalProperties" -> name + " is not a known property";
            case JsonShape.COST -> name + " " + error.getError();
            default -> name + ": " + shortened(error.getError());
        };
    }

    // It may quote the schema.
    private static String shortened(String text) {
        return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
    }
}
