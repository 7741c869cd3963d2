package dev.guildhall.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/** The endpoint of all webhooks, which takes whatever is sent and says so at once. */
final class WebhookReceiver {

    private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();
    private final ConcurrentHistogram delays = new ConcurrentHistogram(TimeUnit.HOURS.toMillis(1), 3);
    private final HttpServer server;

    private WebhookReceiver(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(this::receive);
    }

    static WebhookReceiver start(Vertx vertx) throws Exception {
        var receiver = new WebhookReceiver(vertx);
        receiver.server
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return receiver;
    }

    /** The URL of a webhook whose events go into this inbox. */
    String url(String name, Inbox inbox) {
        inboxes.put("/" + name, inbox);
        return "http://127.0.0.1:" + server.actualPort() + "/" + name;
    }

    /** How many milliseconds after it happened each event came. */
    ConcurrentHistogram delays() {
        return delays;
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> take(request, body)).onFailure(cut -> {
            // Its sender was killed, and it comes again.
        });
    }

    private void take(HttpServerRequest request, Buffer body) {
        var event = new JsonObject(body);
        inboxes.get(request.path()).take(event);
        var delay = Duration.between(Instant.parse(event.getString("time")), Instant.now());
        delays.recordValue(Math.max(0, delay.toMillis()));
        request.response().setStatusCode(204).end().onFailure(gone -> {
            // It was killed before it had the answer.
        });
    }
}
