package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebhooksTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private static WebhookReceiver receiver() {
        return WebhookReceiver.start(BENCH.vertx());
    }

    private static HttpTester manager(WorkspaceId workspace) {
        return harness.clientWith(workspace, "subscriptions.manage");
    }

    private static JsonObject subscription(String url, String... types) {
        return new JsonObject()
                .put("name", "CRM")
                .put("types", new JsonArray(List.of(types)))
                .put("sink", new JsonObject().put("kind", "webhook").put("url", url));
    }

    private static String path(WorkspaceId workspace) {
        return "/api/workspaces/" + workspace + "/subscriptions";
    }

    private static String path(WorkspaceId workspace, JsonObject subscription) {
        return path(workspace) + "/" + subscription.getString("id");
    }

    private static JsonObject subscribe(WorkspaceId workspace, JsonObject subscription) {
        return manager(workspace)
                .post(path(workspace), subscription)
                .expect(201)
                .data();
    }

    private static List<String> states(WorkspaceId workspace, JsonObject subscription) {
        return manager(workspace).get(path(workspace, subscription) + "/deliveries").expect(200).list().stream()
                .map(delivery -> ((JsonObject) delivery).getString("state"))
                .toList();
    }

    @Test
    void postsTheCloudEventSignedAsStandardWebhooksSays() {
        var acme = workspace();
        var receiver = receiver();
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));

        var id = harness.record(acme, "order.placed");

        Await.until(() -> assertThat(receiver.calls()).hasSize(1));
        var call = receiver.calls().get(0);
        assertThat(call.headers())
                .containsEntry("webhook-id", id.toString())
                .containsEntry("content-type", "application/cloudevents+json; charset=utf-8");
        assertThat(Long.parseLong(call.headers().get("webhook-timestamp")))
                .isBetween(Instant.now().getEpochSecond() - 30, Instant.now().getEpochSecond());
        assertThat(call.isSignedWith(created.getString("secret"))).isTrue();
        assertThat(call.isSignedWith("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).isFalse();
        assertThat(call.event().getString("id")).isEqualTo(id.toString());
        assertThat(call.event().getString("type")).isEqualTo("order.placed");
        assertThat(call.event().getString("workspace")).isEqualTo(acme.toString());
        Await.until(() -> assertThat(states(acme, created)).containsExactly("DELIVERED"));
    }

    @Test
    void takesAnEventForDeliveredHoweverMuchTheEndpointAnswers() {
        var acme = workspace();
        var receiver = receiver().saying("x".repeat(2 << 20));
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(states(acme, created)).containsExactly("DELIVERED"));
    }

    @Test
    void sendsOnlyWhatASubscriptionWantsAndOnlyFromItsWorkspace() {
        var acme = workspace();
        var receiver = receiver();
        harness.record(acme, "order.before");
        var created = subscribe(
                acme,
                subscription(receiver.url(), "order.*", "member.added")
                        .put("filter", new JsonObject("{\"not\":{\"suffix\":{\"type\":\".paid\"}}}")));
        var everything = receiver();
        subscribe(acme, subscription(everything.url(), "*"));

        harness.record(workspace(), "order.placed");
        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        harness.record(acme, "member.removed");
        harness.record(acme, "member.added");

        Await.until(() -> assertThat(everything.calls()).hasSize(4));
        Await.until(() -> assertThat(receiver.calls())
                .extracting(call -> call.event().getString("type"))
                .containsExactlyInAnyOrder("order.placed", "member.added"));
        assertThat(states(acme, created)).hasSize(2);
    }

    @Test
    void sendsOnlyWhatAnExpressionIsTrueFor() {
        var acme = workspace();
        var receiver = receiver();
        var expression = "type LIKE 'order.%' AND NOT (type IN ('order.paid', 'order.lost')) AND sequence > 2";
        subscribe(acme, subscription(receiver.url(), "*").put("filter", new JsonObject().put("sql", expression)));
        var everything = receiver();
        subscribe(acme, subscription(everything.url(), "order.*", "member.*"));

        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        harness.record(acme, "member.added");
        harness.record(acme, "order.shipped");

        Await.until(() -> assertThat(everything.calls()).hasSize(4));
        Await.until(() -> assertThat(receiver.calls())
                .extracting(call -> call.event().getString("type"))
                .containsExactlyInAnyOrder("order.placed", "order.shipped"));
    }

    @Test
    void triesAgainOnScheduleAndGivesUpAfterTheLastAttempt() {
        var acme = workspace();
        var receiver = receiver().answering(call -> call.sequence() == 2 ? 500 : 204);
        var created = subscribe(acme, subscription(receiver.url(), "*"));

        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");

        Await.until(() -> assertThat(states(acme, created)).containsExactlyInAnyOrder("DEAD", "DELIVERED"));
        var dead = manager(acme)
                .get(path(acme, created) + "/deliveries?filter=state%3DDEAD")
                .expect(200)
                .list()
                .getJsonObject(0);
        var attempts = dead.getJsonArray("attempts");
        assertThat(attempts).hasSize(3);
        assertThat(attempts.getJsonObject(0).getInteger("status")).isEqualTo(500);
        assertThat(attempts.getJsonObject(0).getString("response")).isEqualTo("answer 500");
        assertThat(dead.getLong("sequence")).isEqualTo(2);
        assertThat(dead.getString("eventType")).isEqualTo("order.placed");
        assertThat(receiver.calls().stream()
                        .map(call -> call.headers().get("webhook-id"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void deliversAfterAFailureAndSaysWhatWentWrong() {
        var acme = workspace();
        var receiver = receiver();
        var refusals = new java.util.concurrent.atomic.AtomicInteger(1);
        receiver.answering(call -> refusals.getAndDecrement() > 0 ? WebhookReceiver.HANG : 200);
        var created = subscribe(acme, subscription(receiver.url(), "*"));

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(states(acme, created)).containsExactly("DELIVERED"));
        var attempts = manager(acme)
                .get(path(acme, created) + "/deliveries")
                .list()
                .getJsonObject(0)
                .getJsonArray("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.getJsonObject(0).getString("error")).isNotBlank();
        assertThat(attempts.getJsonObject(0).containsKey("status")).isFalse();
        assertThat(attempts.getJsonObject(1).getInteger("status")).isEqualTo(200);
    }

    @Test
    void leavesAnEndpointAloneForAsLongAsItSays() {
        var acme = workspace();
        var receiver = receiver().answering(call -> 503).wanting("retry-after", "3600");
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(nextAttempt(acme, created))
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3700)));
        assertThat(receiver.calls()).hasSize(1);
    }

    private static Instant nextAttempt(WorkspaceId workspace, JsonObject subscription) {
        return manager(workspace).get(path(workspace, subscription) + "/deliveries").expect(200).list().stream()
                .map(delivery -> ((JsonObject) delivery).getString("nextAttemptAt"))
                .map(Instant::parse)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    @Test
    void disablesASubscriptionToWhichNothingCouldBeDeliveredForFiveDays() {
        var acme = workspace();
        var receiver = receiver().answering(call -> 500);
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));
        var heard = harness.listen(acme);
        harness.record(acme, "order.first");
        Await.until(() -> assertThat(states(acme, created)).containsExactly("DEAD"));
        assertThat(isEnabled(acme, created)).isTrue();

        receiver.answering(call -> 200);
        failingSince(created, 6);
        harness.record(acme, "order.second");
        Await.until(() -> assertThat(states(acme, created)).containsExactly("DELIVERED", "DEAD"));
        receiver.answering(call -> 500);
        harness.record(acme, "order.third");
        Await.until(() -> assertThat(states(acme, created)).containsExactly("DEAD", "DELIVERED", "DEAD"));
        assertThat(isEnabled(acme, created))
                .as("it has failed since the third only")
                .isTrue();

        failingSince(created, 6);
        harness.record(acme, "order.fourth");

        Await.until(() -> assertThat(heard)
                .filteredOn(event -> event.type().equals("subscription.disabled"))
                .extracting(event -> event.data().getString("reason"))
                .containsExactly("FAILING"));
        assertThat(isEnabled(acme, created)).isFalse();
        manager(acme)
                .patch(path(acme, created), new JsonObject().put("enabled", true))
                .expect(200);
        harness.record(acme, "order.fifth");
        Await.until(() -> assertThat(states(acme, created)).startsWith("DEAD"));
        assertThat(isEnabled(acme, created)).as("its five days begin anew").isTrue();
    }

    private static void failingSince(JsonObject subscription, int days) {
        BENCH.sql(
                "update guildhall.event_subscription set failing_since = now() - $2 * interval '1 day' where id = $1",
                UUID.fromString(subscription.getString("id")),
                days);
    }

    private static boolean isEnabled(WorkspaceId workspace, JsonObject subscription) {
        return manager(workspace)
                .get(path(workspace, subscription))
                .expect(200)
                .data()
                .getBoolean("enabled");
    }

    @Test
    void disablesASubscriptionWhoseEndpointIsGone() {
        var acme = workspace();
        var receiver = receiver().answering(call -> 410);
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));
        var heard = harness.listen(acme);

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(heard).extracting(Event::type).contains("subscription.disabled"));
        var disabled = manager(acme).get(path(acme, created)).data();
        assertThat(disabled.getBoolean("enabled")).isFalse();
        assertThat(disabled.getString("disabledReason")).isEqualTo("GONE");
        assertThat(states(acme, created)).containsExactly("DEAD");

        harness.record(acme, "order.paid");
        var other = receiver();
        subscribe(acme, subscription(other.url(), "order.*"));
        harness.record(acme, "order.shipped");
        Await.until(() -> assertThat(other.calls()).hasSize(1));
        assertThat(receiver.calls()).hasSize(1);

        receiver.answering(call -> 200);
        var enabled = manager(acme)
                .patch(path(acme, created), new JsonObject().put("enabled", true))
                .expect(200)
                .data();
        assertThat(enabled.containsKey("disabledReason")).isFalse();
        harness.record(acme, "order.returned");
        Await.until(() -> assertThat(receiver.calls())
                .extracting(call -> call.event().getString("type"))
                .containsExactly("order.placed", "order.returned"));
    }

    @Test
    void keepsTheOrderOfAnOrderedSubscriptionEvenWhenAnAttemptFails() {
        var acme = workspace();
        var receiver = receiver();
        var failures = new java.util.concurrent.atomic.AtomicInteger(2);
        receiver.answering(call -> call.sequence() == 3 && failures.getAndDecrement() > 0 ? 503 : 200);
        subscribe(acme, subscription(receiver.url(), "*").put("ordered", true));

        for (var i = 0; i < 10; i++) {
            harness.record(acme, "order.placed");
        }

        Await.until(() ->
                assertThat(receiver.sequences()).containsExactly(2L, 3L, 3L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L));
    }

    @Test
    void letsABadEndpointDelayNobodyElse() {
        var acme = workspace();
        var hanging = receiver().answering(call -> WebhookReceiver.HANG);
        var healthy = receiver();
        subscribe(acme, subscription(hanging.url(), "*"));
        subscribe(acme, subscription(healthy.url(), "load.*"));

        for (var i = 0; i < 100; i++) {
            harness.recordAsync(acme, "load.test");
        }

        Await.until(() -> assertThat(healthy.calls()).hasSize(100));
        assertThat(healthy.sequences()).doesNotHaveDuplicates();
        assertThat(hanging.calls().size()).isLessThanOrEqualTo(24);
    }

    @Test
    void letsTheManySlowEndpointsOfAWorkspaceDelayNoOther() {
        var slow = workspace();
        var acme = workspace();
        var host = receiver();
        host.answering(
                call -> call.event().getString("workspace").equals(slow.toString()) ? WebhookReceiver.HANG : 200);
        for (var i = 0; i < 100; i++) {
            subscribe(slow, subscription(host.url(), "load.*"));
        }
        manager(slow).post(path(slow), subscription(host.url(), "load.*")).expect(409, "SUBSCRIPTION.TOO_MANY");
        var healthy = subscribe(acme, subscription(host.url(), "load.*"));
        for (var i = 0; i < 10; i++) {
            harness.record(slow, "load.test");
        }
        Await.until(() -> assertThat(host.calls()).isNotEmpty());

        for (var i = 0; i < 30; i++) {
            harness.record(acme, "load.test");
        }

        Await.until(() -> assertThat(states(acme, healthy)).hasSize(30).containsOnly("DELIVERED"));
        assertThat(manager(acme).get(path(acme, healthy) + "/deliveries").list())
                .allSatisfy(delivery -> assertThat(((JsonObject) delivery).getJsonArray("attempts"))
                        .hasSize(1));
    }

    @Test
    void signsWithEachSecretForADayAfterItWasReplaced() {
        var acme = workspace();
        var receiver = receiver();
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));
        var first = created.getString("secret");
        var second = rotated(acme, created);
        var third = rotated(acme, created);

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(receiver.calls()).hasSize(1));
        var call = receiver.calls().get(0);
        assertThat(Set.of(first, second, third)).hasSize(3);
        assertThat(List.of(first, second, third)).allMatch(call::isSignedWith);
        assertThat(call.signatures()).hasSize(3).allMatch(signature -> signature.startsWith("v1,"));

        BENCH.sql(
                "update guildhall.event_subscription set former_secrets_until[2] = now() where id = $1",
                UUID.fromString(created.getString("id")));
        harness.record(acme, "order.paid");
        Await.until(() -> assertThat(receiver.calls()).hasSize(2));
        var later = receiver.calls().get(1);
        assertThat(later.isSignedWith(first)).isFalse();
        assertThat(List.of(second, third)).allMatch(later::isSignedWith);
    }

    @Test
    void keepsFewFormerSecretsAndSaysWhenThereIsRoomForMore() {
        var acme = workspace();
        var created = subscribe(acme, subscription(receiver().url(), "order.*"));
        for (var rotation = 0; rotation < FormerSecrets.MOST; rotation++) {
            rotated(acme, created);
        }

        var refused = manager(acme)
                .post(path(acme, created) + "/rotate-secret", null)
                .expect(429, "SECRET.ROTATED_TOO_OFTEN");

        assertThat(Long.parseLong(refused.header("Retry-After")))
                .isBetween(
                        Duration.ofHours(23).toSeconds(), Duration.ofHours(24).toSeconds());
        BENCH.sql(
                "update guildhall.event_subscription set former_secrets_until[4] = now() where id = $1",
                UUID.fromString(created.getString("id")));
        rotated(acme, created);
        assertThat(BENCH.sql(
                                "select former_secrets from guildhall.event_subscription where id = $1",
                                UUID.fromString(created.getString("id")))
                        .iterator()
                        .next()
                        .getArrayOfStrings(0))
                .hasSize(FormerSecrets.MOST)
                .allMatch(secret -> secret.startsWith("eyJ"));
    }

    private static String rotated(WorkspaceId workspace, JsonObject subscription) {
        return manager(workspace)
                .post(path(workspace, subscription) + "/rotate-secret", null)
                .expect(200)
                .data()
                .getString("secret");
    }

    @Test
    void sendsATestEventAndTellsTheOutcome() {
        var acme = workspace();
        var receiver = receiver();
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));

        var delivered = manager(acme)
                .post(path(acme, created) + "/test", null)
                .expect(200)
                .data();
        receiver.answering(call -> 503);
        var refused = manager(acme)
                .post(path(acme, created) + "/test", null)
                .expect(200)
                .data();
        receiver.answering(call -> WebhookReceiver.HANG);
        var unanswered = manager(acme)
                .post(path(acme, created) + "/test", null)
                .expect(200)
                .data();

        assertThat(delivered.getBoolean("delivered")).isTrue();
        assertThat(delivered.getInteger("status")).isEqualTo(200);
        assertThat(refused.getBoolean("delivered")).isFalse();
        assertThat(refused.getInteger("status")).isEqualTo(503);
        assertThat(unanswered.getBoolean("delivered")).isFalse();
        assertThat(unanswered.getString("error")).isNotBlank();
        var call = receiver.calls().get(0);
        assertThat(call.event().getString("type")).isEqualTo("subscription.test");
        assertThat(call.isSignedWith(created.getString("secret"))).isTrue();
        assertThat(states(acme, created)).isEmpty();
    }

    @Test
    void goesOnAfterARestartWithWhatItsEarlierSelfHeld() {
        var acme = workspace();
        var receiver = receiver();
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));
        var id = UUID.fromString(created.getString("id"));
        BENCH.sql(
                "update guildhall.webhook_queue set lease_owner = $1 where subscription_id = $2",
                UUID.randomUUID(),
                id);

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(receiver.calls()).hasSize(1));
        Await.until(() -> assertThat(BENCH.sql(
                        "select 1 from guildhall.webhook_queue"
                                + " where subscription_id = $1 and lease_owner is null and due_at is null",
                        id))
                .hasSize(1));
    }

    @Test
    void goesOnWithWhatItClaimedWithoutHearingOfIt() {
        var acme = workspace();
        var receiver = receiver();
        var created = subscribe(acme, subscription(receiver.url(), "order.*"));
        BENCH.sql(
                "update guildhall.webhook_queue set lease_id = gen_random_uuid(), lease_owner ="
                        + " (select id from guildhall.event_node order by seen_at desc limit 1)"
                        + " where subscription_id = $1",
                UUID.fromString(created.getString("id")));

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(receiver.calls()).hasSize(1));
    }

    @Test
    void losesNoDeliveryWhenConnectionsAreKilled() {
        var acme = workspace();
        var receiver = receiver();
        var created = subscribe(acme, subscription(receiver.url(), "load.*"));
        for (var round = 0; round < 4; round++) {
            for (var i = 0; i < 30; i++) {
                harness.recordAsync(acme, "load.test");
            }
            var before = receiver.calls().size();
            Await.until(() -> assertThat(receiver.calls()).hasSizeGreaterThan(before));
            BENCH.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid() and usename like '%app'");
        }
        // The first may be on a connection of which it is not known yet that it was killed.
        Await.until(
                () -> assertThatCode(() -> harness.record(acme, "load.test")).doesNotThrowAnyException());

        Await.until(() -> assertThat(receiver.sequences().stream().distinct()).hasSize(recorded(acme)));
        Await.until(() -> assertThat(states(acme, created)).containsOnly("DELIVERED"));
    }

    private static int recorded(WorkspaceId workspace) {
        return BENCH.sql(
                        "select count(*) from guildhall.event where tenant_id = $1 and type = 'load.test'",
                        workspace.value())
                .iterator()
                .next()
                .getLong(0)
                .intValue();
    }
}
