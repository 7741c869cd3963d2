package dev.guildhall.events;

import dev.guildhall.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An endpoint somewhere else, which answers as the test says. */
final class WebhookReceiver {

    /** One request as it came. */
    record Call(Map<String, String> headers, Buffer body) {

        JsonObject event() {
            return body.toJsonObject();
        }

        long sequence() {
            return event().getLong("sequence");
        }

        /** Whether one of the signatures was made with this secret; HMAC as RFC 2104 has it, from scratch. */
        boolean isSignedWith(String secret) {
            var content = headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + ".";
            var signed = Buffer.buffer(content).appendBuffer(body).getBytes();
            var expected = "v1," + Base64.getEncoder().encodeToString(hmac(key(secret), signed));
            return signatures().contains(expected);
        }

        /** Separated by spaces, as Standard Webhooks has them. */
        List<String> signatures() {
            return List.of(headers.get("webhook-signature").split(" "));
        }

        private static byte[] key(String secret) {
            return Arrays.copyOf(Base64.getDecoder().decode(secret.substring("whsec_".length())), 64);
        }

        private static byte[] hmac(byte[] key, byte[] content) {
            return sha256(padded(key, 0x5c), sha256(padded(key, 0x36), content));
        }

        private static byte[] padded(byte[] key, int pad) {
            var padded = key.clone();
            for (var i = 0; i < padded.length; i++) {
                padded[i] ^= (byte) pad;
            }
            return padded;
        }

        private static byte[] sha256(byte[] first, byte[] second) {
            try {
                var digest = MessageDigest.getInstance("SHA-256");
                digest.update(first);
                return digest.digest(second);
            } catch (NoSuchAlgorithmException everyJvmHasIt) {
                throw new IllegalStateException(everyJvmHasIt);
            }
        }
    }

    /** The status that makes the receiver never answer. */
    static final int HANG = 0;

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Function<Call, Integer> status = call -> 200;
    private volatile String more = "";
    private volatile Map<String, String> headers = Map.of();

    private WebhookReceiver(Vertx vertx) {
        this.server = Await.result(
                vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
    }

    static WebhookReceiver start(Vertx vertx) {
        return new WebhookReceiver(vertx);
    }

    /** Adds this to what it answers. */
    WebhookReceiver saying(String text) {
        more = text;
        return this;
    }

    /** Adds this header to what it answers. */
    WebhookReceiver wanting(String name, String value) {
        return wanting(Map.of(name, value));
    }

    WebhookReceiver wanting(Map<String, String> told) {
        headers = told;
        return this;
    }

    WebhookReceiver answering(Function<Call, Integer> decided) {
        status = decided;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/hook?for=test";
    }

    List<Call> calls() {
        return calls;
    }

    List<Long> sequences() {
        return calls.stream().map(Call::sequence).toList();
    }

    private void receive(HttpServerRequest request) {
        var sent = request.headers().entries().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, (a, b) -> a));
        request.body().onSuccess(body -> {
            var call = new Call(sent, body);
            calls.add(call);
            var answer = status.apply(call);
            if (answer != HANG) {
                headers.forEach(request.response()::putHeader);
                request.response().setStatusCode(answer).end("answer " + answer + more, StandardCharsets.UTF_8.name());
            }
        });
    }
}
