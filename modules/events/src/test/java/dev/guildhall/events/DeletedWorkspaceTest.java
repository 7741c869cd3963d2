package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.event;
import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.internal.purge.ClosedTenantTable;
import dev.guildhall.events.internal.purge.Purge;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeletedWorkspaceTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final List<String> TABLES = List.of(
            "event",
            "event_cursor",
            "event_dead_letter",
            "event_subscription",
            "webhook_queue",
            "webhook_delivery",
            "webhook_attempt");

    private static EventsHarness harness;
    private static Purge purge;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
        purge = new Purge(new ClosedTenantTable(BENCH.database()));
    }

    private static WebhookReceiver subscribed(WorkspaceId workspace) {
        var receiver = WebhookReceiver.start(BENCH.vertx());
        harness.clientWith(workspace, "subscriptions.manage")
                .post(
                        "/api/workspaces/" + workspace + "/subscriptions",
                        new JsonObject()
                                .put("name", "hook")
                                .put("types", new JsonArray().add("workspace.deleted"))
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "WEBHOOK").put("url", receiver.url())))
                .expect(201);
        return receiver;
    }

    private static void delete(WorkspaceId workspace) {
        Await.result(BENCH.database().inTransaction(Tenant.PLATFORM, tx -> {
            harness.events.outbox().append(tx, workspace, event("workspace.deleted"));
            harness.events.outbox().append(tx, Tenant.PLATFORM, event("workspace.deleted"));
            harness.events.lifecycle().forget(tx, workspace);
            return Future.succeededFuture();
        }));
    }

    private static void age(WorkspaceId workspace, String interval) {
        BENCH.sql(
                "update guildhall.event_counter set closed_at = now() - interval '" + interval
                        + "' where tenant_id = $1",
                workspace.value());
    }

    private static long rows(String table, WorkspaceId workspace) {
        return BENCH.sql("select count(*) from guildhall." + table + " where tenant_id = $1", workspace.value())
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void stillTellsItsSubscribersThatItWasDeleted() {
        var acme = workspace();
        var receiver = subscribed(acme);
        var user = harness.access.userWith(acme, "events.read");
        var stream = SseClient.open(BENCH.vertx(), harness.http, TestAuthenticator.user(user), acme, null);
        var platform = harness.listen(Tenant.PLATFORM);

        harness.access.revoke(user);
        delete(acme);

        Await.until(() -> assertThat(receiver.calls()).hasSize(1));
        Await.until(() -> assertThat(stream.messages())
                .extracting(SseClient.Message::event)
                .containsExactly("workspace.deleted"));
        Await.until(() -> assertThat(stream.hasEnded()).isTrue());
        Await.until(() -> assertThat(platform).extracting(Event::type).contains("workspace.deleted"));
    }

    @Test
    void isPurgedWhenItsSubscribersWereTold() {
        var acme = workspace();
        var other = workspace();
        var receiver = subscribed(acme);
        subscribed(other);
        delete(acme);
        Await.until(() -> assertThat(BENCH.sql(
                        "select 1 from guildhall.webhook_delivery where tenant_id = $1 and state = 'DELIVERED'",
                        acme.value()))
                .hasSize(1));
        assertThat(receiver.calls()).hasSize(1);

        Await.result(purge.run());
        assertThat(rows("event", acme)).isPositive();
        age(acme, "2 minutes");
        Await.result(purge.run());

        assertThat(TABLES).allSatisfy(table -> assertThat(rows(table, acme)).isZero());
        assertThat(rows("event_subscription", other)).isOne();
        assertThat(rows("event", other)).isPositive();
        Await.problem(harness.recordAsync(acme, "order.placed"), CommonError.WORKSPACE_NOT_FOUND);
        assertThat(rows("event", acme)).isZero();
    }

    @Test
    void isPurgedAfterSomeMinutesThoughASubscriberCouldNotBeTold() {
        var acme = workspace();
        var receiver = subscribed(acme).answering(call -> WebhookReceiver.HANG);
        delete(acme);
        Await.until(() -> assertThat(receiver.calls()).isNotEmpty());
        BENCH.sql("update guildhall.webhook_delivery set next_attempt_at = now() + interval '1 hour'"
                + " where state = 'PENDING'");

        age(acme, "11 minutes");
        Await.result(purge.run());

        assertThat(TABLES).allSatisfy(table -> assertThat(rows(table, acme)).isZero());
    }

    @Test
    void takesTheCursorsOfWhoListenedInsideWithIt() {
        var acme = workspace();
        Await.result(BENCH.database()
                .inTransaction(
                        acme, tx -> harness.events.durableSubscribers().subscribe(tx, acme, "extension", "directory")));

        delete(acme);

        assertThat(rows("event_cursor", acme)).isZero();
    }
}
