package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.FreezingProxy;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** What a node tells its listeners and durable subscribers when its database goes through states that pass. */
@Isolated("It crashes the server that the databases of all classes share.")
class DatabaseStatesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final int EVENTS = 40;

    private final WorkspaceId acme = workspace();
    private final WebhookReceiver subscriber = WebhookReceiver.start(BENCH.vertx());
    private final List<Event> heard = new CopyOnWriteArrayList<>();

    private FreezingProxy way;
    private EventsNode events;

    @BeforeAll
    static void keepWhatIsCommitted() {
        // The server of the tests does not care for it, and a crash is what is tried here.
        BENCH.sql("do $$ begin"
                + " execute format('alter database %I set synchronous_commit = on', current_database()); end $$");
    }

    @BeforeEach
    void start() {
        var login = BENCH.applicationLogin();
        way = FreezingProxy.to(BENCH.vertx(), login.getHost(), login.getPort());
        events = SeparateNode.of(
                BENCH.vertx(), login.setHost("127.0.0.1").setPort(way.port()), "node", BENCH.outbound());
        Await.result(events.product().start());
        events.feed().listen(acme, heard::add);
        Await.result(BENCH.database()
                .inTransaction(
                        acme,
                        tx -> events.durableSubscribers().subscribe(tx, acme, SeparateNode.KIND, subscriber.url())));
        record();
    }

    @AfterEach
    void stop() {
        Await.result(events.product().stop());
    }

    @Test
    void losesAndReordersNothingWhenItsConnectionsAreEnded() {
        BENCH.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid() and usename like '%app'");

        everythingArrives();
    }

    @Test
    void losesAndReordersNothingWhenPostgresCrashesAndRecovers() throws Exception {
        var backend = BENCH.sql("select pid from pg_stat_activity"
                        + " where datname = current_database() and usename like '%app' limit 1")
                .iterator()
                .next()
                .getInteger(0);
        assertThat(killMinusNine(backend)).isZero();

        everythingArrives();
    }

    @Test
    void losesAndReordersNothingWhenItsDatabaseStandsStill() {
        way.freeze();
        record();
        // Long enough for it to give up what it holds.
        eventually(() -> assertThat(BENCH.sql("select 1 from guildhall.event_node"
                        + " where name = 'node' and seen_at < now() - interval '9 seconds'"))
                .isNotEmpty());
        way.thaw();

        everythingArrives();
    }

    private void everythingArrives() {
        eventually(this::record);
        var all = new ArrayList<Long>();
        BENCH.sql("select sequence from guildhall.event where tenant_id = $1 order by sequence", acme.value())
                .forEach(row -> all.add(row.getLong(0)));

        eventually(() -> assertThat(heard).hasSameSizeAs(all));
        assertThat(heard).extracting(Event::sequence).containsExactlyElementsOf(all);
        eventually(() -> assertThat(subscriber.sequences().stream().distinct().toList())
                .as("each for the first time in order")
                .isEqualTo(all));
        assertThat(subscriber.calls().size() - all.size())
                .as("a batch was under way")
                .isLessThanOrEqualTo(32);
    }

    private void record() {
        for (var i = 0; i < EVENTS; i++) {
            Await.result(BENCH.database().inTransaction(acme, tx -> {
                events.outbox().append(tx, acme, EventsHarness.event("load.test"));
                return Future.succeededFuture();
            }));
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .untilAsserted(assertion);
    }

    private static int killMinusNine(int process) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-9", Integer.toString(process))
                .start()
                .waitFor();
    }
}
