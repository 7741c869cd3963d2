package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.WebhookReceiver.Call;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Webhooks that are asked whether they want to be sent to, and how much. */
class VerifiedWebhooksTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String ORIGIN = "localhost";

    private static EventsHarness harness;

    private final WorkspaceId acme = workspace();
    private final HttpTester manager = harness.clientWith(acme, "subscriptions.manage");
    private final WebhookReceiver receiver = WebhookReceiver.start(BENCH.vertx());

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private HttpTester.Response create(JsonObject more) {
        var sink = new JsonObject()
                .put("kind", "WEBHOOK")
                .put("url", receiver.url())
                .mergeIn(more);
        return manager.post(
                "/api/workspaces/" + acme + "/subscriptions",
                new JsonObject()
                        .put("name", "CRM")
                        .put("types", JsonArray.of("order.*"))
                        .put("sink", sink));
    }

    private static JsonObject verified() {
        return new JsonObject().put("verify", true);
    }

    private static boolean isQuestion(Call call) {
        return call.headers().containsKey("webhook-request-origin");
    }

    @Test
    void aUrlThatAgreesIsSentTo() {
        receiver.wanting("WebHook-Allowed-Origin", ORIGIN);

        var created = create(verified()).expect(201).data();

        assertThat(created.getJsonObject("sink").getBoolean("verified")).isTrue();
        assertThat(receiver.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.headers()).containsEntry("webhook-request-origin", ORIGIN));
        harness.record(acme, "order.made");
        Await.until(() -> assertThat(receiver.calls()).hasSize(2));
    }

    @Test
    void aUrlThatDoesNotAgreeIsRefusedAndNeverSentTo() {
        var silent = create(verified()).expect(400, "REQUEST.INVALID").json();
        receiver.wanting("WebHook-Allowed-Origin", "somebody.example.com");
        create(verified()).expect(400, "REQUEST.INVALID");
        receiver.wanting("WebHook-Allowed-Origin", "*").answering(call -> 405);
        create(verified()).expect(400, "REQUEST.INVALID");

        assertThat(silent.getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("sink.url");
        harness.record(acme, "order.made");
        assertThat(receiver.calls()).hasSize(3).allMatch(VerifiedWebhooksTest::isQuestion);
    }

    @Test
    void itIsSentNoMoreThanItAllows() {
        var times = new CopyOnWriteArrayList<Instant>();
        receiver.wanting("WebHook-Allowed-Rate", "300").answering(call -> {
            times.add(Instant.now());
            return 200;
        });
        var asked = new JsonObject().put("maxPerMinute", 600);

        var created = create(asked).expect(201).data();
        for (var i = 0; i < 8; i++) {
            harness.record(acme, "order.made");
        }

        assertThat(created.getJsonObject("sink").getInteger("maxPerMinute")).isEqualTo(600);
        assertThat(receiver.calls()).noneMatch(VerifiedWebhooksTest::isQuestion);
        Await.until(() -> assertThat(times).hasSize(8));
        assertThat(Duration.between(times.get(0), times.get(7))).isGreaterThan(Duration.ofMillis(600));
    }

    @Test
    void theSmallerOfWhatIsAskedAndAllowedHolds() {
        receiver.wanting(Map.of("WebHook-Allowed-Origin", "*", "WebHook-Allowed-Rate", "120"));

        assertThat(List.of(
                        create(verified().put("maxPerMinute", 600)).expect(201).data(),
                        create(verified().put("maxPerMinute", 60)).expect(201).data(),
                        create(verified()).expect(201).data()))
                .extracting(created -> created.getJsonObject("sink").getInteger("maxPerMinute"))
                .containsExactly(120, 60, 120);
        assertThat(receiver.calls().get(0).headers()).containsEntry("webhook-request-rate", "600");
        create(new JsonObject().put("maxPerMinute", 0)).expect(400, "REQUEST.INVALID");
    }
}
