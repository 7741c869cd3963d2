package dev.guildhall.agents.internal;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.AccessChanges;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells clients of the Model Context Protocol that the tools of their workspace have changed. Safe for all threads. */
public final class McpStreams {

    private static final long BEAT_MILLIS = 15_000;
    private static final String CHANGED = "event: message\ndata: "
            + new JsonObject()
                    .put("jsonrpc", "2.0")
                    .put("method", "notifications/tools/list_changed")
                    .encode()
            + "\n\n";

    private final Vertx vertx;
    private final AccessChanges changes;
    private final FollowerPlaces places;
    private final Map<WorkspaceId, Set<Listener>> listeners = new ConcurrentHashMap<>();

    private record Listener(Context loop, HttpServerResponse response) {

        void tell(String text) {
            loop.runOnContext(ignored -> {
                if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
                    response.write(text);
                }
            });
        }
    }

    public McpStreams(Vertx vertx, AccessChanges changes, FollowerPlaces places) {
        this.vertx = vertx;
        this.changes = changes;
        this.places = places;
    }

    Future<ApiResponse> open(ApiRequest request) {
        var workspace = request.workspace();
        var response = request.context().response();
        var place = places.take(request.authentication().principal(), workspace);
        var listener = new Listener(vertx.getOrCreateContext(), response);
        listeners.compute(workspace, (key, present) -> {
            Set<Listener> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(listener);
            return all;
        });
        var watch = new AccessWatch(
                vertx, request.authentication(), workspace, changes, request::isStillAdmitted, response::end);
        var beat = vertx.setPeriodic(BEAT_MILLIS, id -> listener.tell(":\n\n"));
        request.context().addEndHandler(ended -> {
            vertx.cancelTimer(beat);
            watch.close();
            place.run();
            listeners.computeIfPresent(workspace, (key, present) -> {
                present.remove(listener);
                return present.isEmpty() ? null : present;
            });
        });
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no")
                .putHeader("Content-Encoding", "identity");
        response.write(":\n\n");
        return Future.succeededFuture(ApiResponse.streamed());
    }

    /** Hears of what happens on every node. */
    public void follow(Event event) {
        if (event.type().startsWith("capability.")
                || event.type().equals("extension.enabled")
                || event.type().equals("extension.disabled")) {
            event.workspace()
                    .ifPresent(workspace ->
                            listeners.getOrDefault(workspace, Set.of()).forEach(listener -> listener.tell(CHANGED)));
        }
    }
}
