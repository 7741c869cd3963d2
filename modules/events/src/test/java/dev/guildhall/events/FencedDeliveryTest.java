package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.FreezingProxy;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What subscribers get when a node stands still in the midst of its work, another takes over, and the first wakes up. */
class FencedDeliveryTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final int EVENTS = 100;
    /** Longer than a node has to be gone before others take over, and all is delivered after that. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WorkspaceId acme = workspace();
    private final WebhookReceiver ordered = WebhookReceiver.start(BENCH.vertx());
    private final WebhookReceiver unordered = WebhookReceiver.start(BENCH.vertx());
    private final WebhookReceiver reported = WebhookReceiver.start(BENCH.vertx());

    private final List<Product> started = new ArrayList<>();
    private EventsNode second;

    @BeforeEach
    void subscribe() {
        second = SeparateNode.of(BENCH.vertx(), BENCH.applicationLogin(), "second", BENCH.outbound());
        var access = new TestAuthorizer();
        var manager = BENCH.serve(new TestAuthenticator(), access, Served.of(second.product()))
                .withBearer(TestAuthenticator.user(access.userWith(acme, "subscriptions.manage")));
        for (var receiver : List.of(ordered, unordered)) {
            manager.post(
                            "/api/workspaces/" + acme + "/subscriptions",
                            new JsonObject()
                                    .put("name", "CRM")
                                    .put("types", new JsonArray().add("load.*"))
                                    .put("ordered", receiver == ordered)
                                    .put(
                                            "sink",
                                            new JsonObject()
                                                    .put("kind", "webhook")
                                                    .put("url", receiver.url())))
                    .expect(201);
        }
        Await.result(BENCH.database()
                .inTransaction(
                        acme,
                        tx -> second.durableSubscribers().subscribe(tx, acme, SeparateNode.KIND, reported.url())));
    }

    @AfterEach
    void stop() {
        started.forEach(node -> Await.result(node.stop()));
    }

    @Test
    void keepsOrderWhenANodeIsCutOffFromItsDatabase() {
        var login = BENCH.applicationLogin();
        var way = FreezingProxy.to(BENCH.vertx(), login.getHost(), login.getPort());
        var first = SeparateNode.of(
                BENCH.vertx(), login.setHost("127.0.0.1").setPort(way.port()), "first", BENCH.outbound());
        start(first);

        whileItWorks(way::freeze);
        start(second);
        whenOthersTookOver(way::thaw);

        everythingArrivedInOrder();
    }

    @Test
    void keepsOrderWhenANodeStandsStill() throws IOException {
        var process = separateProcess();
        try {
            whileItWorks(() -> signal(process, "STOP"));
            start(second);
            whenOthersTookOver(() -> signal(process, "CONT"));

            everythingArrivedInOrder();
        } finally {
            process.destroyForcibly();
        }
    }

    private void start(EventsNode node) {
        started.add(node.product());
        Await.result(node.product().start());
    }

    private void whileItWorks(Runnable stop) {
        record(EVENTS);
        eventually(() -> assertThat(List.of(ordered, unordered, reported))
                .allSatisfy(receiver -> assertThat(receiver.calls().size()).isGreaterThan(20)));
        stop.run();
    }

    private void whenOthersTookOver(Runnable wakeUp) {
        var before = ordered.calls().size();
        record(EVENTS);
        eventually(() -> assertThat(ordered.calls().size()).isGreaterThan(before + 20));
        wakeUp.run();
        record(EVENTS);
    }

    private void everythingArrivedInOrder() {
        eventually(() -> assertThat(List.of(ordered, unordered, reported))
                .allSatisfy(receiver ->
                        assertThat(new HashSet<>(receiver.sequences()).size()).isEqualTo(3 * EVENTS)));

        assertThat(stepsBack(ordered)).isZero();
        assertThat(duplicates(ordered)).as("one at a time was under way").isLessThanOrEqualTo(1);
        assertThat(duplicates(unordered)).as("eight at a time were under way").isLessThanOrEqualTo(8);
        assertThat(stepsBack(reported))
                .as("a batch of it began again, and one event was on its way to the socket as the node stood still")
                .isLessThanOrEqualTo(2);
        assertThat(duplicates(reported)).as("a batch of it was under way").isLessThanOrEqualTo(32);
    }

    private static int duplicates(WebhookReceiver receiver) {
        return receiver.calls().size() - new HashSet<>(receiver.sequences()).size();
    }

    private static long stepsBack(WebhookReceiver receiver) {
        var sequences = receiver.sequences();
        var steps = 0;
        for (var i = 1; i < sequences.size(); i++) {
            steps += sequences.get(i) < sequences.get(i - 1) ? 1 : 0;
        }
        return steps;
    }

    private void record(int events) {
        for (var i = 0; i < events; i += 100) {
            Await.result(BENCH.database().inTransaction(acme, tx -> {
                for (var one = 0; one < 100; one++) {
                    second.outbox().append(tx, acme, EventsHarness.event("load.test"));
                }
                return Future.succeededFuture();
            }));
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(assertion);
    }

    private static Process separateProcess() throws IOException {
        var login = BENCH.applicationLogin();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SeparateNode.class.getName(),
                        login.getHost(),
                        Integer.toString(login.getPort()),
                        login.getDatabase(),
                        login.getUser(),
                        login.getPassword())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void signal(Process process, String signal) {
        try {
            var exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            assertThat(exit.waitFor()).isZero();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
