package dev.guildhall.core.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is asked of JSON beside its schema. Its grammar allows texts that nothing can keep: PostgreSQL does not store a
 * NUL, and half of a surrogate pair has no encoding, so that another character would silently take its place.
 */
public final class JsonTexts {

    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;\\]]*; (line: \\d+, column: \\d+)]");

    private final List<Problem.Detail> faults = new ArrayList<>();

    private JsonTexts() {}

    /** The texts that nothing can keep, each with the dotted path of its field; none in most cases. */
    public static List<Problem.Detail> faults(Object json) {
        var texts = new JsonTexts();
        texts.look("", json);
        return texts.faults;
    }

    /** What is wrong with text that is no JSON, and where, in words for whoever sent it. */
    public static String explain(JsonProcessingException malformed) {
        var place = malformed.getLocation();
        var at = place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
        return "is not valid JSON" + at + ": "
                + SOURCE.matcher(malformed.getOriginalMessage()).replaceAll("$1");
    }

    private void look(String place, Object value) {
        if (value instanceof String text) {
            if (!Storable.isStorable(text)) {
                fault(place, "has a NUL or half of a surrogate pair in it");
            }
        } else if (value instanceof JsonObject object) {
            lookInside(place, object.getMap());
        } else if (value instanceof Map<?, ?> object) {
            lookInside(place, object);
        } else if (value instanceof JsonArray array) {
            lookInside(place, array.getList());
        } else if (value instanceof List<?> array) {
            lookInside(place, array);
        }
    }

    private void lookInside(String place, Map<?, ?> object) {
        object.forEach((name, value) -> {
            if (Storable.isStorable((String) name)) {
                look(place.isEmpty() ? (String) name : place + "." + name, value);
            } else {
                fault(place, "has a property with a NUL or half of a surrogate pair in its name");
            }
        });
    }

    private void lookInside(String place, List<?> array) {
        for (var index = 0; index < array.size(); index++) {
            look(place.isEmpty() ? Integer.toString(index) : place + "." + index, array.get(index));
        }
    }

    private void fault(String place, String rule) {
        faults.add(new Problem.Detail(place, (place.isEmpty() ? "The body" : place) + " " + rule));
    }
}
