package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.JsonSchemaValidator;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** An event that an extension publishes, as its manifest describes it. Safe for all threads. */
public final class DescribedEvent {

    private static final List<Problem.Detail> TOO_COSTLY =
            List.of(new Problem.Detail("", "it takes too long to check them against their schema"));
    private static final List<Problem.Detail> NO_OBJECT = List.of(new Problem.Detail("", "they must be an object"));

    private final String type;
    private final String description;
    private final Optional<JsonObject> data;
    private volatile JsonSchemaValidator validator;

    /** @param data the JSON Schema of its data, to which the extension is held; empty when it says none */
    DescribedEvent(String type, String description, Optional<JsonObject> data) {
        this.type = type;
        this.description = description;
        this.data = data;
    }

    public String type() {
        return type;
    }

    public String description() {
        return description;
    }

    /** The JSON Schema of its data, as the manifest has it; empty when it says none. */
    public Optional<JsonObject> data() {
        return data.map(JsonObject::copy);
    }

    /**
     * What is wrong with the data of such an event, field by field. What cannot be judged within milliseconds is wrong as
     * well.
     */
    List<Problem.Detail> faults(Object told) {
        return data.map(schema -> told instanceof JsonObject object
                        ? validator(schema).quickFaults(object).orElse(TOO_COSTLY)
                        : NO_OBJECT)
                .orElseGet(List::of);
    }

    private JsonSchemaValidator validator(JsonObject schema) {
        if (validator == null) {
            validator = new JsonSchemaValidator(schema);
        }
        return validator;
    }
}
