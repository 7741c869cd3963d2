package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.outbound.FakeNames;
import dev.guildhall.core.outbound.GuardedRequest;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names with a slow name server: webhooks and calls of other workspaces go on while their lookups hang. */
class SlowNamesTest {

    /** Each takes five seconds: one after the other, or four at a time, nobody else would be served in time. */
    private static final int SLOW = 40;

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static FakeNames names;
    private static OutboundGuard outbound;
    private static EventsHarness harness;
    private static WebhookReceiver receiver;

    @BeforeAll
    static void start() throws TimeoutException {
        names = FakeNames.start(BENCH.vertx());
        outbound = names.outbound();
        harness = new EventsHarness(BENCH, outbound);
        receiver = WebhookReceiver.start(BENCH.vertx());
    }

    @Test
    void stopNobodyElse() {
        var flooded = workspace();
        var quiet = workspace();
        IntStream.range(0, SLOW).forEach(each -> subscribe(flooded, "a.moody" + each + ".example"));
        subscribe(quiet, "hooks.quiet.example");
        names.silence("moody");

        harness.record(flooded, "order.placed");
        Await.until(() -> assertThat(names.unanswered()).hasSize(SLOW));
        harness.record(quiet, "order.placed");

        Await.until(() -> assertThat(receiver.calls()).hasSize(1));
        assertThat(receiver.calls().get(0).event().getString("workspace")).isEqualTo(quiet.toString());
        var call = new GuardedRequest(
                HttpMethod.GET, URI.create(at("api.quiet.example")), Map.of(), null, Duration.ofSeconds(10));
        assertThat(Await.result(outbound.send(call)).status()).isEqualTo(200);
        subscribe(quiet, "others.quiet.example");
    }

    private static void subscribe(WorkspaceId workspace, String host) {
        var subscription = new JsonObject()
                .put("name", "CRM")
                .put("types", new JsonArray().add("order.*"))
                .put("sink", new JsonObject().put("kind", "webhook").put("url", at(host)));
        harness.clientWith(workspace, "subscriptions.manage")
                .post("/api/workspaces/" + workspace + "/subscriptions", subscription)
                .expect(201);
    }

    private static String at(String host) {
        return receiver.url().replace("127.0.0.1", host);
    }
}
