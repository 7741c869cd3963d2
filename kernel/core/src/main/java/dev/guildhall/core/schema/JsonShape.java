package dev.guildhall.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import io.vertx.json.schema.OutputErrorType;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A compiled JSON Schema of draft 2020-12. Costly to make and cheap to keep: make it once per schema. Safe for all
 * threads.
 *
 * <p>It can take the place of the validators of {@code vertx-json-schema}, whose one method is longer than the JVM
 * compiles, so that it is interpreted for ever. References to other documents are not followed.
 */
public final class JsonShape implements Validator {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            Dialect.builder(Dialects.getDraft202012())
                    .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
                    .build(),
            registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .losslessNarrowing(true)
                    .locale(Locale.ROOT)
                    .build()));

    private final Schema schema;

    public JsonShape(JsonObject schema) {
        this.schema = SCHEMAS.getSchema(node(schema));
    }

    /** What is wrong with the value, field by field; empty when it is valid. */
    public List<Problem.Detail> faults(JsonObject value) {
        return SchemaFaults.of(validate(value), "");
    }

    /** The place of an error is the path of its field, separated by dots. */
    @Override
    public OutputUnit validate(Object value) {
        var output = new OutputUnit();
        var errors = schema.validate(node(value));
        output.setValid(errors.isEmpty());
        errors.forEach(error -> output.addError(unit(error)));
        return output;
    }

    // The mapper would write everything out as tokens first, which takes longer than to validate it.
    private static JsonNode node(Object value) {
        if (value instanceof JsonObject object) {
            return node(object.getMap());
        }
        if (value instanceof JsonArray array) {
            return node(array.getList());
        }
        if (value instanceof Map<?, ?> map) {
            var node = JsonNodeFactory.instance.objectNode();
            map.forEach((name, member) -> node.set((String) name, node(member)));
            return node;
        }
        if (value instanceof List<?> list) {
            var node = JsonNodeFactory.instance.arrayNode(list.size());
            list.forEach(item -> node.add(node(item)));
            return node;
        }
        return value instanceof String text
                ? JsonNodeFactory.instance.textNode(text)
                : DatabindCodec.mapper().valueToTree(value);
    }

    private static OutputUnit unit(Error error) {
        var field = new StringJoiner(".");
        var path = error.getInstanceLocation();
        for (var depth = 0; depth < path.getNameCount(); depth++) {
            field.add(path.getName(depth));
        }
        if (error.getProperty() != null) {
            field.add(error.getProperty());
        }
        return new OutputUnit(
                field.toString(), null, error.getKeyword(), error.getMessage(), OutputErrorType.INVALID_VALUE);
    }
}
