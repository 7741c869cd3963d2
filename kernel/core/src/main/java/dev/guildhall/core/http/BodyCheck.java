package dev.guildhall.core.http;

import dev.guildhall.core.error.Problem.Detail;
import dev.guildhall.core.schema.JsonTexts;
import dev.guildhall.core.schema.SchemaFaults;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import java.util.List;
import java.util.stream.Stream;

/** Reads a body and says all that is wrong with it: by its contract and by what can be kept. */
final class BodyCheck {

    private static final int LARGE = 16 * 1024;

    private final SchemaRepository schemas;
    private final JsonSchema schema;

    BodyCheck(SchemaRepository schemas, JsonSchema schema) {
        this.schemas = schemas;
        this.schema = schema;
    }

    /**
     * @param json what was sent; null for a JSON null
     * @param isBounded whether it is of a size that it may be looked at further
     */
    record Checked(Object json, List<Detail> faults, boolean isBounded) {}

    /** Throws a DecodeException for what is no JSON. It takes time in proportion to the body. */
    Checked check(Buffer body) {
        var json = Json.decodeValue(body);
        return isLarge(body)
                ? SizeBounds.exceeded((JsonObject) schema, plain(json))
                        .map(tooLarge -> new Checked(json, List.of(tooLarge), false))
                        .orElseGet(() -> new Checked(json, faults(json), true))
                : new Checked(json, faults(json), true);
    }

    /** Whether it takes its time to look through a body, so that it is not done on an event loop. */
    static boolean isLarge(Buffer body) {
        return body.length() > LARGE;
    }

    private List<Detail> faults(Object json) {
        var output = schemas.validator(schema).validate(json);
        var told = output.getValid() ? List.<Detail>of() : SchemaFaults.of(output, "");
        return Stream.concat(told.stream(), JsonTexts.faults(json).stream()).toList();
    }

    private static Object plain(Object json) {
        if (json instanceof JsonObject object) {
            return object.getMap();
        }
        return json instanceof JsonArray array ? array.getList() : json;
    }
}
