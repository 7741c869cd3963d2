package dev.guildhall.agents.internal;

import dev.guildhall.agents.SessionMessage;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A response that tells of a session as server-sent events. */
final class SessionEventStream implements SessionFollower {

    private static final long BEAT_MILLIS = 15_000;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private Runnable onEnd = () -> {};
    private boolean over;

    SessionEventStream(Vertx vertx, HttpServerResponse response) {
        this.vertx = vertx;
        this.response = response;
    }

    /** @param ended is called once, when nobody listens any more */
    void begin(SessionTail tail, Runnable ended) {
        var beat = vertx.setPeriodic(BEAT_MILLIS, id -> {
            if (!isFull()) {
                response.write(":\n\n");
            }
        });
        onEnd = () -> {
            tail.close();
            vertx.cancelTimer(beat);
            ended.run();
        };
        response.closeHandler(closed -> finish());
        response.exceptionHandler(failure -> finish());
        response.drainHandler(drained -> tail.drained());
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no")
                // A compressor would hold events back until it has a block of them.
                .putHeader("Content-Encoding", "identity");
        response.write("retry: 2000\n\n");
    }

    private void finish() {
        if (!over) {
            over = true;
            onEnd.run();
        }
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void message(SessionMessage message) {
        write("id: " + message.sequence() + "\nevent: message", message.toJson());
    }

    @Override
    public void token(AgentToken token) {
        write(
                "event: token",
                new JsonObject()
                        .put("sessionId", token.session().toString())
                        .put("runId", token.run().toString())
                        .put("agentKey", token.agentKey())
                        .put("content", token.piece()));
    }

    @Override
    public void ended(EndedRun run) {
        write(
                "event: run",
                new JsonObject()
                        .put("sessionId", run.session().toString())
                        .put("runId", run.run().toString())
                        .put("status", run.status())
                        .put("errorCode", run.errorCode().orElse(null)));
    }

    @Override
    public void present(List<UserId> users) {
        write(
                "event: presence",
                new JsonObject()
                        .put(
                                "users",
                                new JsonArray(
                                        users.stream().map(UserId::toString).toList())));
    }

    private void write(String head, JsonObject data) {
        if (!over) {
            response.write(Buffer.buffer(head + "\ndata: ")
                    .appendBuffer(data.toBuffer())
                    .appendString("\n\n"));
        }
    }

    @Override
    public void end() {
        if (!over) {
            finish();
            response.end();
        }
    }

    /** Browsers come back by themselves. */
    @Override
    public void interrupt() {
        end();
    }
}
