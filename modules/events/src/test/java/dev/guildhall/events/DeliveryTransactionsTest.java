package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one event to one webhook costs the database, as its log of statements tells. */
class DeliveryTransactionsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;

    @BeforeAll
    static void logStatements() {
        var name = BENCH.sql("select current_database()").iterator().next().getString(0);
        BENCH.sql("alter database " + name + " set log_statement = 'all'");
        harness = new EventsHarness(BENCH);
    }

    @Test
    void makesADeliveryByTwoTransactionsBesideTheClaims() {
        var acme = workspace();
        var receiver = WebhookReceiver.start(BENCH.vertx());
        subscribe(acme, receiver);
        Await.until(() -> assertThat(isIdle(acme)).isTrue());
        var before = log().length();

        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(receiver.calls()).hasSize(1));
        Await.until(() -> assertThat(isIdle(acme)).isTrue());

        var record = 1;
        var fanOut = 1;
        var outcome = 1;
        assertThat(transactions(acme, log().substring(before))).isEqualTo(record + fanOut + outcome);
    }

    @Test
    void notesTogetherWhatWasAnsweredWhileSomethingElseWasNoted() {
        var acme = workspace();
        var receiver = WebhookReceiver.start(BENCH.vertx());
        subscribe(acme, receiver);
        Await.until(() -> assertThat(isIdle(acme)).isTrue());
        var before = log().length();
        var nobodyNotes = Await.result(PgConnection.connect(BENCH.vertx(), BENCH.ownerLogin()));
        Await.result(nobodyNotes.query("begin").execute());
        Await.result(nobodyNotes
                .query("lock table guildhall.webhook_attempt in share mode")
                .execute());

        harness.recordAtOnce(acme, 8, "order.placed");
        Await.until(() -> assertThat(receiver.calls()).hasSize(8));
        Await.result(nobodyNotes.query("rollback").execute());
        Await.until(() -> assertThat(isIdle(acme)).isTrue());

        // Some answers may have been on their way still when the first was noted.
        assertThat(notings(log().substring(before))).isBetween(2L, 4L);
        Await.result(nobodyNotes.close());
    }

    @Test
    void isDisabledOnceBySeveralAnswersThatItIsGone() {
        var acme = workspace();
        var receiver = WebhookReceiver.start(BENCH.vertx());
        subscribe(acme, receiver);
        receiver.answering(call -> receiver.calls().size() <= 4 ? 200 : 410);
        Await.until(() -> assertThat(isIdle(acme)).isTrue());
        var nobodyNotes = Await.result(PgConnection.connect(BENCH.vertx(), BENCH.ownerLogin()));
        Await.result(nobodyNotes.query("begin").execute());
        Await.result(nobodyNotes
                .query("lock table guildhall.webhook_attempt in share mode")
                .execute());

        harness.recordAtOnce(acme, 8, "order.placed");
        Await.until(() -> assertThat(receiver.calls()).hasSize(8));
        Await.result(nobodyNotes.query("rollback").execute());

        Await.until(() -> assertThat(isIdle(acme)).isTrue());
        assertThat(BENCH.sql(
                        "select from guildhall.event where tenant_id = $1 and type = 'subscription.disabled'",
                        acme.value()))
                .hasSize(1);
        Await.result(nobodyNotes.close());
    }

    private static void subscribe(WorkspaceId workspace, WebhookReceiver receiver) {
        harness.clientWith(workspace, "subscriptions.manage")
                .post(
                        "/api/workspaces/" + workspace + "/subscriptions",
                        new JsonObject()
                                .put("name", "CRM")
                                .put("types", new JsonArray(List.of("order.*")))
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "webhook").put("url", receiver.url())))
                .expect(201);
    }

    private static boolean isIdle(WorkspaceId workspace) {
        return BENCH.sql(
                                "select from guildhall.event_cursor c join guildhall.event_counter n on n.tenant_id = c.tenant_id"
                                        + " join guildhall.webhook_queue q on q.tenant_id = c.tenant_id"
                                        + " where c.tenant_id = $1 and c.sequence = n.last_sequence"
                                        + " and c.lease_owner is null and q.lease_owner is null and q.due_at is null",
                                workspace.value())
                        .size()
                == 1;
    }

    private static String log() {
        return BENCH.sql("select pg_read_file(pg_current_logfile())")
                .iterator()
                .next()
                .getString(0);
    }

    private static long notings(String log) {
        return Pattern.compile("set state = 'DELIVERED'").matcher(log).results().count();
    }

    private static long transactions(WorkspaceId workspace, String log) {
        var begin = Pattern.compile("BEGIN; SET LOCAL guildhall.scope = '" + workspace + "'");
        return begin.matcher(log).results().count();
    }
}
