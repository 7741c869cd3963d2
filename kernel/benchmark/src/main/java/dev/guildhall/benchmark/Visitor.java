package dev.guildhall.benchmark;

import dev.guildhall.benchmark.Talkers.Room;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Somebody who talks in a room, a message now and then, and comes back by whichever node there is when the socket has
 * gone: after the last message they have, and saying again what was not acknowledged. All of it is on one event loop.
 */
final class Visitor {

    private static final long AGAIN_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final WebSocketClient client;
    private final List<URI> nodes;
    private final String name;
    private final String token;
    private final Room room;
    private final long pauseMillis;
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

    private final List<String> heard = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int attempts;
    private int said;
    private WebSocket socket;
    private String pending;
    private volatile long last;
    private volatile boolean isSaying;
    private volatile boolean isQuiet;
    private volatile boolean isGone;

    /**
     * @param nodes of which it takes the first, and then each in turn
     * @param pauseMillis from what it has said to what it says next
     */
    Visitor(
            Vertx vertx,
            WebSocketClient client,
            List<URI> nodes,
            String name,
            String token,
            Room room,
            long pauseMillis) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = client;
        this.nodes = nodes;
        this.name = name;
        this.token = token;
        this.room = room;
        this.pauseMillis = pauseMillis;
    }

    void begin(long delayMillis) {
        context.runOnContext(here -> {
            connect();
            vertx.setTimer(delayMillis + 1, later -> next());
        });
    }

    /** Says nothing new from now on. */
    void fallSilent() {
        isQuiet = true;
    }

    /** Whether something that was said is not acknowledged yet. */
    boolean isSaying() {
        return isSaying;
    }

    /** The sequence of the last message. */
    long last() {
        return last;
    }

    void leave() {
        isGone = true;
        context.runOnContext(here -> socket.close().onFailure(gone -> {}));
    }

    /** What was said in the room, in its order. To be read when it has left. */
    List<String> heard() {
        return heard;
    }

    List<String> acknowledged() {
        return acknowledged;
    }

    List<String> faults() {
        return faults;
    }

    /** How often what code was answered. */
    Map<String, Integer> refusals() {
        return refusals;
    }

    private void connect() {
        if (isGone) {
            return;
        }
        var node = nodes.get(attempts++ % nodes.size());
        var options = new WebSocketConnectOptions()
                .setHost(node.getHost())
                .setPort(node.getPort())
                .setURI("/ws")
                .setTimeout(5_000)
                .putHeader("Authorization", "Bearer " + token);
        client.connect(options).onSuccess(this::connected).onFailure(refused -> again());
    }

    private void again() {
        vertx.setTimer(AGAIN_MILLIS, later -> connect());
    }

    private void connected(WebSocket opened) {
        socket = opened;
        opened.textMessageHandler(text -> take(new JsonObject(text)));
        opened.closeHandler(closed -> again());
        send(frame("join"));
        if (pending != null) {
            sayPending();
        }
    }

    private void next() {
        if (!isQuiet && pending == null) {
            pending = name + " " + ++said;
            isSaying = true;
            sayPending();
        }
    }

    private void sayPending() {
        if (socket != null) {
            send(frame("message").put("message", pending).put("idempotencyKey", pending));
        }
    }

    /** A frame joins the room if none before it could. */
    private JsonObject frame(String type) {
        return room.frame(type).put("after", last);
    }

    private void send(JsonObject frame) {
        socket.writeTextMessage(frame.encode()).onFailure(gone -> {});
    }

    private void take(JsonObject frame) {
        switch (frame.getString("type")) {
            case "history" -> frame.getJsonArray("messages").forEach(message -> hear((JsonObject) message));
            case "message" -> hear(frame);
            case "error" -> {
                refusals.merge(frame.getString("code"), 1, Integer::sum);
                vertx.setTimer(pauseMillis, later -> {
                    if (pending != null) {
                        sayPending();
                    }
                });
            }
            default -> {}
        }
    }

    private void hear(JsonObject message) {
        var sequence = message.getLong("sequence");
        if (sequence != last + 1) {
            faults.add(name + " heard " + sequence + " after " + last);
        }
        last = sequence;
        if (!message.getString("role").equals("user")) {
            return;
        }
        var content = message.getString("content");
        heard.add(content);
        if (content.equals(pending)) {
            acknowledged.add(content);
            pending = null;
            isSaying = false;
            vertx.setTimer(pauseMillis, later -> next());
        }
    }
}
