package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.path;
import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long events are kept, and what those are told who come too late for them. */
class RetentionTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String EVENTS = "delete events that were kept for long enough";
    private static final String DELIVERIES = "forget old deliveries";

    private static EventsHarness harness;

    private final WorkspaceId acme = workspace();
    private final HttpTester client = harness.clientWith(acme, "events.read", "subscriptions.manage");
    private final WebhookReceiver receiver = WebhookReceiver.start(BENCH.vertx());

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private static void record(WorkspaceId workspace, int number) {
        for (var i = 0; i < number; i++) {
            harness.record(workspace, "order.made");
        }
    }

    /** Makes the events up to a sequence older. */
    private static void age(WorkspaceId workspace, long sequence, int days) {
        BENCH.sql(
                "update guildhall.event set time = time - $3 * interval '1 day' where tenant_id = $1 and sequence <= $2",
                workspace.value(),
                sequence,
                days);
    }

    private String subscribe() {
        var sink = new JsonObject().put("kind", "WEBHOOK").put("url", receiver.url());
        var wanted = new JsonObject()
                .put("name", "CRM")
                .put("types", JsonArray.of("order.*"))
                .put("sink", sink);
        return client.post("/api/workspaces/" + acme + "/subscriptions", wanted)
                .expect(201)
                .header("Location");
    }

    private List<Long> sequences(String query) {
        return client.get(path(acme) + query).expect(200).list().stream()
                .map(event -> ((JsonObject) event).getLong("sequence"))
                .toList();
    }

    private static void isGone(Response answer, long oldest) {
        var problem = answer.expect(410, "EVENT.GONE").json();
        assertThat(problem.getJsonArray("details"))
                .contains(new JsonObject().put("field", "oldestSequence").put("message", Long.toString(oldest)));
    }

    private void awaitAll(int number, String subscription, String state) {
        Await.until(() -> assertThat(
                        client.get(subscription + "/deliveries").expect(200).list())
                .hasSize(number)
                .allSatisfy(delivery ->
                        assertThat(((JsonObject) delivery).getString("state")).isEqualTo(state)));
    }

    @Test
    void whatIsTooOldIsGoneAndReadersAreToldWhereTheLogBegins() {
        var other = workspace();
        record(acme, 5);
        record(other, 2);
        age(acme, 3, 366);
        age(other, 2, 364);

        harness.doNow(EVENTS);

        assertThat(sequences("")).containsExactly(4L, 5L);
        assertThat(sequences("?after=0")).containsExactly(4L, 5L);
        assertThat(sequences("?after=3")).containsExactly(4L, 5L);
        assertThat(sequences("?after=4")).containsExactly(5L);
        isGone(client.get(path(acme) + "?after=2"), 4);
        isGone(client.get(path(acme) + "?after=2&orderBy=sequence%20desc"), 4);
        isGone(client.get(path(acme) + "?after=1&filter=type%3D%22nothing%22"), 4);
        isGone(client.get(path(acme) + "/stream?lastEventId=1"), 4);
        assertThat(client.get(path(acme) + "/retention").expect(200).data())
                .isEqualTo(new JsonObject()
                        .put("days", 365)
                        .put("custom", false)
                        .put("oldestSequence", 4)
                        .put("lastSequence", 5));
        assertThat(harness.clientWith(other, "events.read")
                        .get(path(other))
                        .expect(200)
                        .list())
                .hasSize(2);
    }

    @Test
    void aReaderOfPagesIsToldWhenTheNextOneIsGone() {
        record(acme, 6);
        var first = client.get(path(acme) + "?pageSize=2").expect(200).json().getString("nextPageToken");
        age(acme, 4, 400);

        harness.doNow(EVENTS);

        isGone(client.get(path(acme) + "?pageSize=2&pageToken=" + first), 5);
    }

    @Test
    void anEmptyLogGoesOnWithTheNextSequence() {
        record(acme, 3);
        age(acme, 3, 400);

        harness.doNow(EVENTS);
        harness.record(acme, "order.made");

        assertThat(sequences("?after=3")).containsExactly(4L);
        isGone(client.get(path(acme) + "?after=2"), 4);
    }

    @Test
    void whatASubscriberHasNotHadIsKeptOnceMoreAsLongAndThenItIsSaid() {
        record(acme, 1);
        var subscription = subscribe();
        receiver.answering(call -> 503);
        record(acme, 2);
        awaitAll(2, subscription, "DEAD");
        client.patch(subscription, new JsonObject().put("enabled", false)).expect(200);
        var pending = BENCH.sql(
                "update guildhall.webhook_delivery set state = 'PENDING', next_attempt_at = now(), finished_at = null"
                        + " where tenant_id = $1 returning sequence",
                acme.value());
        var first = LongStream.of(longs(pending)).min().orElseThrow();
        var last = lastSequence();
        age(acme, last, 400);

        harness.doNow(EVENTS);

        assertThat(sequences("")).first().isEqualTo(first);

        age(acme, last, 400);
        harness.doNow(EVENTS);

        var missed = client.get(path(acme) + "?filter=type%3D%22subscription.events_missed%22")
                .expect(200)
                .list();
        assertThat(missed).singleElement().satisfies(event -> {
            var json = (JsonObject) event;
            assertThat(json.getString("subject")).isEqualTo(subscription.substring(subscription.lastIndexOf('/') + 1));
            assertThat(json.getJsonObject("data"))
                    .isEqualTo(new JsonObject()
                            .put("kind", "DELIVERY")
                            .put("from", first)
                            .put("events", 2));
        });
        assertThat(sequences("")).allSatisfy(sequence -> assertThat(sequence).isGreaterThan(last));
        assertThat(client.get(subscription + "/deliveries").expect(200).list()).isEmpty();
    }

    private long lastSequence() {
        return client.get(path(acme) + "/retention").expect(200).data().getLong("lastSequence");
    }

    private static long[] longs(Iterable<Row> rows) {
        var all = LongStream.builder();
        rows.forEach(row -> all.add(row.getLong(0)));
        return all.build().toArray();
    }

    @Test
    void anAdministratorKeepsTheEventsOfAWorkspaceForATimeOfItsOwn() {
        record(acme, 3);
        age(acme, 2, 40);
        var retention = path(acme) + "/retention";

        client.put(retention, new JsonObject().put("days", 30)).expect(403);
        harness.administrator().put(retention, new JsonObject().put("days", 0)).expect(400, "REQUEST.INVALID");
        harness.administrator()
                .put(path(workspace()) + "/retention", new JsonObject().put("days", 30))
                .expect(404, "WORKSPACE.NOT_FOUND");
        var set = harness.administrator()
                .put(retention, new JsonObject().put("days", 30))
                .expect(200)
                .data();
        harness.doNow(EVENTS);

        assertThat(set.getInteger("days")).isEqualTo(30);
        assertThat(set.getBoolean("custom")).isTrue();
        assertThat(sequences("")).containsExactly(3L);
        var reset = harness.administrator()
                .put(retention, new JsonObject().putNull("days"))
                .expect(200)
                .data();
        assertThat(reset.getInteger("days")).isEqualTo(365);
        assertThat(reset.getBoolean("custom")).isFalse();
    }

    @Test
    void manyEventsGoPortionByPortionAndThoseOfThePlatformToo() {
        for (var tenant : List.of(acme, Tenant.PLATFORM)) {
            harness.record(tenant, "order.made");
            var before = BENCH.sql(
                            "select last_sequence from guildhall.event_counter where tenant_id = $1", tenant.value())
                    .iterator()
                    .next()
                    .getLong(0);
            BENCH.sql(
                    "insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, actor, time)"
                            + " select $1, $2, $3 + n, gen_random_uuid(), 'order.made', 'system', now()"
                            + " from generate_series(1, 11000) n",
                    tenant.value(),
                    tenant.kind().name(),
                    before);
            BENCH.sql(
                    "update guildhall.event_counter set last_sequence = last_sequence + 11000 where tenant_id = $1",
                    tenant.value());
            BENCH.sql(
                    "update guildhall.event set time = time - interval '400 days' where tenant_id = $1 and sequence < $2",
                    tenant.value(),
                    before + 11000);
        }

        harness.doNow(EVENTS);

        for (var tenant : List.of(acme, Tenant.PLATFORM)) {
            assertThat(BENCH.sql("select count(*) from guildhall.event where tenant_id = $1", tenant.value())
                            .iterator()
                            .next()
                            .getLong(0))
                    .isEqualTo(1);
        }
    }

    @Test
    void manyDeliveriesGoWithTheirEvents() {
        var subscription = subscribe();
        record(acme, 1);
        awaitAll(1, subscription, "DELIVERED");
        var before = lastSequence();
        BENCH.sql(
                "insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, actor, time)"
                        + " select $1, 'WORKSPACE', $2 + n, gen_random_uuid(), 'other.made', 'system', now()"
                        + " from generate_series(1, 6000) n",
                acme.value(),
                before);
        BENCH.sql(
                "update guildhall.event_counter set last_sequence = last_sequence + 6000 where tenant_id = $1",
                acme.value());
        BENCH.sql(
                "insert into guildhall.webhook_delivery"
                        + " (tenant_id, subscription_id, id, sequence, state, created_at, finished_at)"
                        + " select tenant_id, id, gen_random_uuid(), $2 + n, 'DELIVERED', now(), now()"
                        + " from guildhall.event_subscription, generate_series(1, 6000) n where tenant_id = $1",
                acme.value(),
                before);
        record(acme, 1);
        Await.until(() -> assertThat(receiver.calls()).hasSize(2));
        awaitAll(50, subscription, "DELIVERED");
        age(acme, before + 6000, 400);

        harness.doNow(EVENTS);

        assertThat(client.get(subscription + "/deliveries").expect(200).list()).hasSize(1);
        assertThat(sequences("")).containsExactly(before + 6001);
    }

    @Test
    void aReplayBeginsWithTheOldestThatIsKept() {
        record(acme, 2);
        var subscription = subscribe();
        record(acme, 3);
        awaitAll(3, subscription, "DELIVERED");
        age(acme, 4, 400);
        harness.doNow(EVENTS);

        isGone(client.post(subscription + "/replay", new JsonObject().put("after", 2)), 5);

        var begun = client.post(subscription + "/replay", new JsonObject().put("since", "1999-01-01T00:00:00Z"))
                .expect(202)
                .data();
        assertThat(begun.getLong("after")).isEqualTo(4);
        assertThat(client.post(subscription + "/replay", new JsonObject().put("after", 0))
                        .expect(202)
                        .data()
                        .getLong("after"))
                .isEqualTo(4);
    }

    @RepeatedTest(5)
    void aReplayThatBeganHasAllOfItsEventsHoweverOldTheyAre() {
        record(acme, 30);
        var subscription = subscribe();
        age(acme, 30, 400);

        var replayed = CompletableFuture.supplyAsync(
                () -> client.post(subscription + "/replay", new JsonObject().put("after", 1)));
        harness.doNow(EVENTS);
        var answer = replayed.join();

        if (answer.status() == 202) {
            Await.until(() -> assertThat(receiver.calls()).hasSize(29));
        } else {
            answer.expect(410, "EVENT.GONE");
            assertThat(receiver.calls()).isEmpty();
        }
    }

    @Test
    void whatBecameOfOldDeliveriesIsForgottenButForThoseThatWereGivenUpOn() {
        var subscription = subscribe();
        record(acme, 2);
        awaitAll(2, subscription, "DELIVERED");
        receiver.answering(call -> 500);
        record(acme, 1);
        Await.until(() -> assertThat(
                        client.get(subscription + "/dead-letters").expect(200).list())
                .hasSize(1));
        age(acme, lastSequence(), 31);
        BENCH.sql(
                "update guildhall.webhook_delivery set finished_at = finished_at - interval '31 days'"
                        + " where tenant_id = $1",
                acme.value());

        harness.doNow(DELIVERIES);

        assertThat(client.get(subscription + "/deliveries").expect(200).list())
                .singleElement()
                .satisfies(delivery ->
                        assertThat(((JsonObject) delivery).getString("state")).isEqualTo("DEAD"));
    }
}
