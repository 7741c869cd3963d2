package dev.guildhall.core.schema;

import dev.guildhall.core.schema.SchemaKeyword.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where {@code writeOnly} may stand: where it says of a part of a value, and in no doubt, that it is a secret. */
final class SecretRules {

    /** Below them are values, in which it says nothing. */
    private static final Set<String> VALUES = Set.of("const", "enum", "default", "examples");

    private SecretRules() {}

    static Optional<String> faultOf(SchemaTree tree) {
        if (tree.forTheSameValue(List.of(tree.root())).stream().anyMatch(SecretRules::isSecret)) {
            return Optional.of("makes a secret of the configuration as a whole: mark the properties that are secrets"
                    + " as writeOnly");
        }
        return tree.all().stream()
                .flatMap(found -> faultOf(tree, found.schema()).map(found::located).stream())
                .findFirst();
    }

    static boolean isSecret(JsonObject schema) {
        return Boolean.TRUE.equals(schema.getValue("writeOnly"));
    }

    private static Optional<String> faultOf(SchemaTree tree, JsonObject schema) {
        return SchemaTree.parts(schema).stream()
                .filter(part ->
                        part.keyword().target() == Target.NAME || part.keyword().target() == Target.CONTENT)
                .filter(part -> reaches(tree, part.schema()))
                .findFirst()
                .map(part -> "marks something below " + part.keyword().keyword()
                        + " as writeOnly, which cannot be kept apart: mark the value as a whole")
                .or(() -> misplaced(schema));
    }

    private static boolean reaches(SchemaTree tree, JsonObject schema) {
        return tree.allFrom(schema).stream().anyMatch(found -> isSecret(found.schema()));
    }

    /** A secret below a keyword that is none, or that takes no schema, is one that nothing would find. */
    private static Optional<String> misplaced(JsonObject schema) {
        return schema.stream()
                .filter(entry -> !VALUES.contains(entry.getKey()))
                .filter(entry -> SchemaKeyword.of(entry.getKey()).isEmpty())
                .filter(entry -> marks(entry.getValue()))
                .findFirst()
                .map(entry -> "marks something below " + entry.getKey()
                        + " as writeOnly, which is no keyword that holds schemas");
    }

    private static boolean marks(Object json) {
        if (json instanceof JsonObject object) {
            return isSecret(object) || object.stream().map(Map.Entry::getValue).anyMatch(SecretRules::marks);
        }
        return json instanceof JsonArray array && array.stream().anyMatch(SecretRules::marks);
    }
}
