package dev.guildhall.surfaces.internal.aip;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.ApiRequest;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Which fields of a resource a client wants written: those of its update mask, or else all that it sends. */
final class UpdateMask {

    private static final String PARAMETER = "update_mask";
    private static final String ALL = "*";

    private UpdateMask() {}

    /**
     * What is to be written. A field that the mask names and the body does not have is null, to be cleared.
     *
     * @param writable the fields that clients can write
     * @param readOnly those that they may send back as they got them
     */
    static JsonObject apply(ApiRequest request, JsonObject body, List<String> writable, List<String> readOnly) {
        var masked = request.query(PARAMETER)
                .map(mask -> named(mask, writable, readOnly))
                .orElse(body.fieldNames());
        var written = new JsonObject();
        writable.stream().filter(masked::contains).forEach(field -> written.put(field, body.getValue(field)));
        return written;
    }

    private static Collection<String> named(String mask, List<String> writable, List<String> readOnly) {
        var fields = Arrays.stream(mask.split(",", -1)).map(String::strip).toList();
        var unknown = fields.stream()
                .filter(field -> !field.equals(ALL) && !writable.contains(field) && !readOnly.contains(field))
                .findFirst();
        unknown.ifPresent(field -> {
            throw CommonError.REQUEST_INVALID.onField(
                    PARAMETER,
                    PARAMETER + " names fields with commas between, and there is no field '" + field + "'; it can name "
                            + String.join(", ", writable) + ", or * for all");
        });
        return fields.contains(ALL) ? writable : fields;
    }
}
