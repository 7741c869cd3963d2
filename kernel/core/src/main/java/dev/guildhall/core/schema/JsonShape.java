package dev.guildhall.core.schema;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.util.List;

/** A compiled JSON Schema. Costly to make and cheap to keep: make it once per schema. Safe for all threads. */
public final class JsonShape {

    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("app://guildhall/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private final Validator validator;

    public JsonShape(JsonObject schema) {
        // The validator notes resolved references in the schema it is given.
        this.validator = Validator.create(JsonSchema.of(schema.copy()), OPTIONS);
    }

    /** What is wrong with the value, field by field; empty when it is valid. */
    public List<Problem.Detail> faults(JsonObject value) {
        var output = validator.validate(value);
        return output.getValid() ? List.of() : SchemaFaults.of(output);
    }
}
