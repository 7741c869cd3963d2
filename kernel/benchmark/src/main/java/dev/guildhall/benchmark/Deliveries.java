package dev.guildhall.benchmark;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Webhooks to an endpoint on this machine that says yes at once: the product delivers what happened before a subscription
 * was made, and beside it the HTTP client that it uses posts as many such bodies in loops, one for each subscription.
 */
final class Deliveries implements AutoCloseable {

    private static final int PER_PUBLICATION = 50;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final String TYPE = "parcel.sent";
    private static final Buffer BODY = new JsonObject()
            .put("specversion", "1.0")
            .put("id", "01a22a2a-501f-7315-9cb5-bb11859a1397")
            .put("source", "/api/workspaces/01a22a2a-5363-7a63-8227-7e26b0b8e441")
            .put("type", TYPE)
            .put("time", "2026-01-01T00:00:00Z")
            .put("sequence", 4711)
            .put("data", data())
            .toBuffer();

    private final Vertx vertx;
    private final ApiClient admin;
    private final List<String> workspaces;
    private final int events;
    private final List<String> subscriptions = new ArrayList<>();
    private final AtomicLong received = new AtomicLong();
    private final HttpServer server;

    private Deliveries(Vertx vertx, ApiClient admin, List<String> workspaces, int events) throws Exception {
        this.vertx = vertx;
        this.admin = admin;
        this.workspaces = workspaces;
        this.events = events;
        this.server = result(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    received.incrementAndGet();
                    request.response().setStatusCode(204).end();
                }))
                .listen(0, "127.0.0.1"));
    }

    /** With so many events in all the workspaces together. */
    static Deliveries prepare(Vertx vertx, ApiClient admin, List<String> workspaces, int events) throws Exception {
        var prepared = new Deliveries(vertx, admin, workspaces, events);
        for (var workspace : workspaces) {
            prepared.publish(workspace, events / workspaces.size());
        }
        return prepared;
    }

    private void publish(String workspace, int number) throws Exception {
        var batch = new JsonArray();
        for (var i = 0; i < PER_PUBLICATION; i++) {
            batch.add(new JsonObject().put("type", TYPE).put("data", data()));
        }
        for (var i = 0; i < number / PER_PUBLICATION; i++) {
            admin.post("/api/workspaces/" + workspace + "/events", batch.encode());
        }
    }

    private static JsonObject data() {
        return new JsonObject().put("total", 12.5).put("currency", "EUR").put("customer", "Ada");
    }

    private void subscribe(String workspace) throws Exception {
        var sink = new JsonObject().put("kind", "WEBHOOK").put("url", url());
        var wanted = new JsonObject()
                .put("name", "Deliveries")
                .put("types", JsonArray.of(TYPE))
                .put("sink", sink);
        var path = "/api/workspaces/" + workspace + "/subscriptions";
        subscriptions.add(path + "/"
                + admin.call("POST", path, wanted).getJsonObject("data").getString("id"));
    }

    private String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    /** All the events delivered to new subscriptions, one in each workspace, from when that was asked for until the last has come. */
    Load.Outcome ours(int connections, int seconds) throws Exception {
        for (var workspace : workspaces) {
            subscribe(workspace);
        }
        var outcome = timed(() -> {
            for (var subscription : subscriptions) {
                admin.call("POST", subscription + "/replay", new JsonObject().put("after", 0));
            }
        });
        for (var subscription : subscriptions) {
            admin.call("DELETE", subscription, null);
        }
        subscriptions.clear();
        return outcome;
    }

    /** As many requests by a client, in as many loops as there are workspaces. */
    Load.Outcome theirs(int connections, int seconds) throws Exception {
        var client = vertx.createHttpClient();
        try {
            return timed(() ->
                    IntStream.range(0, workspaces.size()).forEach(i -> post(client, events / workspaces.size())));
        } finally {
            result(client.close());
        }
    }

    /** One after the other; when one fails they do not all come. */
    private void post(HttpClient client, int left) {
        if (left == 0) {
            return;
        }
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url())
                .putHeader("Content-Type", "application/cloudevents+json")
                .putHeader("webhook-id", "01a22a2a-501f-7315-9cb5-bb11859a1397")
                .putHeader("webhook-timestamp", "1767225600")
                .putHeader("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=");
        client.request(options)
                .compose(request -> request.send(BODY))
                .compose(response -> response.end())
                .onSuccess(done -> post(client, left - 1))
                .onFailure(Throwable::printStackTrace);
    }

    private interface Start {
        void run() throws Exception;
    }

    private Load.Outcome timed(Start start) throws Exception {
        received.set(0);
        var began = System.nanoTime();
        start.run();
        while (received.get() < events) {
            if (System.nanoTime() - began > LONGEST_NANOS) {
                throw new IllegalStateException(received + " of " + events + " deliveries came");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return Load.Outcome.ofAll(events, (System.nanoTime() - began) / 1e9);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        result(server.close());
    }
}
