package dev.guildhall.events.internal.http;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.Backlog;
import dev.guildhall.events.internal.durable.BacklogTable;
import dev.guildhall.events.internal.durable.NodeTable;
import dev.guildhall.events.internal.durable.SeenNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** What operators see of all nodes together. */
public final class NodesApi implements Api {

    private final NodeTable nodes;
    private final BacklogTable backlog;

    public NodesApi(NodeTable nodes, BacklogTable backlog) {
        this.nodes = nodes;
        this.backlog = backlog;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getNodes", request -> get());
    }

    private Future<ApiResponse> get() {
        var seen = nodes.all();
        var waiting = backlog.all();
        return Future.all(seen, waiting)
                .map(both -> ApiResponse.ok(new JsonObject()
                        .put("nodes", array(seen.result(), NodesApi::json))
                        .put("backlog", array(waiting.result(), NodesApi::json))));
    }

    private static <T> JsonArray array(List<T> all, Function<T, JsonObject> json) {
        return new JsonArray(all.stream().map(json).toList());
    }

    private static JsonObject json(SeenNode node) {
        return new JsonObject()
                .put("id", node.id().toString())
                .put("name", node.name())
                .put("seenAt", node.at().toString())
                .put("alive", node.isAlive());
    }

    private static JsonObject json(Backlog waiting) {
        return new JsonObject()
                .put("kind", waiting.kind())
                .put("waiting", waiting.waiting())
                .put("oldestSeconds", waiting.oldestSeconds())
                .put("dead", waiting.dead());
    }
}
