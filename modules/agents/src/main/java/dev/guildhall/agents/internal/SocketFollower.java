package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentSession;
import dev.guildhall.agents.SessionMessage;
import dev.guildhall.agents.Surface;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session as a socket tells of it. */
final class SocketFollower implements SessionFollower {

    private static final Logger LOG = LoggerFactory.getLogger(SocketFollower.class);
    private static final int HISTORY = 200;
    private static final short TRY_AGAIN = 1013;

    private final ServerWebSocket socket;
    private final AgentSession session;
    private final UserId user;
    private final Runnable onEnd;
    private SessionTail tail;

    /** @param onEnd is called when the session cannot be followed any more */
    SocketFollower(ServerWebSocket socket, AgentSession session, UserId user, Runnable onEnd) {
        this.socket = socket;
        this.session = session;
        this.user = user;
        this.onEnd = onEnd;
    }

    SessionTail tail() {
        return tail;
    }

    /**
     * Begins with what was said so far: the latest of it, or all after a message that the client has.
     *
     * @param after the last message that the client has
     */
    Future<Void> begin(SocketContext context, Optional<Long> after) {
        var key = new SessionKey(session.workspace(), session.id());
        // It listens before it looks, so that nothing is missed in between.
        tail = new SessionTail(context.vertx(), context.database(), context.live(), context.remote(), key, this);
        var messages = new MessageTable();
        if (after.isPresent()) {
            history(new JsonArray());
            tail.begin(Math.min(after.get(), session.lastSequence()), session.lastSequence());
            join(context);
            return Future.succeededFuture();
        }
        return messages.until(context.database(), session.workspace(), session.id(), Long.MAX_VALUE, HISTORY)
                .map(latest -> {
                    Collections.reverse(latest);
                    var all = new JsonArray();
                    latest.forEach(message -> all.add(shown(message)));
                    history(all);
                    var last =
                            latest.isEmpty() ? 0 : latest.get(latest.size() - 1).sequence();
                    tail.begin(last, last);
                    join(context);
                    return null;
                });
    }

    private void join(SocketContext context) {
        if (session.surface() == Surface.GROUP) {
            tail.join(context.presence(), user);
        }
    }

    private void history(JsonArray messages) {
        send(new JsonObject()
                .put("type", "history")
                .put("sessionId", session.id().toString())
                .put("surfaceId", session.surfaceId().orElse(null))
                .put("messages", messages));
    }

    @Override
    public boolean isFull() {
        return socket.isClosed() || socket.writeQueueFull();
    }

    @Override
    public void message(SessionMessage message) {
        send(shown(message));
    }

    private JsonObject shown(SessionMessage message) {
        var frame = new JsonObject()
                .put("type", "message")
                .put("id", message.id().toString())
                .put("sessionId", session.id().toString())
                .put("surfaceId", session.surfaceId().orElse(null))
                .put("sequence", message.sequence())
                .put("role", message.role().text())
                .put("agentId", message.agentKey())
                .put("content", message.content())
                .put("createdAt", message.createdAt().toEpochMilli());
        message.user().map(UserId::toString).ifPresent(uid -> frame.put("uid", uid));
        return frame;
    }

    @Override
    public void token(AgentToken token) {
        send(new JsonObject()
                .put("type", "token")
                .put("sessionId", session.id().toString())
                .put("surfaceId", session.surfaceId().orElse(null))
                .put("runId", token.run().toString())
                .put("agentId", token.agentKey())
                .put("content", token.piece()));
    }

    @Override
    public void ended(EndedRun run) {
        send(new JsonObject()
                .put("type", "run")
                .put("sessionId", session.id().toString())
                .put("surfaceId", session.surfaceId().orElse(null))
                .put("runId", run.run().toString())
                .put("status", run.status())
                .put("code", run.errorCode().orElse(null)));
    }

    @Override
    public void present(List<UserId> users) {
        send(new JsonObject()
                .put("type", "presence")
                .put("sessionId", session.id().toString())
                .put("surfaceId", session.surfaceId().orElse(null))
                .put("users", new JsonArray(users.stream().map(UserId::toString).toList())));
    }

    @Override
    public void end() {
        onEnd.run();
    }

    /** The whole socket ends, for clients know how to come back from that. */
    @Override
    public void interrupt() {
        socket.close(TRY_AGAIN, "Something is out of reach; connect again.")
                .onFailure(gone -> LOG.debug("A client has gone", gone));
    }

    private void send(JsonObject frame) {
        socket.writeTextMessage(frame.encode()).onFailure(gone -> LOG.debug("A client has gone", gone));
    }
}
