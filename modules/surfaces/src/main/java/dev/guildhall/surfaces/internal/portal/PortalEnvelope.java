package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.http.ApiResponse;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The envelope every answer of the Portal surface comes in. */
final class PortalEnvelope {

    private static final String VERSION = "2.0.0";

    private PortalEnvelope() {}

    /** @param data a JSON object or array, or null */
    static JsonObject of(boolean success, String code, String message, Object data) {
        return new JsonObject()
                .put("version", VERSION)
                .put("timestamp", System.currentTimeMillis())
                .put("success", success)
                .put("code", code)
                .put("message", message)
                .put("data", data);
    }

    static ApiResponse ok(Object data) {
        return new ApiResponse(200, Map.of(), of(true, "2000", "Success", data).toBuffer());
    }

    /** To a request that reads: who has the data already has the answer, whatever the time in it. */
    static ApiResponse shown(Object data) {
        return ok(data).withTagOf(Json.encodeToBuffer(data));
    }

    static ApiResponse created(Object data) {
        return new ApiResponse(201, Map.of(), of(true, "2001", "Created", data).toBuffer());
    }
}
