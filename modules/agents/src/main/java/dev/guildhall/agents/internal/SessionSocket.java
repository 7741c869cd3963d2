package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentPermissions;
import dev.guildhall.agents.AgentSession;
import dev.guildhall.agents.NewMessage;
import dev.guildhall.agents.NewSession;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One user's socket. What it is sent is done one after the other; the sessions that were joined are told of as they go on.
 * It lives on the event loop of its connection, and ends when its user may not follow one of the sessions any more: whoever
 * still may comes back, and goes on after the last message they have.
 */
final class SessionSocket {

    private static final Logger LOG = LoggerFactory.getLogger(SessionSocket.class);

    private static final long PING_MILLIS = 25_000;
    private static final int MOST_WAITING = 32;
    private static final int MOST_SESSIONS = 100;
    private static final short GOING_AWAY = 1001;
    private static final short POLICY = 1008;

    private final SocketContext context;
    private final ApiRequest request;
    private final Authentication by;
    private final ServerWebSocket socket;
    private final Runnable place;
    private final Queue<String> waiting = new ArrayDeque<>();
    private final Map<SessionKey, SocketFollower> joined = new HashMap<>();
    private final Map<WorkspaceId, AccessWatch> watches = new HashMap<>();
    private boolean working;
    private boolean over;
    private long pings;

    SessionSocket(SocketContext context, ApiRequest request, ServerWebSocket socket, Runnable place) {
        this.context = context;
        this.request = request;
        this.by = request.authentication();
        this.socket = socket;
        this.place = place;
    }

    void begin() {
        socket.textMessageHandler(this::take);
        socket.binaryMessageHandler(bytes -> close(POLICY, "Send JSON as text."));
        socket.drainHandler(drained -> drained());
        socket.exceptionHandler(failure -> LOG.debug("A socket failed", failure));
        socket.closeHandler(closed -> finish());
        socket.shutdownHandler(stopping -> close(GOING_AWAY, "The server stops; connect again."));
        pings = context.vertx()
                .setPeriodic(
                        PING_MILLIS,
                        id -> socket.writePing(Buffer.buffer("."))
                                .onFailure(gone -> LOG.debug("A client does not answer any more", gone)));
    }

    private void drained() {
        socket.resume();
        joined.values().forEach(follower -> follower.tail().drained());
    }

    private void take(String text) {
        if (over || socket.isClosed()) {
            return;
        }
        // Whoever does not read what they are answered is not listened to either.
        if (socket.writeQueueFull()) {
            socket.pause();
        }
        if (waiting.size() >= MOST_WAITING) {
            close(POLICY, "Wait for what was sent to be taken.");
            return;
        }
        waiting.add(text);
        work();
    }

    private void work() {
        if (working || over) {
            return;
        }
        var text = waiting.poll();
        if (text == null) {
            return;
        }
        working = true;
        Future.succeededFuture().compose(begun -> handle(text)).onComplete(done -> {
            working = false;
            if (done.failed()) {
                tell(done.cause());
            }
            work();
        });
    }

    private Future<Void> handle(String text) {
        var frame = frame(text);
        return switch (String.valueOf(frame.getValue("type"))) {
            case "message" -> say(frame);
            case "join" -> join(frame).mapEmpty();
            case "leave" -> leave(frame);
            case "cancel" -> cancel(frame);
            case "ping" -> {
                send(new JsonObject().put("type", "pong"));
                yield Future.succeededFuture();
            }
            default ->
                throw CommonError.REQUEST_INVALID.onField("type", "type must be message, join, leave, cancel or ping");
        };
    }

    private static JsonObject frame(String text) {
        try {
            if (Json.decodeValue(text) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException malformed) {
            LOG.debug("A frame is no JSON", malformed);
        }
        throw CommonError.REQUEST_INVALID.because("Send a JSON object.");
    }

    private Future<Void> say(JsonObject frame) {
        var said = NewMessage.of(frame, "message", "agentId");
        return join(frame)
                .compose(session -> access(session.workspace()).compose(access -> {
                    access.require(AgentPermissions.SESSIONS_WRITE);
                    access.require(AgentPermissions.AGENTS_RUN);
                    return context.runs()
                            .post(
                                    by,
                                    session.workspace(),
                                    session.id(),
                                    said,
                                    Ids.quick().toString())
                            .mapEmpty();
                }));
    }

    /** Follows the session that a frame means, beginning with its history unless it is followed already. */
    private Future<AgentSession> join(JsonObject frame) {
        var wanted = NewSession.of(frame, "agentId");
        var after = after(frame);
        return workspace(frame).compose(this::access).compose(access -> {
            access.require(AgentPermissions.SESSIONS_READ);
            return session(access, wanted, frame).compose(session -> follow(session, after));
        });
    }

    private Future<AgentSession> session(Access access, NewSession wanted, JsonObject frame) {
        var workspace = access.workspace();
        if (frame.getValue("sessionId") != null) {
            return context.sessions().get(by, workspace, Ids.parse("sessionId", frame.getString("sessionId")));
        }
        // Who may only read joins what is there.
        return access.allows(AgentPermissions.SESSIONS_WRITE)
                ? context.sessions().open(by, workspace, wanted).map(opened -> opened.session())
                : context.sessions().find(by, workspace, wanted);
    }

    private Future<AgentSession> follow(AgentSession session, Optional<Long> after) {
        var key = new SessionKey(session.workspace(), session.id());
        if (joined.containsKey(key)) {
            return Future.succeededFuture(session);
        }
        if (joined.size() >= MOST_SESSIONS) {
            throw CommonError.RATE_LIMITED.because(
                    "This socket follows " + MOST_SESSIONS + " sessions, which is all it may; leave one.");
        }
        watch(session.workspace());
        var follower = new SocketFollower(socket, session, by.user(), () -> drop(key));
        joined.put(key, follower);
        return follower.begin(context, after).onFailure(failure -> drop(key)).map(session);
    }

    private void watch(WorkspaceId workspace) {
        watches.computeIfAbsent(
                workspace,
                where -> new AccessWatch(
                        context.vertx(),
                        by,
                        where,
                        context.changes(),
                        () -> isStillAdmitted(where),
                        () -> close(POLICY, "You have no access any more.")));
    }

    private Future<Boolean> isStillAdmitted(WorkspaceId workspace) {
        return request.isStillAdmitted()
                .compose(known -> known
                        ? context.authorizer()
                                .access(by, workspace)
                                .map(found -> found.filter(access -> access.allows(AgentPermissions.SESSIONS_READ))
                                        .isPresent())
                        : Future.succeededFuture(false));
    }

    private Future<Void> leave(JsonObject frame) {
        var id = Ids.parse("sessionId", frame.getString("sessionId"));
        joined.keySet().stream()
                .filter(key -> key.session().equals(id))
                .toList()
                .forEach(this::drop);
        return Future.succeededFuture();
    }

    private void drop(SessionKey key) {
        var follower = joined.remove(key);
        if (follower != null) {
            follower.tail().close();
        }
    }

    private Future<Void> cancel(JsonObject frame) {
        var id = Ids.parse("sessionId", frame.getString("sessionId"));
        var run = Optional.ofNullable(frame.getString("runId")).map(text -> Ids.parse("runId", text));
        return workspace(frame).compose(this::access).compose(access -> {
            access.require(AgentPermissions.SESSIONS_WRITE);
            return context.runs().cancel(by, access.workspace(), id, run).mapEmpty();
        });
    }

    private Future<WorkspaceId> workspace(JsonObject frame) {
        if (frame.getValue("workspaceId") != null) {
            return Future.succeededFuture(WorkspaceId.parse("workspaceId", frame.getString("workspaceId")));
        }
        return context.defaultOf(by.user())
                .map(found -> found.orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "workspaceId", "workspaceId is required: none of your workspaces is your default one")));
    }

    private Future<Access> access(WorkspaceId workspace) {
        return request.isStillAdmitted().compose(known -> {
            if (!known) {
                close(POLICY, "You are not signed in any more.");
                throw CommonError.AUTH_TOKEN_INVALID.because("You are not signed in any more.");
            }
            return context.authorizer().access(by, workspace).map(found -> found.orElseThrow(Workspaces::notFound));
        });
    }

    private static Optional<Long> after(JsonObject frame) {
        var value = frame.getValue("after");
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number && number.longValue() >= 0) {
            return Optional.of(number.longValue());
        }
        throw CommonError.REQUEST_INVALID.onField("after", "after must be the sequence of a message");
    }

    private void tell(Throwable failure) {
        var problem = failure instanceof Problem known
                ? known
                : CommonError.INTERNAL.because("Something went wrong here; it was noted.");
        if (!(failure instanceof Problem) && !over) {
            LOG.error("A frame of a socket could not be handled", failure);
        }
        send(new JsonObject()
                .put("type", "error")
                .put("error", problem.getMessage())
                .put("code", problem.code().code()));
    }

    private void send(JsonObject frame) {
        if (!over) {
            socket.writeTextMessage(frame.encode()).onFailure(gone -> LOG.debug("A client has gone", gone));
        }
    }

    private void close(short status, String reason) {
        if (!over) {
            socket.close(status, reason).onFailure(gone -> LOG.debug("A client has gone", gone));
            finish();
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            waiting.clear();
            context.vertx().cancelTimer(pings);
            watches.values().forEach(AccessWatch::close);
            joined.values().forEach(follower -> follower.tail().close());
            joined.clear();
            place.run();
        }
    }
}
