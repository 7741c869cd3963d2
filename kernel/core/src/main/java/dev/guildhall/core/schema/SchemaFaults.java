package dev.guildhall.core.schema;

import dev.guildhall.core.error.Problem;
import io.vertx.json.schema.OutputUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Reads what the validator found. It reports every schema on the way down to a fault, and properties as unknown whose
 * value is merely invalid, so for each place only its most telling error is kept.
 */
public final class SchemaFaults {

    private static final String MISSING = "required property \"";

    // Deepest place first; at one place what is wrong with the value before what is said of its name, and of that what
    // lies deepest in the schema.
    private static final Comparator<OutputUnit> MOST_TELLING_FIRST = Comparator.comparingInt(
                    (OutputUnit error) -> -error.getInstanceLocation().length())
            .thenComparing(SchemaFaults::isUnknown)
            .thenComparingInt(error -> -keyword(error).length());

    private SchemaFaults() {}

    /** The faults, each with the dotted path of its field; empty when there is no output. */
    public static List<Problem.Detail> of(OutputUnit output) {
        return of(output, "");
    }

    /** The faults of a value that is not the whole body but a field of this name. */
    public static List<Problem.Detail> of(OutputUnit output, String name) {
        if (output == null || output.getErrors() == null) {
            return List.of();
        }
        var errors = new ArrayList<>(output.getErrors());
        errors.sort(MOST_TELLING_FIRST);
        var byField = new LinkedHashMap<String, Problem.Detail>();
        for (var error : errors) {
            var field = field(name, error);
            if (byField.keySet().stream().noneMatch(known -> known.equals(field) || isInside(known, field))) {
                byField.put(field, new Problem.Detail(field, message(field, error)));
            }
        }
        return List.copyOf(byField.values());
    }

    private static boolean isInside(String place, String outer) {
        return outer.isEmpty() || place.startsWith(outer + ".");
    }

    private static String field(String name, OutputUnit error) {
        var field = joined(
                name, error.getInstanceLocation().replaceFirst("^#?/?", "").replace('/', '.'));
        var missing = missingProperty(error.getError());
        if (missing == null) {
            return field;
        }
        return joined(field, missing);
    }

    private static String joined(String outer, String inner) {
        return outer.isEmpty() || inner.isEmpty() ? outer + inner : outer + "." + inner;
    }

    // A missing property is reported at the object it is missing in; the client looks for the property.
    private static String missingProperty(String error) {
        var at = error == null ? -1 : error.indexOf(MISSING);
        return at < 0 ? null : error.substring(at + MISSING.length(), error.lastIndexOf('"'));
    }

    private static String message(String field, OutputUnit error) {
        var name = field.isEmpty() ? "The body" : field;
        if (missingProperty(error.getError()) != null) {
            return name + " is required";
        }
        if (isUnknown(error)) {
            return name + " is not a known property";
        }
        return name + ": " + error.getError();
    }

    private static boolean isUnknown(OutputUnit error) {
        return keyword(error).contains("additionalProperties");
    }

    private static String keyword(OutputUnit error) {
        return error.getKeywordLocation() == null ? "" : error.getKeywordLocation();
    }
}
