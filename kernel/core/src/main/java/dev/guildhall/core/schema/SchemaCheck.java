package dev.guildhall.core.schema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Optional;

/**
 * Decides whether a JSON Schema from outside can be used: valid against the meta-schema of draft 2020-12, complete in
 * itself, and safe to validate with.
 */
public final class SchemaCheck {

    private static final int MAX_FAULTS = 100;

    private static final Schema META_SCHEMA = SchemaRegistry.withDefaultDialect(Dialects.getDraft202012())
            .getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));

    private SchemaCheck() {}

    /** What is wrong with the schema, in words for its author; empty when it can be used. */
    public static Optional<String> faultOf(JsonObject schema) {
        return SchemaRules.faultOfJson(schema)
                .or(() -> SchemaRules.faultOf(new SchemaTree(schema)))
                .or(() -> notASchema(schema))
                .or(() -> new SchemaExpansion(schema).fault())
                .or(() -> unusable(schema));
    }

    /** The same for the schema of a configuration, whose {@code writeOnly} values are secrets. */
    public static Optional<String> faultOfConfig(JsonObject schema) {
        return faultOf(schema)
                .or(() -> SecretRules.faultOf(new SchemaTree(schema)))
                .or(() -> Defaults.faultOf(schema));
    }

    // Every schema on the way down to the fault reports one, the deepest says what it is.
    private static Optional<String> notASchema(JsonObject schema) {
        return META_SCHEMA.validate(JsonSchemaValidator.node(schema)).stream()
                .limit(MAX_FAULTS)
                .max(Comparator.comparingInt(
                        fault -> fault.getInstanceLocation().getNameCount()))
                .map(fault -> "is no JSON Schema of draft 2020-12: " + fault.getMessage() + " (at "
                        + fault.getInstanceLocation() + ")");
    }

    private static Optional<String> unusable(JsonObject schema) {
        try {
            new JsonSchemaValidator(schema).quickFaults(new JsonObject());
            return Optional.empty();
        } catch (SchemaException unusable) {
            return Optional.of("cannot be used: " + unusable.getMessage());
        }
    }
}
