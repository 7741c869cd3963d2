package dev.guildhall.list;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the order of AIP-132: {@code name,createdAt desc}. An index serves the first field, and what the others put in
 * order is the few rows that agree in it; so nothing may follow a field in which many agree.
 */
final class OrderParser<T> {

    private final String parameter;
    private final Map<String, TypedField<T, ?, ?>> fields;

    /** @param parameter what the client calls the order, for the refusal of it */
    OrderParser(String parameter, Map<String, TypedField<T, ?, ?>> fields) {
        this.parameter = parameter;
        this.fields = fields;
    }

    List<SortKey<T, ?, ?>> parse(String text) {
        var keys = new ArrayList<SortKey<T, ?, ?>>();
        for (var part : text.split(",", fields.size() + 2)) {
            var key = key(part.strip());
            if (keys.stream()
                    .anyMatch(other -> other.field().name().equals(key.field().name()))) {
                throw refuse(key.field().name() + " is named twice");
            }
            requireFewRowsEach(keys);
            keys.add(key);
        }
        return keys;
    }

    private void requireFewRowsEach(List<SortKey<T, ?, ?>> before) {
        if (!before.isEmpty() && before.get(0).isOfFewValues()) {
            var name = before.get(0).field().name();
            throw refuse("too many rows have the same " + name + " to be ordered further; order by " + name
                    + " alone, or begin with another field");
        }
    }

    private SortKey<T, ?, ?> key(String part) {
        var words = part.split("\\s+", 3);
        if (part.isEmpty()) {
            throw refuse("a field is missing between the commas");
        }
        var field = ListFields.named(words[0], fields);
        if (field == null) {
            throw refuse("there is no field " + FilterSource.quoted(words[0]) + " to order by; the fields are "
                    + String.join(", ", fields.keySet()));
        }
        return SortKey.of(field, isDescending(part, words));
    }

    private boolean isDescending(String part, String[] words) {
        if (words.length == 1) {
            return false;
        }
        var direction = words.length == 2 ? words[1].toLowerCase(Locale.ROOT) : "";
        return switch (direction) {
            case "asc" -> false;
            case "desc" -> true;
            default -> throw refuse(FilterSource.quoted(part) + " is not a field with asc or desc after it");
        };
    }

    private Problem refuse(String why) {
        return CommonError.REQUEST_INVALID.onField(parameter, parameter + " is not valid: " + why);
    }
}
