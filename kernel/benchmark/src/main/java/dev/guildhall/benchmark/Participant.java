package dev.guildhall.benchmark;

import dev.guildhall.benchmark.Talkers.Room;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A socket of somebody in a room of a workspace. */
final class Participant {

    private final WebSocket socket;
    private final Room room;
    private volatile Consumer<JsonObject> hears = frame -> {};

    private Participant(WebSocket socket, Room room) {
        this.socket = socket;
        this.room = room;
    }

    /** Joins the room; completes when its history has come. */
    static Participant join(WebSocketClient client, URI base, String token, Room room) throws Exception {
        var options = new WebSocketConnectOptions()
                .setHost(base.getHost())
                .setPort(base.getPort())
                .setURI("/ws")
                .putHeader("Authorization", "Bearer " + token);
        var socket = await(client.connect(options));
        var participant = new Participant(socket, room);
        var joined = Promise.<Void>promise();
        socket.textMessageHandler(text -> {
            var frame = new JsonObject(text);
            switch (frame.getString("type")) {
                case "history" -> joined.tryComplete();
                case "error" -> joined.tryFail(text);
                default -> participant.hears.accept(frame);
            }
        });
        await(socket.writeTextMessage(room.frame("join").encode()));
        await(joined.future());
        return participant;
    }

    /** Is told each frame from now on, on the socket's event loop. */
    void hear(Consumer<JsonObject> frames) {
        hears = frames;
    }

    void say(String text) {
        socket.writeTextMessage(room.frame("message").put("message", text).encode())
                .onFailure(gone -> System.err.println("A socket is gone: " + gone));
    }

    void leave() throws Exception {
        await(socket.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
