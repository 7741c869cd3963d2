package dev.guildhall.agents.internal;

import io.vertx.core.json.JsonObject;

/** An error as JSON-RPC tells it. */
final class McpFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final int UNKNOWN_METHOD = -32601;
    static final int INVALID_PARAMETERS = -32602;
    static final int UNKNOWN_RESOURCE = -32002;

    private final int code;

    McpFault(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    JsonObject toJson() {
        return new JsonObject().put("code", code).put("message", getMessage());
    }
}
