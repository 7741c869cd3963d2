package dev.guildhall.core.schema;

import static java.util.stream.Collectors.joining;

import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is asked of JSON beside its schema. Its grammar allows texts that nothing can keep: PostgreSQL does not store a
 * NUL, and half of a surrogate pair has no encoding, so that another character would silently take its place.
 */
public final class JsonTexts {

    /** Less than what can be read, for what is kept gets an envelope. */
    private static final int MAX_DEPTH = 200;

    private static final int MAX_FAULTS = 50;

    private final List<Problem.Detail> faults = new ArrayList<>();
    /** Names and indexes down to what is looked at; put together for a fault only, for they may be long. */
    private final ArrayDeque<Object> path = new ArrayDeque<>();

    private JsonTexts() {}

    /** The texts that nothing can keep, each with the dotted path of its field; none in most cases, and not too many. */
    public static List<Problem.Detail> faults(Object json) {
        var texts = new JsonTexts();
        texts.look(json);
        return texts.faults;
    }

    private void look(Object value) {
        if (value instanceof String text) {
            if (!Storable.isStorable(text)) {
                fault("has a NUL or half of a surrogate pair in it");
            }
        } else if (value instanceof JsonObject object) {
            lookInside(object.getMap());
        } else if (value instanceof Map<?, ?> object) {
            lookInside(object);
        } else if (value instanceof JsonArray array) {
            lookInside(array.getList());
        } else if (value instanceof List<?> array) {
            lookInside(array);
        }
    }

    private void lookInside(Map<?, ?> object) {
        if (isTooDeep()) {
            return;
        }
        object.forEach((name, value) -> {
            if (Storable.isStorable((String) name)) {
                path.addLast(name);
                look(value);
                path.removeLast();
            } else {
                fault("has a property with a NUL or half of a surrogate pair in its name");
            }
        });
    }

    private void lookInside(List<?> array) {
        if (isTooDeep()) {
            return;
        }
        for (var index = 0; index < array.size(); index++) {
            path.addLast(index);
            look(array.get(index));
            path.removeLast();
        }
    }

    private boolean isTooDeep() {
        if (path.size() < MAX_DEPTH) {
            return false;
        }
        fault("is nested deeper than " + MAX_DEPTH + " levels");
        return true;
    }

    private void fault(String rule) {
        if (faults.size() < MAX_FAULTS) {
            var place = path.stream().map(Object::toString).collect(joining("."));
            faults.add(new Problem.Detail(place, (place.isEmpty() ? "The body" : place) + " " + rule));
        }
    }
}
