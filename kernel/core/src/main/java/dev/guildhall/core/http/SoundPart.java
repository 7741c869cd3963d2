package dev.guildhall.core.http;

import dev.guildhall.core.error.Problem.Detail;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is left of a body without the fields at fault, and so may be looked at further. */
final class SoundPart {

    private final Object json;
    private final Set<String> faulty = new HashSet<>();

    /** Takes the fields out of the JSON that is given. */
    SoundPart(Object json, Collection<Detail> faults) {
        this.json = json;
        for (var fault : faults) {
            if (faulty.add(member(fault))) {
                takeOut(fault.field());
            }
        }
    }

    Object json() {
        return json;
    }

    /** Those of the faults that are of this part. */
    List<Detail> of(List<Detail> found) {
        return found.stream().filter(fault -> !faulty.contains(member(fault))).toList();
    }

    private void takeOut(String field) {
        if (json instanceof JsonObject object) {
            object.remove(first(field));
        } else if (json instanceof JsonArray array) {
            takeOut(array, first(field), rest(field));
        }
    }

    private static void takeOut(JsonArray array, String place, String field) {
        if (!place.matches("\\d{1,6}") || Integer.parseInt(place) >= array.size()) {
            return;
        }
        var index = Integer.parseInt(place);
        if (array.getValue(index) instanceof JsonObject item) {
            item.remove(first(field));
        } else {
            // The others keep their places.
            array.set(index, new JsonObject());
        }
    }

    private String member(Detail fault) {
        var first = first(fault.field());
        return json instanceof JsonArray ? first + "." + first(rest(fault.field())) : first;
    }

    private static String first(String field) {
        var end = field.indexOf('.');
        return end < 0 ? field : field.substring(0, end);
    }

    private static String rest(String field) {
        var end = field.indexOf('.');
        return end < 0 ? "" : field.substring(end + 1);
    }
}
