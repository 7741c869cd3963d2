package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Results that come in a stream, over real HTTP, from one extension and through another. */
class StreamedResultsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestWorkspace acme;
    private static String source;
    private static String relay;

    @BeforeAll
    static void install() {
        var product = TestProduct.start(BENCH, BENCH.product("streams").assemble());
        source = TestProduct.name("source");
        relay = TestProduct.name("relay");
        var number = new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put("number", new JsonObject().put("type", "integer")));
        product.publish(ExtensionJar.of(source, "1.0.0")
                .manifest(
                        "provides",
                        JsonArray.of(
                                offer(source + ".number.count")
                                        .put("streams", true)
                                        .put("output", number),
                                offer(source + ".flood.pour").put("streams", true),
                                offer(source + ".flood.level"),
                                offer(source + ".one.give")))
                .extension("""
                    private final java.util.concurrent.atomic.AtomicInteger poured =
                            new java.util.concurrent.atomic.AtomicInteger();
                    private volatile boolean stopped;

                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.stream("$key.number.count", (call, results) -> {
                            for (var number = 1; number <= call.input().getInteger("to"); number++) {
                                results.send(new JsonObject().put("number", number)).await();
                            }
                            if (call.input().containsKey("then")) {
                                switch (call.input().getString("then")) {
                                    case "fail" -> throw ExtensionException.conflict("COUNT.ENOUGH", "No more");
                                    default -> results.send(new JsonObject().put("number", "many")).await();
                                }
                            }
                            return Future.succeededFuture();
                        });
                        handlers.stream("$key.flood.pour", (call, results) -> {
                            var drop = new JsonObject().put("drop", "x".repeat(1_000_000));
                            try {
                                while (true) {
                                    results.send(drop).await();
                                    poured.incrementAndGet();
                                }
                            } finally {
                                stopped = true;
                            }
                        });
                        handlers.capability("$key.flood.level", call -> Future.succeededFuture(
                                new JsonObject().put("poured", poured.get()).put("stopped", stopped)));
                        handlers.capability("$key.one.give", call -> Future.succeededFuture(
                                new JsonObject().put("only", true)));
                        return Future.succeededFuture();
                    }
                    """.replace("$key", source))
                .bytes());
        product.publish(ExtensionJar.of(relay, "1.0.0")
                .manifest(
                        "provides", JsonArray.of(offer(relay + ".number.double").put("streams", true)))
                .manifest(
                        "requires",
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        JsonArray.of(new JsonObject().put("key", source + ".number.count"))))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.stream("$relay.number.double", (call, results) -> workspace.stream(
                                CapabilityCall.of("$source.number.count", call.input()),
                                item -> results.send(new JsonObject().put("number", 2 * item.getInteger("number")))));
                        return Future.succeededFuture();
                    }
                    """.replace("$relay", relay).replace("$source", source))
                .bytes());
        acme = product.workspace();
        acme.install(source).expect(201);
        acme.install(relay).expect(201);
    }

    private static JsonObject offer(String key) {
        return new JsonObject().put("key", key).put("version", "1.0.0");
    }

    private static HttpTester asking(String mediaType) {
        return acme.asOwner().withHeader("Accept", mediaType);
    }

    private static String path(String capability) {
        return acme.path() + "/capabilities/" + capability;
    }

    private static JsonObject to(int number) {
        return new JsonObject().put("to", number);
    }

    @Test
    void comesAsLinesInOrder() {
        var answer = asking("application/x-ndjson").post(path(source + ".number.count"), to(100));

        assertThat(answer.expect(200).header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(answer.body().lines())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 100)
                        .mapToObj(number -> "{\"number\":" + number + "}")
                        .toList());
    }

    @Test
    void comesAsEventsThatSayHowItEnded() {
        var events = asking("text/event-stream");

        assertThat(events.post(path(source + ".number.count"), to(1))
                        .expect(200)
                        .body())
                .isEqualTo("event: item\ndata: {\"number\":1}\n\nevent: end\ndata: {}\n\n");
        assertThat(events.post(path(source + ".number.count"), to(1).put("then", "fail"))
                        .expect(200)
                        .body())
                .contains("event: error")
                .contains("COUNT.ENOUGH")
                .doesNotContain("event: end");
    }

    @Test
    void comesAtOnceToWhomAsksForOneResult() {
        var all = acme.invoke(source + ".number.count", to(2)).expect(200).data();

        assertThat(all.getJsonArray("items").encode()).isEqualTo("[{\"number\":1},{\"number\":2}]");
    }

    @Test
    void whatIsSingleIsAStreamOfOne() {
        var answer = asking("application/x-ndjson").post(path(source + ".one.give"), new JsonObject());

        assertThat(answer.expect(200).body()).isEqualTo("{\"only\":true}\n");
    }

    @Test
    void goesThroughAnotherExtensionItemByItem() {
        var answer = asking("application/x-ndjson").post(path(relay + ".number.double"), to(3));

        assertThat(answer.expect(200).body().lines())
                .containsExactlyElementsOf(List.of("{\"number\":2}", "{\"number\":4}", "{\"number\":6}"));
    }

    @Test
    void endsWithTheItemThatItsOwnSchemaRefuses() {
        var answer = asking("text/event-stream").post(path(source + ".number.count"), to(1).put("then", "lie"));

        assertThat(answer.expect(200).body()).contains("CAPABILITY.FAILED").doesNotContain("many");
    }

    @Test
    void whatFailsBeforeTheFirstItemIsAnOrdinaryError() {
        var lines = asking("application/x-ndjson");

        lines.post(path(source + ".number.count"), to(0).put("then", "fail")).expect(409);
        lines.post(path("nothing.at.all"), to(0)).expect(404, "CAPABILITY.NOT_FOUND");
        lines.withHeader("Idempotency-Key", "a")
                .post(path(source + ".number.count"), to(0))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void waitsForWhoReadsNothingAndEndsWhenTheyGo() {
        var client = BENCH.vertx().createHttpClient();
        var uri = URI.create(acme.asOwner().base() + path(source + ".flood.pour"));
        var request = Await.result(client.request(HttpMethod.POST, uri.getPort(), uri.getHost(), uri.getPath()));
        var answer = Await.result(request.putHeader("Authorization", "Bearer " + TestAuthenticator.user(acme.owner()))
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept", "application/x-ndjson")
                .send("{}"));
        answer.pause();
        Await.until(() -> assertThat(level().getInteger("poured")).isPositive());

        Await.result(request.connection().close());

        Await.until(() -> assertThat(level().getBoolean("stopped")).isTrue());
        // All that a stream may be is 64: it would have come to its end if it had not waited.
        assertThat(level().getInteger("poured")).isLessThan(60);
        Await.result(client.close());
    }

    private static JsonObject level() {
        return acme.invoke(source + ".flood.level", new JsonObject())
                .expect(200)
                .data();
    }
}
