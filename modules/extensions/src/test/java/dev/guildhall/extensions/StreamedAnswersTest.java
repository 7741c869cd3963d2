package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an extension takes of an answer from outside as it comes. */
class StreamedAnswersTest {

    private static final Duration SHORT = Duration.ofMillis(500);

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    /** Those that are not ended, by their paths. */
    private static final Map<String, HttpServerResponse> OPEN = new ConcurrentHashMap<>();

    private static World world;
    private static String key;
    private static String base;

    @BeforeAll
    static void publish() {
        world = new World(BENCH);
        key = World.extensionKey();
        world.publish(ExtensionJar.of(key, "1.0.0")
                .manifest("manifest", 1)
                .manifest("egress", JsonArray.of("localhost"))
                .provides(key + ".http.read")
                .provides(key + ".http.count")
                .extension("""
                    private final List<String> came = Collections.synchronizedList(new ArrayList<>());

                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("$key.http.read", call -> workspace.http()
                                .stream(OutboundRequest.get(java.net.URI.create(call.input().getString("url"))), piece -> {
                                    came.add(piece.toString());
                                    return Future.succeededFuture();
                                })
                                .map(answer -> new JsonObject()
                                        .put("came", String.join("", came))
                                        .put("status", answer.status())
                                        .put("body", answer.body().toString())));
                        handlers.capability("$key.http.count", call -> Future.succeededFuture(
                                new JsonObject().put("pieces", came.size())));
                        return Future.succeededFuture();
                    }
                    """.replace("$key", key)));
        var server = Await.result(BENCH.vertx()
                .createHttpServer()
                .requestHandler(StreamedAnswersTest::serve)
                .listen(0, "localhost"));
        base = "http://localhost:" + server.actualPort();
    }

    private static void serve(HttpServerRequest request) {
        var response = request.response();
        if (request.path().equals("/refused")) {
            response.setStatusCode(409).end("not now");
            return;
        }
        response.setChunked(true).closeHandler(closed -> OPEN.remove(request.path()));
        OPEN.put(request.path(), response);
        response.write("first ");
    }

    private static World.Made installed() {
        var acme = world.workspace();
        acme.install(InstallationsTest.request(key).put("grantedEgress", JsonArray.of("localhost")))
                .expect(201);
        return acme;
    }

    private static JsonObject url(String path) {
        return new JsonObject().put("url", base + path);
    }

    @Test
    void comesInPiecesBeforeItHasEnded() {
        var acme = installed();
        var reading = acme.invoking(key, key + ".http.read", url("/all"));
        Await.until(() -> assertThat(
                        acme.invoke(key, key + ".http.count", new JsonObject()).getInteger("pieces"))
                .isEqualTo(1));
        assertThat(reading.isComplete()).isFalse();

        OPEN.get("/all").end("second");

        assertThat(Await.result(reading))
                .isEqualTo(new JsonObject()
                        .put("came", "first second")
                        .put("status", 200)
                        .put("body", ""));
    }

    @Test
    void hasItsBodyWhenItIsNoSuccess() {
        assertThat(installed().invoke(key, key + ".http.read", url("/refused")))
                .isEqualTo(new JsonObject().put("came", "").put("status", 409).put("body", "not now"));
    }

    @Test
    void isGivenUpWhenTheCallThatAskedForItEnds() {
        var reading = installed().invoking(key, key + ".http.read", url("/endless"), SHORT);

        assertThatThrownBy(() -> Await.result(reading)).isNotNull();

        Await.until(() -> assertThat(OPEN).doesNotContainKey("/endless"));
    }
}
