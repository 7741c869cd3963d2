package dev.guildhall.core.schema;

import static java.util.Collections.newSetFromMap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what a schema, which was found good before, declares as {@code writeOnly}. It rather finds too much than too
 * little: whatever branch of the schema could apply to a value counts as if it did. Not for several threads at once.
 */
public final class Secrets {

    private final SchemaTree tree;

    public Secrets(JsonObject schema) {
        this.tree = new SchemaTree(schema);
    }

    /** Where the value holds secrets; none of them is inside another. */
    public Set<InstanceLocation> in(JsonObject value) {
        var found = new LinkedHashSet<InstanceLocation>();
        collect(List.of(tree.root()), value, InstanceLocation.ROOT, found);
        return found;
    }

    private void collect(
            Collection<JsonObject> schemas, Object value, InstanceLocation at, Set<InstanceLocation> found) {
        if (value == null || schemas.isEmpty()) {
            return;
        }
        var all = tree.forTheSameValue(schemas);
        if (all.stream().anyMatch(SecretRules::isSecret)) {
            found.add(at);
        } else if (value instanceof JsonObject object) {
            object.forEach(member -> collect(
                    SchemaTree.schemas(tree.forProperty(all, member.getKey())),
                    member.getValue(),
                    at.inside(member.getKey()),
                    found));
        } else if (value instanceof JsonArray array) {
            for (var index = 0; index < array.size(); index++) {
                collect(
                        SchemaTree.schemas(tree.forItem(all, index)),
                        array.getValue(index),
                        at.inside(Integer.toString(index)),
                        found);
            }
        }
    }

    /** The dotted names of all secrets that a value can hold; {@code *} stands for any name or index. */
    public List<String> declared() {
        var names = new TreeSet<String>();
        declare(tree.root(), "", newSetFromMap(new IdentityHashMap<>()), names);
        return List.copyOf(names);
    }

    // A schema within itself declares nothing but what it declares already.
    private void declare(JsonObject schema, String name, Set<Object> above, Set<String> names) {
        if (SecretRules.isSecret(schema)) {
            names.add(name);
        } else if (above.add(schema.getMap())) {
            for (var part : SchemaTree.parts(schema)) {
                switch (part.keyword().target()) {
                    case SAME_VALUE -> declare(part.schema(), name, above, names);
                    case PROPERTY -> declare(part.schema(), inside(name, part.name()), above, names);
                    case MATCHING_PROPERTY, OTHER_PROPERTY, ITEM, OTHER_ITEM, ANY_ITEM ->
                        declare(part.schema(), inside(name, "*"), above, names);
                    case NAME, CONTENT, NOTHING -> {}
                }
            }
            tree.reference(schema).ifPresent(target -> declare(target, name, above, names));
            above.remove(schema.getMap());
        }
    }

    private static String inside(String name, String property) {
        return name.isEmpty() ? property : name + "." + property;
    }
}
