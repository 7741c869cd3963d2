package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentPermissions;
import dev.guildhall.agents.Memory;
import dev.guildhall.agents.MemoryEntry;
import dev.guildhall.capabilities.Capabilities;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.Ids;
import dev.guildhall.host.Cancellation;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageQuery.Names;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the Model Context Protocol asks for in a workspace: the capabilities that whoever asks may invoke are its tools, and
 * what agents are to remember its resources.
 */
public final class McpServer {

    private static final String SCHEME = "guildhall://memory/";
    private static final int PAGE = 200;

    private final Capabilities capabilities;
    private final Memory memory;

    public McpServer(Capabilities capabilities, Memory memory) {
        this.capabilities = capabilities;
        this.memory = memory;
    }

    Future<JsonObject> answer(ApiRequest request, String method, JsonObject parameters) {
        return switch (method) {
            case "initialize" -> Future.succeededFuture(initialize(parameters));
            case "ping" -> Future.succeededFuture(new JsonObject());
            case "tools/list" -> tools(request).map(McpServer::listed);
            case "tools/call" -> call(request, parameters);
            case "resources/list" -> resources(request, parameters);
            case "resources/templates/list" ->
                Future.succeededFuture(new JsonObject().put("resourceTemplates", new JsonArray()));
            case "resources/read" -> read(request, parameters);
            default ->
                Future.failedFuture(new McpFault(McpFault.UNKNOWN_METHOD, "There is no method " + shortened(method)));
        };
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private static JsonObject initialize(JsonObject parameters) {
        var asked = String.valueOf(parameters.getValue("protocolVersion"));
        return new JsonObject()
                .put("protocolVersion", McpApi.VERSIONS.contains(asked) ? asked : McpApi.VERSIONS.get(0))
                .put(
                        "capabilities",
                        new JsonObject()
                                .put("tools", new JsonObject().put("listChanged", true))
                                .put("resources", new JsonObject()))
                .put(
                        "serverInfo",
                        new JsonObject()
                                .put("name", "guildhall")
                                .put("title", "Guildhall")
                                .put("version", "1.0.0"))
                .put(
                        "instructions",
                        "The tools are the capabilities of one workspace that you may invoke; the resources are what its"
                                + " agents are to remember.");
    }

    private Future<Toolbox> tools(ApiRequest request) {
        return Toolbox.all(capabilities, request.authentication(), request.access());
    }

    private static JsonObject listed(Toolbox toolbox) {
        var tools = new JsonArray();
        toolbox.tools()
                .forEach(tool -> tools.add(new JsonObject()
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .put("inputSchema", ofObject(tool.input()))));
        return new JsonObject().put("tools", tools);
    }

    // Clients refuse a schema that does not say so, though the input of every capability is an object.
    private static JsonObject ofObject(JsonObject schema) {
        return "object".equals(schema.getValue("type"))
                ? schema
                : new JsonObject().put("type", "object").mergeIn(schema).put("type", "object");
    }

    private Future<JsonObject> call(ApiRequest request, JsonObject parameters) {
        if (!(parameters.getValue("name") instanceof String name)) {
            return Future.failedFuture(new McpFault(McpFault.INVALID_PARAMETERS, "name must be that of a tool"));
        }
        var input = parameters.getValue("arguments") == null ? new JsonObject() : parameters.getValue("arguments");
        if (!(input instanceof JsonObject arguments)) {
            return Future.failedFuture(new McpFault(McpFault.INVALID_PARAMETERS, "arguments must be an object"));
        }
        var cancellation = new Cancellation();
        request.context().addEndHandler(ended -> {
            if (ended.failed()) {
                cancellation.cancel();
            }
        });
        return tools(request).compose(toolbox -> {
            if (toolbox.keyOf(name).isEmpty()) {
                return Future.failedFuture(
                        new McpFault(McpFault.INVALID_PARAMETERS, "There is no tool " + shortened(name)));
            }
            return toolbox.call(name, arguments, request.requestId(), cancellation)
                    .map(output -> said(output.encode())
                            .put("structuredContent", output)
                            .put("isError", false))
                    .recover(failure -> failure instanceof Problem problem
                            ? Future.succeededFuture(said(problem.code().code() + ": " + problem.getMessage())
                                    .put("isError", true))
                            : Future.failedFuture(failure));
        });
    }

    private static JsonObject said(String text) {
        return new JsonObject()
                .put(
                        "content",
                        JsonArray.of(new JsonObject().put("type", "text").put("text", text)));
    }

    private Future<JsonObject> resources(ApiRequest request, JsonObject parameters) {
        if (!request.access().allows(AgentPermissions.SESSIONS_READ)) {
            return Future.succeededFuture(new JsonObject().put("resources", new JsonArray()));
        }
        var cursor = parameters.getValue("cursor") instanceof String text ? text : null;
        var page = PageRequest.of(
                Memory.LIST, new PageQuery(Integer.toString(PAGE), cursor, null, null, Names.CAMEL_CASE));
        return memory.list(request.authentication(), request.workspace(), Optional.empty(), page)
                .map(found -> {
                    var all = new JsonArray();
                    found.items().forEach(entry -> all.add(resource(entry)));
                    var result = new JsonObject().put("resources", all);
                    found.nextPageToken().ifPresent(next -> result.put("nextCursor", next));
                    return result;
                });
    }

    private static JsonObject resource(MemoryEntry entry) {
        return new JsonObject()
                .put("uri", SCHEME + entry.id())
                .put("name", shortened(entry.content()))
                .put("mimeType", "text/plain");
    }

    private Future<JsonObject> read(ApiRequest request, JsonObject parameters) {
        var uri = String.valueOf(parameters.getValue("uri"));
        var id = uri.startsWith(SCHEME) ? uri.substring(SCHEME.length()) : "";
        if (!Ids.isUuid(id) || !request.access().allows(AgentPermissions.SESSIONS_READ)) {
            return unknown(uri);
        }
        return memory.find(request.authentication(), request.workspace(), Ids.parse("uri", id))
                .compose(found -> found.map(entry -> Future.succeededFuture(new JsonObject()
                                .put("contents", JsonArray.of(resource(entry).put("text", entry.content())))))
                        .orElseGet(() -> unknown(uri)));
    }

    private static Future<JsonObject> unknown(String uri) {
        return Future.failedFuture(new McpFault(McpFault.UNKNOWN_RESOURCE, "There is no resource " + shortened(uri)));
    }
}
