package dev.guildhall.core.http;

import dev.guildhall.core.error.Problem;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a body and says all that is wrong with it: by its contract, by what can be kept, and by its operation. */
final class BodyCheck {

    private static final int LARGE = 16 * 1024;

    private final SchemaRepository schemas;
    private final JsonSchema schema;
    private final BodyReader reader;

    BodyCheck(SchemaRepository schemas, JsonSchema schema, BodyReader reader) {
        this.schemas = schemas;
        this.schema = schema;
        this.reader = reader;
    }

    /** @param json what was sent; null for a JSON null */
    record Checked(Object json, List<Detail> faults) {}

    /** Throws a DecodeException for what is no JSON. It takes time in proportion to the body. */
    Checked check(Buffer body) {
        var json = Json.decodeValue(body);
        return isLarge(body)
                ? SizeBounds.exceeded((JsonObject) schema, plain(json))
                        .map(tooLarge -> new Checked(json, List.of(tooLarge)))
                        .orElseGet(() -> new Checked(json, faults(json)))
                : new Checked(json, faults(json));
    }

    /** Whether it takes its time to look through a body, so that it is not done on an event loop. */
    static boolean isLarge(Buffer body) {
        return body.length() > LARGE;
    }

    private List<Detail> faults(Object json) {
        var output = schemas.validator(schema).validate(json);
        var told = output.getValid() ? List.<Detail>of() : SchemaFaults.of(output, "");
        var faults =
                Stream.concat(told.stream(), JsonTexts.faults(json).stream()).toList();
        return faults.isEmpty() || !(json instanceof JsonObject fields) ? faults : withOthers(faults, fields);
    }

    /** The faults against the contract, and what else the operation would say of the fields without one. */
    private List<Detail> withOthers(List<Detail> faults, JsonObject fields) {
        var faulty = faults.stream().map(BodyCheck::topmost).collect(Collectors.toSet());
        fields.fieldNames().removeAll(faulty);
        try {
            reader.read(fields);
            return faults;
        } catch (Problem problem) {
            var others = problem.details().stream().filter(other -> !faulty.contains(topmost(other)));
            return Stream.concat(faults.stream(), others).toList();
        }
    }

    private static Object plain(Object json) {
        if (json instanceof JsonObject object) {
            return object.getMap();
        }
        return json instanceof JsonArray array ? array.getList() : json;
    }

    private static String topmost(Detail fault) {
        var end = fault.field().indexOf('.');
        return end < 0 ? fault.field() : fault.field().substring(0, end);
    }
}
