package dev.guildhall.events.internal.bridge;

import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Optional;

/** How messages go over a WebSocket. */
enum Framing {
    /** One message is one frame. */
    PLAIN {
        @Override
        Optional<String> opening() {
            return Optional.empty();
        }

        @Override
        Optional<List<String>> messages(String frame) {
            return Optional.of(List.of(frame));
        }

        @Override
        String frame(String message) {
            return message;
        }

        @Override
        Future<Void> close(ServerWebSocket socket, short status, String reason) {
            return socket.close(status, reason);
        }
    },
    /** As SockJS 0.3 has it: an array of messages, each a text of its own, after a letter. */
    SOCKJS {
        @Override
        Optional<String> opening() {
            return Optional.of("o");
        }

        @Override
        Optional<List<String>> messages(String frame) {
            if (frame.isEmpty()) {
                return Optional.of(List.of());
            }
            try {
                var decoded = Json.decodeValue(frame);
                var all = decoded instanceof JsonArray array ? array.getList() : List.of(decoded);
                return all.stream().allMatch(String.class::isInstance)
                        ? Optional.of(all.stream().map(String.class::cast).toList())
                        : Optional.empty();
            } catch (DecodeException | NullPointerException malformed) {
                return Optional.empty();
            }
        }

        @Override
        String frame(String message) {
            return "a" + new JsonArray().add(message).encode();
        }

        @Override
        Future<Void> close(ServerWebSocket socket, short status, String reason) {
            return socket.writeTextMessage(
                            "c" + new JsonArray().add(status).add(reason).encode())
                    .transform(written -> socket.close());
        }
    };

    /** What is sent first. */
    abstract Optional<String> opening();

    /** The messages in a frame of a client; empty when it is none. */
    abstract Optional<List<String>> messages(String frame);

    abstract String frame(String message);

    abstract Future<Void> close(ServerWebSocket socket, short status, String reason);
}
