package dev.guildhall.agents.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The Model Context Protocol over Streamable HTTP: each request by a POST that is answered with JSON, and what changes told
 * by a stream. It has no sessions of its own; who asks is known by the credential of each request.
 */
public final class McpApi implements Api {

    /** The newest first. */
    static final List<String> VERSIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");

    private final McpServer server;
    private final McpStreams streams;
    private final URI publicUrl;

    public McpApi(McpServer server, McpStreams streams, URI publicUrl) {
        this.server = server;
        this.streams = streams;
        this.publicUrl = publicUrl;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("callMcp", (BodyReader<Object>) (request, body) -> Future.succeededFuture(body), this::call)
                .on("streamMcp", streams::open)
                .on("describeMcpResource", this::describe);
    }

    private Future<ApiResponse> call(ApiRequest request, Object body) {
        var version = request.header("MCP-Protocol-Version");
        if (version.isPresent() && !VERSIONS.contains(version.get())) {
            return refused(-32600, "MCP-Protocol-Version must be one of " + String.join(", ", VERSIONS));
        }
        if (!(body instanceof JsonObject message)
                || !"2.0".equals(message.getValue("jsonrpc"))
                || message.containsKey("id") && !isId(message.getValue("id"))) {
            return refused(-32600, "Send one JSON-RPC 2.0 message");
        }
        if (!(message.getValue("method") instanceof String method)) {
            // An answer to what this server never asks.
            return Future.succeededFuture(new ApiResponse(202, Map.of(), null));
        }
        var parameters = message.getValue("params") instanceof JsonObject object ? object : new JsonObject();
        if (!message.containsKey("id")) {
            return Future.succeededFuture(new ApiResponse(202, Map.of(), null));
        }
        var id = message.getValue("id");
        return server.answer(request, method, parameters)
                .map(result -> answer(id).put("result", result))
                .recover(failure -> failure instanceof McpFault fault
                        ? Future.succeededFuture(answer(id).put("error", fault.toJson()))
                        : Future.failedFuture(failure))
                .map(ApiResponse::plain);
    }

    private static boolean isId(Object id) {
        return id instanceof String || id instanceof Integer || id instanceof Long;
    }

    private static JsonObject answer(Object id) {
        return new JsonObject().put("jsonrpc", "2.0").put("id", id);
    }

    private static Future<ApiResponse> refused(int code, String message) {
        var body = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", null)
                .put("error", new McpFault(code, message).toJson());
        Buffer json = body.toBuffer();
        return Future.succeededFuture(new ApiResponse(400, Map.of(), json));
    }

    /** What the endpoint is to OAuth (RFC 9728): it takes bearers, which this server gives by OAuth, and personal access tokens. */
    private Future<ApiResponse> describe(ApiRequest request) {
        var base = publicUrl.toString().replaceAll("/+$", "");
        return Future.succeededFuture(ApiResponse.plain(new JsonObject()
                .put("resource", base + "/api/workspaces/" + request.pathId("workspace") + "/mcp")
                .put("resource_name", "Guildhall")
                .put("authorization_servers", JsonArray.of(base))
                .put("bearer_methods_supported", JsonArray.of("header"))
                .put("scopes_supported", JsonArray.of("capabilities.read", "capabilities.invoke", "sessions.read"))
                .put("resource_documentation", base + "/docs")));
    }
}
