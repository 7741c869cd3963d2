package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonObject;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Publishes numbered events one after the other, as a careful client does: what was not answered, or refused for a
 * moment, is sent again under the same key until it is known to be carried out.
 */
final class EventWriter {

    private static final long PAUSE_MILLIS = 100;

    private final String name;
    private final String workspace;
    private final Supplier<HttpTester> client;
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private volatile boolean stopping;

    /** @param client the server at this moment, for it may have moved */
    EventWriter(String name, String workspace, Supplier<HttpTester> client) {
        this.name = name;
        this.workspace = workspace;
        this.client = client;
    }

    /** Writes until it is told to stop; fails with an answer that no client may get. */
    CompletableFuture<Void> run() {
        return publish(written.get() + 1).thenCompose(settled -> {
            written.incrementAndGet();
            return stopping ? CompletableFuture.completedFuture(null) : run();
        });
    }

    /** Makes it end with the event under way. */
    void stop() {
        stopping = true;
    }

    String name() {
        return name;
    }

    /** How many of its events are carried out, from the first on. */
    int written() {
        return written.get();
    }

    int repeats() {
        return repeats.get();
    }

    /** The events it was told of, which are all but those whose answer is lost for good. */
    Queue<String> acknowledged() {
        return acknowledged;
    }

    private CompletableFuture<Void> publish(int number) {
        var event = new JsonObject()
                .put("type", "order.placed")
                .put("data", new JsonObject().put("writer", name).put("number", number));
        return client.get()
                .withHeader("Idempotency-Key", name + "-" + number)
                .sendAsync("POST", "/api/workspaces/" + workspace + "/events", event)
                .handle((answer, lost) -> lost == null && isSettled(answer))
                .thenCompose(settled -> settled ? CompletableFuture.completedFuture(null) : publishLater(number));
    }

    private CompletableFuture<Void> publishLater(int number) {
        repeats.incrementAndGet();
        return CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                .thenCompose(paused -> publish(number));
    }

    private boolean isSettled(Response answer) {
        if (answer.status() == 202) {
            acknowledged.add(answer.list().getJsonObject(0).getString("id"));
            return true;
        }
        if (answer.status() == 409 && answer.json().getString("code").equals("REQUEST.IDEMPOTENCY_ANSWER_LOST")) {
            return true;
        }
        assertThat(answer.status()).as(answer.body()).isIn(409, 503);
        assertThat(answer.header("Retry-After")).as(answer.body()).isNotNull();
        return false;
    }
}
