package dev.guildhall.core.schema;

import static java.util.Collections.newSetFromMap;

import io.vertx.core.json.JsonObject;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a schema comes to once its references are followed: more than can be worked with, or something without an end. */
final class SchemaExpansion {

    private static final long MAX = 50_000;

    private final SchemaTree tree;
    private final Set<Object> above = newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> ending = newSetFromMap(new IdentityHashMap<>());
    private final Map<Object, Long> counted = new IdentityHashMap<>();

    SchemaExpansion(JsonObject schema) {
        this.tree = new SchemaTree(schema);
    }

    Optional<String> fault() {
        var endless =
                tree.all().stream().filter(found -> isEndless(found.schema())).findFirst();
        if (endless.isPresent()) {
            return endless.map(found -> found.located("refers to itself without end"));
        }
        return count(tree.root()) > MAX
                ? Optional.of("comes to more than " + MAX + " schemas when its references are followed")
                : Optional.empty();
    }

    /** Whether a value would be held against the schema again before any part of it was looked at. */
    private boolean isEndless(JsonObject schema) {
        var same = schema.getMap();
        if (ending.contains(same)) {
            return false;
        }
        if (!above.add(same)) {
            return true;
        }
        var endless = tree.sameValue(schema).stream().anyMatch(this::isEndless);
        above.remove(same);
        ending.add(same);
        return endless;
    }

    /** With itself; a schema within itself ends with the value and counts as one. */
    private long count(JsonObject schema) {
        var same = schema.getMap();
        if (!above.add(same)) {
            return 1;
        }
        var known = counted.get(same);
        if (known == null) {
            known = 1L;
            for (var part : SchemaTree.parts(schema)) {
                known = Math.min(known + count(part.schema()), MAX + 1);
            }
            var target = tree.reference(schema);
            known = Math.min(known + (target.isPresent() ? count(target.get()) : 0), MAX + 1);
            counted.put(same, known);
        }
        above.remove(same);
        return known;
    }
}
