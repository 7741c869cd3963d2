package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What subscriptions are sent once more. */
class ReplaysTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;

    private final WorkspaceId acme = workspace();
    private final HttpTester manager = harness.clientWith(acme, "subscriptions.manage");
    private final WebhookReceiver receiver = WebhookReceiver.start(BENCH.vertx());

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private String subscribe(String... types) {
        return manager.post(
                        "/api/workspaces/" + acme + "/subscriptions",
                        new JsonObject()
                                .put("name", "CRM")
                                .put("types", new JsonArray(List.of(types)))
                                .put("ordered", true)
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "WEBHOOK").put("url", receiver.url())))
                .expect(201)
                .header("Location");
    }

    private JsonObject replay(String subscription, JsonObject from) {
        return manager.post(subscription + "/replay", from).expect(202).data();
    }

    private static JsonObject after(long sequence) {
        return new JsonObject().put("after", sequence);
    }

    private List<String> received() {
        return receiver.calls().stream()
                .map(call -> call.event().getString("id"))
                .toList();
    }

    private void awaitReceived(List<UUID> ids) {
        Await.until(() -> assertThat(received())
                .containsExactlyElementsOf(ids.stream().map(UUID::toString).toList()));
    }

    /** What was received is noted a moment later, and is delivered once more only then. */
    private void awaitNothingPending(String subscription) {
        Await.until(() -> assertThat(manager.get(subscription + "/deliveries?pageSize=1&filter=state%3D%22PENDING%22")
                        .expect(200)
                        .list())
                .isEmpty());
    }

    @Test
    void sendsInOrderWhatWasForItEvenBeforeItWasThere() {
        var skipped = harness.record(acme, "order.skipped");
        var early = harness.record(acme, "order.early");
        harness.record(acme, "invoice.made");
        var subscription = subscribe("order.*");
        var late = harness.record(acme, "order.late");
        awaitReceived(List.of(late));
        awaitNothingPending(subscription);
        assertThat(skipped).isNotNull();

        var begun = replay(subscription, after(1));

        assertThat(begun.getLong("after")).isEqualTo(1);
        assertThat(begun.getLong("until")).isEqualTo(5);
        awaitReceived(List.of(late, early, late));
        var next = harness.record(acme, "order.next");
        awaitReceived(List.of(late, early, late, next));
        Await.until(() -> assertThat(manager.get(subscription + "/deliveries").expect(200).list().stream()
                        .map(delivery -> ((JsonObject) delivery).getString("state"))
                        .toList())
                .containsExactly("DELIVERED", "DELIVERED", "DELIVERED"));
    }

    @Test
    void beginsWithTheFirstEventSinceATime() {
        var subscription = subscribe("order.*");
        var ids = IntStream.range(0, 7)
                .mapToObj(n -> harness.record(acme, "order.n" + n))
                .toList();
        awaitReceived(ids);
        awaitNothingPending(subscription);
        BENCH.sql(
                "update guildhall.event set time = time + sequence * interval '1 hour' where tenant_id = $1",
                acme.value());
        var fifth = BENCH.sql("select time from guildhall.event where id = $1", ids.get(4))
                .iterator()
                .next()
                .getOffsetDateTime(0);

        var begun = replay(subscription, new JsonObject().put("since", fifth.toString()));

        assertThat(begun.getLong("after")).isEqualTo(5);
        var sent = new ArrayList<>(ids);
        sent.addAll(ids.subList(4, 7));
        awaitReceived(sent);
        assertThat(replay(subscription, new JsonObject().put("since", "1999-01-01T00:00:00+02:00"))
                        .getLong("after"))
                .isZero();
        assertThat(replay(subscription, new JsonObject().put("since", "2999-01-01T00:00:00Z"))
                        .getLong("after"))
                .isEqualTo(8);
    }

    @Test
    void sendsPageAfterPageAndFromAnewWhenItIsAskedToMeanwhile() {
        var subscription = subscribe("order.*");
        manager.patch(subscription, new JsonObject().put("ordered", false)).expect(200);
        Await.result(BENCH.database().inTransaction(acme, tx -> {
            IntStream.range(0, 450)
                    .forEach(n -> harness.events.outbox().append(tx, acme, EventsHarness.event("order.n" + n)));
            return Future.succeededFuture();
        }));
        Await.until(() -> assertThat(received()).hasSize(450));
        awaitNothingPending(subscription);

        replay(subscription, after(0));
        replay(subscription, after(0));

        awaitNothingPending(subscription);
        Await.until(() -> assertThat(BENCH.sql(
                                "select state from guildhall.event_cursor where tenant_id = $1 and kind = 'replay'",
                                acme.value())
                        .iterator()
                        .next()
                        .getString(0))
                .isEqualTo("PAUSED"));
        Await.until(() -> assertThat(received()).hasSizeGreaterThanOrEqualTo(900));
        assertThat(received().stream().distinct()).hasSize(450);
    }

    @Test
    void isRefusedWhereNothingIsSent() {
        var subscription = subscribe("order.*");
        manager.patch(subscription, new JsonObject().put("enabled", false)).expect(200);

        manager.post(subscription + "/replay", after(0)).expect(409, "SUBSCRIPTION.DISABLED");

        var stranger = harness.clientWith(workspace(), "subscriptions.manage");
        stranger.post(subscription + "/replay", after(0)).expect(404, "WORKSPACE.NOT_FOUND");
        manager.delete(subscription).expect(204);
        manager.post(subscription + "/replay", after(0)).expect(404, "SUBSCRIPTION.NOT_FOUND");
        assertThat(BENCH.sql(
                        "select 1 from guildhall.event_cursor where tenant_id = $1 and kind = 'replay'", acme.value()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | at least 1",
                "{'after': 1, 'since': '2026-01-01T00:00:00Z'}   | after",
                "{'after': -1}                                   | after",
                "{'after': 'x'}                                  | after",
                "{'since': 'yesterday'}                          | since",
                "{'since': 7}                                    | since"
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        var subscription = subscribe("order.*");

        var refused = manager.send("POST", subscription + "/replay", body.replace('\'', '"'))
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.body()).contains(field);
    }
}
