package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("Other classes would slow down what it waits for.")
class DispatcherTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    @Test
    void publishesOnTheBusOfTheWorkspaceAsCloudEvent() {
        var acme = workspace();
        var messages = new CopyOnWriteArrayList<JsonObject>();
        BENCH.vertx().eventBus().<JsonObject>localConsumer("workspace." + acme + ".events", message -> {
            messages.add(message.body());
        });

        var id = harness.record(acme, "order.placed");
        harness.record(workspace(), "order.placed");

        Await.until(() -> assertThat(messages).hasSize(1));
        assertThat(messages.get(0).getString("time")).isNotBlank();
        assertThat(messages.get(0).copy())
                .usingRecursiveComparison()
                .ignoringFields("map.time")
                .isEqualTo(new JsonObject()
                        .put("specversion", "1.0")
                        .put("id", id.toString())
                        .put("source", "/workspaces/" + acme)
                        .put("type", "order.placed")
                        .put("subject", "subject")
                        .put("time", messages.get(0).getString("time"))
                        .put("sequence", 1L)
                        .put("workspace", acme.toString())
                        .put("actor", "system")
                        .put("correlationid", id.toString())
                        .put("datacontenttype", "application/json")
                        .put("data", new JsonObject().put("n", 1)));
    }

    @Test
    void tellsThoseWhoListenToAllBeforeThoseWhoListenToOneWorkspace() {
        var acme = workspace();
        var told = new CopyOnWriteArrayList<String>();
        harness.events.feed().listen(acme, event -> told.add("one"));
        var registration = harness.events.feed().listen(event -> {
            if (event.tenant().equals(acme)) {
                told.add("all");
            }
        });

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(told).containsExactly("all", "one"));
        registration.cancel();
        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(told).containsExactly("all", "one", "one"));
    }

    @Test
    void goesOnWhenAListenerThrows() {
        var acme = workspace();
        var registration = harness.events.feed().listen(event -> {
            throw new IllegalStateException("a broken listener");
        });
        var heard = harness.listen(acme);

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(heard).hasSize(1));
        registration.cancel();
    }

    @Test
    void tellsWhatIsCommittedUnderATransactionIdThatWasUsedBeforeTheDatabaseCrashed() {
        var acme = workspace();
        var heard = harness.listen(acme);
        // By which it hears of a crash.
        Await.until(() -> assertThat(BENCH.sql("select from pg_stat_activity"
                        + " where datname = current_database() and query ilike 'listen%'"))
                .isNotEmpty());
        var used =
                BENCH.sql("select pg_current_xact_id()::text").iterator().next().getString(0);
        harness.record(acme, "order.first");
        Await.until(() -> assertThat(sequences(heard, acme)).containsExactly(1L));

        BENCH.sql("update guildhall.event_counter set last_sequence = 2 where tenant_id = $1", acme.value());
        BENCH.sql(
                "insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, actor, time, xid)"
                        + " values ($1, 'WORKSPACE', 2, gen_random_uuid(), 'order.second', 'system', now(), $2::text::xid8)",
                acme.value(),
                used);
        harness.record(acme, "order.third");
        Await.until(() -> assertThat(sequences(heard, acme)).containsExactly(1L, 3L));
        BENCH.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid() and usename like '%app'");

        Await.until(() -> assertThat(sequences(heard, acme)).containsExactly(1L, 3L, 2L));
        Await.until(
                () -> assertThatCode(() -> harness.record(acme, "order.fourth")).doesNotThrowAnyException());
        Await.until(() -> assertThat(sequences(heard, acme)).containsExactly(1L, 3L, 2L, 4L));
    }

    @Test
    void neitherWaitsForASlowTransactionNorSkipsItsEvents() {
        var slow = workspace();
        var quick = workspace();
        var heard = harness.listen();
        var connection = openTransaction();
        insert(connection, slow, 1);

        harness.record(quick, "order.placed");

        Await.until(() -> assertThat(heard).extracting(Event::tenant).contains(quick));
        harness.record(quick, "order.paid");
        Await.until(() -> assertThat(sequences(heard, quick)).containsExactly(1L, 2L));
        assertThat(sequences(heard, slow)).isEmpty();
        Await.result(connection.query("commit").execute());
        Await.until(() -> assertThat(sequences(heard, slow)).containsExactly(1L));
        Await.result(connection.close());
    }

    @Test
    void findsEveryEventOnceHoweverTransactionsOverlap() {
        var random = new Random(7);
        var heard = harness.listen();
        var expected = new ArrayList<WorkspaceId>();
        var open = new ArrayList<PgConnection>();
        for (var i = 0; i < 120; i++) {
            if (open.size() < 10 && random.nextInt(3) > 0) {
                var connection = openTransaction();
                var workspace = workspace();
                insert(connection, workspace, 1);
                expected.add(workspace);
                open.add(connection);
            } else if (!open.isEmpty()) {
                finish(open.remove(random.nextInt(open.size())));
            }
            harness.recordAsync(workspace(), "noise.made");
        }
        open.forEach(DispatcherTest::finish);

        Await.until(() -> assertThat(heard).extracting(Event::tenant).containsAll(expected));
        assertThat(heard).extracting(Event::id).doesNotHaveDuplicates();
    }

    @Test
    void findsTheEventsOfOtherNodes() {
        var acme = workspace();
        var heard = harness.listen(acme);
        var otherNode = harness.node("other");

        Await.result(BENCH.database()
                .inTransaction(
                        acme,
                        tx -> Future.succeededFuture(
                                otherNode.outbox().append(tx, acme, EventsHarness.event("order.placed")))));

        Await.until(() -> assertThat(heard).hasSize(1));
    }

    @Test
    void losesNothingWhenConnectionsAreKilled() {
        var workspaces = Stream.generate(EventsHarness::workspace).limit(3).toList();
        var heard = harness.listen();
        var writing = new AtomicBoolean(true);
        var writers = new ArrayList<Future<?>>();
        for (var i = 0; i < 8; i++) {
            writers.add(writeWhile(writing, workspaces));
        }

        for (var kill = 0; kill < 10; kill++) {
            var before = heard.size();
            Await.until(() -> assertThat(heard.size()).isGreaterThan(before + 20));
            BENCH.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid() and usename like '%app'");
        }
        writing.set(false);
        writers.forEach(Await::result);

        for (var workspace : workspaces) {
            var last = BENCH.sql(
                            "select last_sequence from guildhall.event_counter where tenant_id = $1", workspace.value())
                    .iterator()
                    .next()
                    .getLong(0);
            Await.until(() -> assertThat(sequences(heard, workspace))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, last).boxed().toList()));
        }
    }

    @Test
    void takesEventsRestoredFromAnotherDatabaseForOldOnes() {
        var acme = workspace();
        BENCH.sql(
                "insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, actor, time, xid)"
                        + " select $1, 'WORKSPACE', 1, $2, 'order.placed', 'system', now(), '4000000000'",
                acme.value(),
                UUID.randomUUID());
        var restarted = harness.node("other");
        var heard = new CopyOnWriteArrayList<Event>();
        restarted.feed().listen(heard::add);
        BENCH.start(restarted.product());

        harness.record(workspace(), "order.placed");

        Await.until(() -> assertThat(heard).hasSize(1));
        assertThat(heard).extracting(Event::tenant).doesNotContain(acme);
        assertThat(BENCH.sql("select 1 from guildhall.event where tenant_id = $1 and xid = '3'", acme.value()))
                .hasSize(1);
    }

    private static Future<?> writeWhile(AtomicBoolean writing, List<WorkspaceId> workspaces) {
        if (!writing.get()) {
            return Future.succeededFuture();
        }
        var workspace = workspaces.get((int) (System.nanoTime() % workspaces.size()));
        return harness.recordAsync(workspace, "load.test")
                .transform(done -> writeWhile(writing, workspaces).mapEmpty());
    }

    private static List<Long> sequences(List<Event> heard, WorkspaceId workspace) {
        return heard.stream()
                .filter(event -> event.tenant().equals(workspace))
                .map(Event::sequence)
                .toList();
    }

    private static PgConnection openTransaction() {
        var connection = Await.result(PgConnection.connect(BENCH.vertx(), BENCH.applicationLogin()));
        Await.result(connection
                .query("begin; set local guildhall.scope = 'platform'")
                .execute());
        return connection;
    }

    private static void finish(PgConnection connection) {
        Await.result(connection.query("commit").execute());
        Await.result(connection.close());
    }

    private static void insert(PgConnection connection, WorkspaceId workspace, long sequence) {
        Await.result(connection
                .preparedQuery("insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, actor, time)"
                        + " values ($1, 'WORKSPACE', $2, $3, 'slow.transaction', 'system', now())")
                .execute(Tuple.of(workspace.value(), sequence, Ids.next())));
    }
}
