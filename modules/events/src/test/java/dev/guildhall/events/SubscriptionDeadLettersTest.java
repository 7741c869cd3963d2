package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was given up on of the deliveries to a subscription, by its API. */
class SubscriptionDeadLettersTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;

    private final WorkspaceId acme = workspace();
    private final WebhookReceiver receiver = WebhookReceiver.start(BENCH.vertx());
    private final HttpTester manager = harness.clientWith(acme, "subscriptions.manage");

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private JsonObject subscription() {
        return new JsonObject()
                .put("name", "CRM")
                .put("types", new JsonArray().add("order.*"))
                .put("sink", new JsonObject().put("kind", "webhook").put("url", receiver.url()));
    }

    private String subscribe(JsonObject subscription) {
        return manager.post("/api/workspaces/" + acme + "/subscriptions", subscription)
                .expect(201)
                .header("Location");
    }

    private JsonArray letters(String subscription) {
        return manager.get(subscription + "/dead-letters").expect(200).list();
    }

    private List<Long> sequences(String subscription) {
        return letters(subscription).stream()
                .map(letter -> ((JsonObject) letter).getLong("sequence"))
                .toList();
    }

    private String subscribedInVain(String... types) {
        receiver.answering(call -> 500);
        var subscription = subscribe(subscription());
        for (var type : types) {
            harness.record(acme, type);
        }
        Await.until(() -> assertThat(letters(subscription)).hasSize(types.length));
        return subscription;
    }

    private void makeOtherEvents(String subscription, int number) {
        var id = subscription.substring(subscription.lastIndexOf('/') + 1);
        for (var i = 0; i < number; i++) {
            harness.record(acme, "other.event");
        }
        BENCH.sql(
                "insert into guildhall.webhook_delivery (tenant_id, subscription_id, id, sequence, state, attempts,"
                        + " created_at, finished_at)"
                        + " select tenant_id, $2, gen_random_uuid(), sequence, 'DEAD', 8, now(), now()"
                        + " from guildhall.event where tenant_id = $1 and type = 'other.event'",
                acme.value(),
                java.util.UUID.fromString(id));
    }

    @Test
    void sayWhatWasGivenUpOnTheOldestFirst() {
        var subscription = subscribedInVain("order.placed", "order.paid");

        var first = letters(subscription).getJsonObject(0);

        assertThat(sequences(subscription)).containsExactly(2L, 3L);
        assertThat(first.getString("type")).isEqualTo("order.placed");
        assertThat(first.getInteger("attempts")).isEqualTo(3);
        assertThat(first.getString("error")).isEqualTo("The answer had the status 500");
        assertThat(first.getString("eventId")).isNotBlank();
        assertThat(first.getInstant("since")).isNotNull();
    }

    @Test
    void aRangeOfThemIsDeliveredOnceMore() {
        var subscription = subscribedInVain("order.n1", "order.n2", "order.n3", "order.n4");
        var all = sequences(subscription);
        receiver.answering(call -> 200);

        manager.post(
                        subscription + "/dead-letters/retry",
                        new JsonObject().put("after", all.get(0)).put("until", all.get(2)))
                .expect(204);

        Await.until(() -> assertThat(sequences(subscription)).containsExactly(all.get(0), all.get(3)));
        manager.post(subscription + "/dead-letters/retry", new JsonObject().put("since", "2999-01-01T00:00:00Z"))
                .expect(204);
        manager.post(subscription + "/dead-letters/retry", new JsonObject().put("since", "yesterday"))
                .expect(400, "REQUEST.INVALID");
        assertThat(sequences(subscription)).hasSize(2);
        manager.post(subscription + "/dead-letters/retry", new JsonObject().put("since", "1999-01-01T00:00:00Z"))
                .expect(204);
        Await.until(() -> assertThat(sequences(subscription)).isEmpty());
    }

    @Test
    void comeByPagesAndFiltered() {
        var subscription = subscribedInVain("order.placed");
        makeOtherEvents(subscription, 4);

        var page = manager.get(subscription + "/dead-letters?pageSize=3").expect(200);
        var rest = manager.get(subscription + "/dead-letters?pageSize=3&pageToken="
                        + page.json().getString("nextPageToken"))
                .expect(200);

        assertThat(page.list()).hasSize(3);
        assertThat(rest.list()).hasSize(2);
        assertThat(rest.json().containsKey("nextPageToken")).isFalse();
        assertThat(manager.get(subscription + "/dead-letters?filter=type%3D%22order.placed%22")
                        .expect(200)
                        .list())
                .hasSize(1);
        assertThat(manager.get(subscription + "/dead-letters?orderBy=sequence%20desc&pageSize=1")
                        .expect(200)
                        .list()
                        .getJsonObject(0)
                        .getString("type"))
                .isEqualTo("other.event");
        manager.get(subscription + "/dead-letters?filter=color%3Dred").expect(400, "REQUEST.INVALID");
    }

    @Test
    void areDeliveredOnceMoreWhenAskedFor() {
        var subscription = subscribedInVain("order.placed", "order.paid");
        receiver.answering(call -> 200);
        var before = receiver.calls().size();

        manager.post(subscription + "/dead-letters/2/retry", null).expect(204);

        assertThat(receiver.calls()).hasSize(before + 1);
        assertThat(receiver.calls().get(before).sequence()).isEqualTo(2);
        assertThat(sequences(subscription)).containsExactly(3L);
        var delivery = manager.get(subscription + "/deliveries?filter=sequence%3D2")
                .expect(200)
                .list()
                .getJsonObject(0);
        assertThat(delivery.getString("state")).isEqualTo("DELIVERED");
        assertThat(delivery.getJsonArray("attempts")).hasSize(4);
        manager.post(subscription + "/dead-letters/2/retry", null).expect(404, "EVENT.NOT_PUT_ASIDE");
    }

    @Test
    void stayWhenTheyFailOnceMore() {
        var subscription = subscribedInVain("order.placed");
        var since = letters(subscription).getJsonObject(0).getString("since");
        receiver.answering(call -> 503);

        manager.post(subscription + "/dead-letters/2/retry", null).expect(502, "EVENT.NOT_DELIVERED");

        var letter = letters(subscription).getJsonObject(0);
        assertThat(letter.getInteger("attempts")).isEqualTo(4);
        assertThat(letter.getString("error")).isEqualTo("The answer had the status 503");
        assertThat(letter.getString("since")).isEqualTo(since);
    }

    @Test
    void areAllDeliveredOnceMoreWhenAskedFor() {
        var subscription = subscribedInVain("order.placed", "order.paid");
        receiver.answering(call -> call.sequence() == 3 ? 500 : 200);
        var before = receiver.calls().size();

        manager.post(subscription + "/dead-letters/retry", null).expect(204);

        Await.until(() -> {
            assertThat(receiver.calls()).hasSize(before + 2);
            assertThat(sequences(subscription)).containsExactly(3L);
        });
        assertThat(letters(subscription).getJsonObject(0).getInteger("attempts"))
                .isEqualTo(4);
    }

    @Test
    void keepTheOrderOfAnOrderedSubscriptionWhenTheyAreAllDeliveredOnceMore() {
        receiver.answering(call -> 500);
        var subscription = subscribe(subscription().put("ordered", true));
        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        harness.record(acme, "order.shipped");
        Await.until(() -> assertThat(sequences(subscription)).containsExactly(2L, 3L, 4L));
        receiver.answering(call -> 200);
        var before = receiver.calls().size();

        manager.post(subscription + "/dead-letters/retry", null).expect(204);

        Await.until(() -> assertThat(receiver.sequences().stream().skip(before)).containsExactly(2L, 3L, 4L));
    }

    @Test
    void ofADisabledSubscriptionWaitUntilItIsEnabled() {
        var subscription = subscribedInVain("order.placed");
        manager.patch(subscription, new JsonObject().put("enabled", false)).expect(200);
        receiver.answering(call -> 200);
        var before = receiver.calls().size();

        manager.post(subscription + "/dead-letters/retry", null).expect(204);
        Await.until(() -> assertThat(isIdle()).isTrue());
        assertThat(receiver.calls()).hasSize(before);
        manager.patch(subscription, new JsonObject().put("enabled", true)).expect(200);

        Await.until(() -> assertThat(receiver.calls()).hasSize(before + 1));
    }

    private boolean isIdle() {
        return BENCH.sql(
                                "select from guildhall.webhook_queue where tenant_id = $1 and lease_owner is null"
                                        + " and due_at is null",
                                acme.value())
                        .size()
                == 1;
    }

    @Test
    void areForgottenWhenTheyAreSkipped() {
        var subscription = subscribedInVain("order.placed", "order.paid");

        manager.delete(subscription + "/dead-letters/2").expect(204);

        assertThat(sequences(subscription)).containsExactly(3L);
        manager.delete(subscription + "/dead-letters/2").expect(404, "EVENT.NOT_PUT_ASIDE");
        manager.delete(subscription + "/dead-letters/1e2").expect(400, "REQUEST.INVALID");
    }

    @Test
    void areForThoseWhoManageSubscriptionsAndInTheAuditLog() {
        var subscription = subscribedInVain("order.placed", "order.paid");
        var reader = harness.clientWith(acme, "events.read");
        var unknown = "/api/workspaces/" + acme + "/subscriptions/" + Ids.next();

        reader.get(subscription + "/dead-letters").expect(403, "ACCESS.DENIED");
        reader.post(subscription + "/dead-letters/retry", null).expect(403, "ACCESS.DENIED");
        reader.post(subscription + "/dead-letters/2/retry", null).expect(403, "ACCESS.DENIED");
        reader.delete(subscription + "/dead-letters/2").expect(403, "ACCESS.DENIED");
        manager.get(unknown + "/dead-letters").expect(404, "SUBSCRIPTION.NOT_FOUND");
        manager.post(unknown + "/dead-letters/retry", null).expect(404, "SUBSCRIPTION.NOT_FOUND");
        manager.post(subscription + "/dead-letters/2/retry", null).expect(502);
        manager.delete(subscription + "/dead-letters/2").expect(204);
        manager.post(subscription + "/dead-letters/retry", null).expect(204);

        assertThat(BENCH.sql(
                        "select action from guildhall.audit_entry where tenant_id = $1"
                                + " and action like 'subscription.event%' order by sequence",
                        acme.value()))
                .extracting(row -> row.getString("action"))
                .containsExactly(
                        "subscription.event_retried", "subscription.event_skipped", "subscription.events_retried");
    }
}
