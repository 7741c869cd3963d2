package dev.guildhall.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.i18n.ResourceBundleMessageSource;
import dev.guildhall.core.cache.Footprint;
import dev.guildhall.core.cache.Weighed;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import io.vertx.json.schema.OutputErrorType;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A compiled JSON Schema of draft 2020-12. Costly to make and cheap to keep: make it once per schema. Safe for all
 * threads.
 *
 * <p>It can take the place of the validators of {@code vertx-json-schema}, whose one method is longer than the JVM
 * compiles, so that it is interpreted for ever. References to other documents are not followed.
 *
 * <p>What a validation may cost is bounded, by what was done and not by the clock, so that a value is always judged in
 * the same way. A value that is too large or too deep for its schema is at fault.
 */
public final class JsonSchemaValidator implements Validator, Weighed {

    /** What is named as the keyword when the validation was given up. */
    static final String COST = "cost";

    /** Some milliseconds: what an event loop can spare. */
    private static final int QUICK = 20_000;

    /** A second or so. */
    private static final int THOROUGH = 10_000_000;

    private static final int MAX_ERRORS = 200;

    /** More digits than this, before or after the point, are more than is reckoned with. */
    private static final int MAX_DIGITS = 1_000;

    private static final int LONGEST_NAME = 200;

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            MeteredKeyword.inAllOf(Dialects.getDraft202012()),
            registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .losslessNarrowing(true)
                    .locale(Locale.ROOT)
                    .messageSource(new ResourceBundleMessageSource("dev.guildhall.core.schema.faults"))
                    .regularExpressionFactory(LinearPattern::of)
                    .build()));

    /** What is made of a schema takes three times as much as the schema itself: as measured. */
    private static final int BYTES_PER_BYTE = 3;

    private final Schema schema;
    private final ExecutionConfig config;
    private final long bytes;

    public JsonSchemaValidator(JsonObject schema) {
        var node = (ObjectNode) node(schema);
        node.remove("$schema"); // It names the dialect that this one replaces.
        this.schema = SCHEMAS.getSchema(node);
        this.config = this.schema.createExecutionContext().getExecutionConfig();
        this.bytes = BYTES_PER_BYTE * Footprint.of(schema);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /** What is wrong with the value, field by field; empty when it is valid. It can take a second: not for event loops. */
    public List<Problem.Detail> faults(JsonObject value) {
        return SchemaFaults.of(validate(value), "");
    }

    /** Like {@link #faults}, but empty when that is not told within milliseconds. */
    public Optional<List<Problem.Detail>> quickFaults(JsonObject value) {
        var output = new OutputUnit();
        var stopped = validate(value, QUICK, output);
        return stopped == Meter.Stop.Reason.TOO_COSTLY ? Optional.empty() : Optional.of(SchemaFaults.of(output, ""));
    }

    /** The place of an error is the path of its field, separated by dots. */
    @Override
    public OutputUnit validate(Object value) {
        var output = new OutputUnit();
        validate(value, THOROUGH, output);
        return output;
    }

    private Meter.Stop.Reason validate(Object value, int budget, OutputUnit output) {
        var meter = new Meter(config, budget, MAX_ERRORS);
        var stopped = run(value, meter);
        meter.errors().forEach(error -> output.addError(unit(error)));
        output.setValid(stopped == null && meter.errors().isEmpty());
        if (stopped != null && stopped != Meter.Stop.Reason.ENOUGH_ERRORS) {
            output.addError(new OutputUnit("", null, COST, stopped.message(), OutputErrorType.INVALID_VALUE));
        }
        return stopped;
    }

    /** What ended the validation before it was over; null when nothing did. */
    private Meter.Stop.Reason run(Object value, Meter meter) {
        try {
            schema.validate(meter, node(value, meter));
            return null;
        } catch (Meter.Stop stop) {
            return stop.reason();
        }
    }

    static JsonNode node(JsonObject value) {
        return node(value, new Meter(ExecutionConfig.getInstance(), Integer.MAX_VALUE, MAX_ERRORS));
    }

    // The mapper would write everything out as tokens first, which takes longer than to validate it. Plain loops, for a
    // lambda would take as much of the stack again for each level of nesting.
    private static JsonNode node(Object value, Meter meter) {
        meter.charge(1);
        if (value instanceof JsonObject object) {
            return node(object.getMap(), meter);
        }
        if (value instanceof JsonArray array) {
            return node(array.getList(), meter);
        }
        if (value instanceof Map<?, ?> map) {
            var node = JsonNodeFactory.instance.objectNode();
            for (var member : map.entrySet()) {
                node.set((String) member.getKey(), node(member.getValue(), meter));
            }
            return node;
        }
        if (value instanceof List<?> list) {
            var node = JsonNodeFactory.instance.arrayNode(list.size());
            for (var item : list) {
                node.add(node(item, meter));
            }
            return node;
        }
        if (value instanceof BigDecimal number && isHuge(number)) {
            throw new Meter.Stop(Meter.Stop.Reason.HUGE_NUMBER);
        }
        return scalar(value);
    }

    private static JsonNode scalar(Object value) {
        var nodes = JsonNodeFactory.instance;
        if (value instanceof String text) {
            return nodes.textNode(text);
        }
        if (value instanceof Integer number) {
            return nodes.numberNode(number.intValue());
        }
        if (value instanceof Long number) {
            return nodes.numberNode(number.longValue());
        }
        if (value instanceof Double number) {
            return nodes.numberNode(number.doubleValue());
        }
        return value instanceof Boolean flag
                ? nodes.booleanNode(flag)
                : DatabindCodec.mapper().valueToTree(value);
    }

    // To align one with another number, all the zeros between them would be written out.
    private static boolean isHuge(BigDecimal number) {
        return Math.abs((long) number.scale()) > MAX_DIGITS || number.precision() > MAX_DIGITS;
    }

    private static OutputUnit unit(Error error) {
        var field = new StringJoiner(".");
        var path = error.getInstanceLocation();
        for (var depth = 0; depth < path.getNameCount(); depth++) {
            field.add(shortened(path.getName(depth)));
        }
        if (error.getProperty() != null) {
            field.add(shortened(error.getProperty()));
        }
        return new OutputUnit(
                field.toString(), null, error.getKeyword(), error.getMessage(), OutputErrorType.INVALID_VALUE);
    }

    private static String shortened(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }
}
