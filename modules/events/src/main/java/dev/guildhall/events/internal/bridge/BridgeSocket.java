package dev.guildhall.events.internal.bridge;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.EventPermissions;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.internal.bus.BusAddress;
import dev.guildhall.events.internal.tail.TailAccess;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the bridge. It registers for addresses of workspaces whose events it may read, is told of them, and may send
 * nothing. The socket lives on the event loop of its connection, and ends when its client may not read one of them any more.
 */
final class BridgeSocket {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeSocket.class);

    private static final Pattern SEQUENCE = Pattern.compile("\\d{1,18}");
    private static final int MOST_ADDRESSES = 50;
    private static final long BEAT_MILLIS = 25_000;
    private static final int MOST_MISSED = 3;
    private static final short GOING_AWAY = 1001;
    private static final short NOT_UNDERSTOOD = 1003;

    private final BridgeContext context;
    private final ApiRequest request;
    private final Authentication by;
    private final ServerWebSocket socket;
    private final Framing framing;
    private final Runnable place;
    private final Map<String, BridgeListener> listeners = new HashMap<>();
    private boolean over;
    private int missed;
    private long beat;

    /** @param place is left when the socket ends */
    BridgeSocket(BridgeContext context, ApiRequest request, ServerWebSocket socket, Framing framing, Runnable place) {
        this.context = context;
        this.request = request;
        this.by = request.authentication();
        this.socket = socket;
        this.framing = framing;
        this.place = place;
    }

    void begin() {
        socket.textMessageHandler(this::take);
        socket.binaryMessageHandler(bytes -> take(bytes.toString()));
        socket.pongHandler(alive -> missed = 0);
        socket.drainHandler(drained -> drained());
        socket.exceptionHandler(failure -> LOG.debug("A socket of the bridge failed", failure));
        socket.closeHandler(closed -> finish());
        socket.shutdownHandler(stopping -> end());
        beat = context.vertx().setPeriodic(BEAT_MILLIS, id -> beat());
        framing.opening().ifPresent(this::write);
    }

    private void drained() {
        socket.resume();
        listeners.values().forEach(BridgeListener::drained);
    }

    private void beat() {
        if (++missed > MOST_MISSED) {
            end();
        } else {
            socket.writePing(Buffer.buffer("."))
                    .onFailure(gone -> LOG.debug("A client does not answer any more", gone));
        }
    }

    private void take(String frame) {
        missed = 0;
        framing.messages(frame)
                .ifPresentOrElse(
                        messages -> messages.forEach(this::takeMessage),
                        () -> close(NOT_UNDERSTOOD, "This is no frame of SockJS."));
        // Whoever does not read what they are answered is not listened to either.
        if (isFull()) {
            socket.pause();
        }
    }

    private void takeMessage(String text) {
        if (over) {
            return;
        }
        try {
            if (Json.decodeValue(text) instanceof JsonObject message) {
                take(message);
                return;
            }
        } catch (DecodeException malformed) {
            LOG.debug("A message of a client is no JSON", malformed);
        }
        refuse("invalid_json", "Send JSON objects.");
    }

    private void take(JsonObject message) {
        var type = String.valueOf(message.getValue("type"));
        if (type.equals("ping")) {
            return;
        }
        if (!(message.getValue("address") instanceof String address)) {
            refuse("missing_address", "Name an address.");
            return;
        }
        switch (type) {
            case "register" -> register(address, message);
            case "unregister" -> unregister(address);
            case "send", "publish" -> refuse("access_denied", "Nothing can be sent by the bridge; publish by the API.");
            default -> refuse("invalid_type", "type must be register, unregister or ping.");
        }
    }

    private void register(String address, JsonObject message) {
        var named = BusAddress.parse(address);
        if (named.isEmpty()) {
            refuse(
                    "access_denied",
                    "Addresses are workspace.{workspaceId}.events, and those of subscriptions of the kind BUS.");
        } else if (listeners.containsKey(address)) {
            refuse("address_already_registered", "The socket listens to this address already.");
        } else if (listeners.size() >= MOST_ADDRESSES) {
            refuse("max_handlers_reached", "A socket listens to " + MOST_ADDRESSES + " addresses at most.");
        } else {
            register(named.get(), after(message));
        }
    }

    private void register(BusAddress address, Optional<Long> after) {
        var listener = new BridgeListener(this, address.toString());
        listeners.put(address.toString(), listener);
        follow(address, listener, after).onComplete(followed -> settle(address.toString(), listener, followed));
    }

    /** Goes on after an event by which it may be others that are heard at an address. */
    void followAnew(String address, BridgeListener former, long after) {
        former.leave();
        if (!over && listeners.remove(address, former)) {
            register(BusAddress.parse(address).orElseThrow(), Optional.of(after));
        }
    }

    private void settle(String address, BridgeListener listener, AsyncResult<Boolean> followed) {
        if (followed.succeeded() && followed.result() || !listeners.remove(address, listener)) {
            return;
        }
        if (followed.cause() instanceof Problem problem && problem.is(EventsError.GONE)) {
            refuse("events_gone", problem.getMessage());
        } else {
            refuse(
                    "access_denied",
                    "There is no such address, or its events are not yours to read, or too many listen.");
        }
    }

    /** The event after which a client goes on, which it may name in a header of its message. */
    private static Optional<Long> after(JsonObject message) {
        return message.getValue("headers") instanceof JsonObject headers
                ? Optional.ofNullable(headers.getValue("Last-Event-ID"))
                        .map(String::valueOf)
                        .filter(id -> SEQUENCE.matcher(id).matches())
                        .map(Long::valueOf)
                : Optional.empty();
    }

    private Future<Boolean> follow(BusAddress address, BridgeListener listener, Optional<Long> after) {
        return mayRead(address.workspace()).compose(may -> {
            if (!may || address.isOfAll()) {
                return follow(may, address.workspace(), listener, Heard.ALL, after);
            }
            return context.onBus()
                    .apply(address)
                    .compose(those -> follow(!those.isEmpty(), address.workspace(), listener, Heard.of(those), after));
        });
    }

    private Future<Boolean> follow(
            boolean may, WorkspaceId workspace, BridgeListener listener, Heard heard, Optional<Long> after) {
        if (!may || listener.isGone() || over) {
            return Future.succeededFuture(may);
        }
        var access = new TailAccess(
                by.principal(),
                by.credential().expiresAt(),
                () -> request.isStillAdmitted()
                        .compose(known -> known ? mayRead(workspace) : Future.succeededFuture(false)),
                changed -> context.changes().listen(by.principal(), workspace, changed));
        try {
            var tail = context.tails().open(workspace, access, listener);
            listener.follows(tail, heard);
            return context.tails().begin(tail, workspace, after).map(true);
        } catch (Problem tooMany) {
            LOG.debug("A socket of the bridge cannot listen to more", tooMany);
            return Future.succeededFuture(false);
        }
    }

    private Future<Boolean> mayRead(WorkspaceId workspace) {
        return context.authorizer()
                .access(by, workspace)
                .map(found -> found.filter(access -> access.allows(EventPermissions.EVENTS_READ))
                        .isPresent());
    }

    private void unregister(String address) {
        var listener = listeners.remove(address);
        if (listener != null) {
            listener.leave();
        }
    }

    private void refuse(String what, String why) {
        send(new JsonObject().put("type", "err").put("body", what).put("message", why));
    }

    /** A socket that has closed takes nothing any more, and cannot be asked. */
    boolean isFull() {
        return socket.isClosed() || socket.writeQueueFull();
    }

    void send(JsonObject message) {
        write(framing.frame(message.encode()));
    }

    private void write(String frame) {
        if (!over) {
            socket.writeTextMessage(frame).onFailure(gone -> LOG.debug("A client has gone", gone));
        }
    }

    /** Its client may come back, and goes on where it is allowed to. */
    void end() {
        close(GOING_AWAY, "You may not read these events any more, or the server stops.");
    }

    private void close(short status, String reason) {
        if (!over) {
            framing.close(socket, status, reason).onFailure(gone -> LOG.debug("A client has gone", gone));
            finish();
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            context.vertx().cancelTimer(beat);
            listeners.values().forEach(BridgeListener::leave);
            listeners.clear();
            place.run();
        }
    }
}
