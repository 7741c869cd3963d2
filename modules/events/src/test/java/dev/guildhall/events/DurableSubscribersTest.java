package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DurableSubscribers.NotNowException;
import dev.guildhall.events.DurableSubscribers.Recipient;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DurableSubscribersTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String KIND = "recorder";

    private static EventsHarness harness;
    private static DurableSubscribers subscribers;
    private static final Recorder RECORDER = new Recorder();

    /** Remembers what each subscriber got, and fails or hangs where the test says so. */
    private static final class Recorder implements DurableSubscribers.Delivery {

        private final Map<String, List<Event>> delivered = new ConcurrentHashMap<>();
        private final Map<String, Function<Event, Future<Void>>> behaviour = new ConcurrentHashMap<>();

        List<Event> of(String subscriber) {
            return delivered.computeIfAbsent(subscriber, first -> new CopyOnWriteArrayList<>());
        }

        @Override
        public Future<Void> deliver(Recipient to, Event event, BooleanSupplier wanted) {
            var name = to.isWhole() ? to.subscriber() : to.handler();
            of(name).add(event);
            return behaviour
                    .getOrDefault(name, fine -> Future.succeededFuture())
                    .apply(event);
        }

        @Override
        public Future<Boolean> wants(Recipient by, Event event) {
            return Future.succeededFuture(!event.type().startsWith("unwanted."));
        }
    }

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
        subscribers = harness.events.durableSubscribers();
        subscribers.register(KIND, RECORDER);
    }

    private static String subscribed(WorkspaceId workspace) {
        var subscriber = "s-" + UUID.randomUUID();
        change(workspace, tx -> subscribers.subscribe(tx, workspace, KIND, subscriber));
        return subscriber;
    }

    private static void change(WorkspaceId workspace, Function<Tx, Future<Void>> change) {
        Await.result(BENCH.database().inTransaction(workspace, change));
    }

    private static List<Long> delivered(String subscriber) {
        return RECORDER.of(subscriber).stream().map(Event::sequence).toList();
    }

    @Test
    void deliversTheEventsAfterTheSubscriptionInSequence() {
        var acme = workspace();
        harness.record(acme, "order.placed");
        var subscriber = subscribed(acme);

        for (var i = 0; i < 100; i++) {
            harness.recordAsync(acme, i % 10 == 0 ? "unwanted.event" : "order.paid");
        }

        Await.until(() -> assertThat(delivered(subscriber)).hasSize(90));
        assertThat(delivered(subscriber)).isSorted().doesNotHaveDuplicates().doesNotContain(1L);
        Await.until(() -> assertThat(cursor(subscriber)).isEqualTo(101L));
    }

    @Test
    void triesAgainWhatFailed() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        RECORDER.behaviour.put(
                subscriber,
                event ->
                        RECORDER.of(subscriber).size() < 3 ? Future.failedFuture("not yet") : Future.succeededFuture());

        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");

        Await.until(() -> assertThat(delivered(subscriber)).containsExactly(1L, 1L, 1L, 2L));
        assertThat(deadLetters(subscriber)).isEmpty();
    }

    @Test
    void putsAnEventAsideAfterTheLastAttemptAndGoesOn() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        RECORDER.behaviour.put(
                subscriber,
                event -> event.sequence() == 2
                        ? Future.failedFuture(new IllegalStateException("never"))
                        : Future.succeededFuture());

        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        harness.record(acme, "order.shipped");

        Await.until(() -> assertThat(delivered(subscriber)).containsExactly(1L, 2L, 2L, 2L, 3L));
        assertThat(deadLetters(subscriber)).containsExactly(2L);
        assertThat(BENCH.sql(
                        "select attempts, error from guildhall.event_dead_letter where subscriber = $1", subscriber))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getInteger("attempts")).isEqualTo(3);
                    assertThat(row.getString("error")).contains("never");
                });
    }

    @Test
    void letsAHangingSubscriberDelayNobodyElse() {
        var acme = workspace();
        var hanging = subscribed(acme);
        var healthy = subscribed(acme);
        RECORDER.behaviour.put(hanging, event -> Promise.<Void>promise().future());

        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");

        Await.until(() -> assertThat(delivered(healthy)).containsExactly(1L, 2L));
        assertThat(delivered(hanging)).doesNotContain(2L);
        Await.until(() -> assertThat(delivered(hanging)).containsExactly(1L, 1L));
        RECORDER.behaviour.remove(hanging);
        Await.until(() -> assertThat(delivered(hanging)).containsExactly(1L, 1L, 1L, 2L));
    }

    @Test
    void takesASubscriberThatThrowsForOneThatFailed() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        RECORDER.behaviour.put(subscriber, event -> {
            throw new IllegalArgumentException("thrown");
        });

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(deadLetters(subscriber)).containsExactly(1L));
    }

    @Test
    void pausesAndResumes() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        change(acme, tx -> subscribers.pause(tx, acme, KIND, subscriber));
        harness.record(acme, "order.placed");
        var other = subscribed(acme);
        harness.record(acme, "order.paid");
        Await.until(() -> assertThat(delivered(other)).containsExactly(2L));
        assertThat(delivered(subscriber)).isEmpty();

        change(acme, tx -> subscribers.resume(tx, acme, KIND, subscriber));

        Await.until(() -> assertThat(delivered(subscriber)).containsExactly(1L, 2L));
    }

    @Test
    void forgetsWhoUnsubscribes() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        RECORDER.behaviour.put(subscriber, event -> Future.failedFuture("no"));
        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(deadLetters(subscriber)).hasSize(1));

        change(acme, tx -> subscribers.unsubscribe(tx, acme, KIND, subscriber));

        assertThat(deadLetters(subscriber)).isEmpty();
        var other = subscribed(acme);
        harness.record(acme, "order.paid");
        Await.until(() -> assertThat(delivered(other)).hasSize(1));
        assertThat(delivered(subscriber)).doesNotContain(2L);
    }

    @Test
    void goesOnAfterARestartOfTheNodeWithWhatItsEarlierSelfHeld() {
        var acme = workspace();
        var kind = "restarted";
        change(acme, tx -> subscribers.subscribe(tx, acme, kind, "one"));
        harness.record(acme, "order.placed");
        var died = UUID.randomUUID();
        BENCH.sql(
                "insert into guildhall.event_node (id, name, seen_at) values ($1, 'phoenix', now() + interval '1 hour')",
                died);
        BENCH.sql("update guildhall.event_cursor set lease_owner = $1 where kind = $2", died, kind);

        var restarted = harness.node("phoenix");
        var recorder = new Recorder();
        restarted.durableSubscribers().register(kind, recorder);
        BENCH.start(restarted.product());

        Await.until(() -> assertThat(recorder.of("one")).hasSize(1));
    }

    @Test
    void notesAnAttemptBeforeItMakesIt() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        var answer = Promise.<Void>promise();
        RECORDER.behaviour.put(subscriber, event -> answer.future());

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(delivered(subscriber)).containsExactly(1L));
        assertThat(unfinished(subscriber)).isEqualTo(1);
        answer.complete();
        Await.until(() -> assertThat(cursor(subscriber)).isEqualTo(1L));
        assertThat(unfinished(subscriber)).isZero();
    }

    @Test
    void putsAsideWhatNeverEndedThreeTimesWithoutAFourth() {
        var acme = workspace();
        var suspected = subscribed(acme);
        var twice = subscribed(acme);
        change(acme, tx -> subscribers.pause(tx, acme, KIND, suspected));
        change(acme, tx -> subscribers.pause(tx, acme, KIND, twice));
        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        BENCH.sql("update guildhall.event_cursor set unfinished = 3 where subscriber = $1", suspected);
        BENCH.sql("update guildhall.event_cursor set unfinished = 2 where subscriber = $1", twice);

        change(acme, tx -> subscribers.resume(tx, acme, KIND, suspected));
        change(acme, tx -> subscribers.resume(tx, acme, KIND, twice));

        Await.until(() -> assertThat(delivered(suspected)).containsExactly(2L));
        Await.until(() -> assertThat(delivered(twice)).containsExactly(1L, 2L));
        assertThat(deadLetters(suspected)).containsExactly(1L);
        assertThat(deadLetters(twice)).isEmpty();
    }

    @Test
    void waitsWithWhatCannotBeDeliveredNowHoweverOften() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        RECORDER.behaviour.put(
                subscriber,
                event -> RECORDER.of(subscriber).size() < 9
                        ? Future.failedFuture(new NotNowException("busy", Duration.ofMillis(10)))
                        : Future.succeededFuture());

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(delivered(subscriber)).hasSize(9));
        Await.until(() -> assertThat(cursor(subscriber)).isEqualTo(1L));
        assertThat(deadLetters(subscriber)).isEmpty();
    }

    private static int unfinished(String subscriber) {
        return BENCH.sql("select unfinished from guildhall.event_cursor where subscriber = $1", subscriber)
                .iterator()
                .next()
                .getShort(0);
    }

    @Test
    void takesOverFromANodeThatIsNotSeenAnyMore() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        var dead = UUID.randomUUID();
        BENCH.sql(
                "insert into guildhall.event_node (id, name, seen_at) values ($1, 'dead', now() - interval '9"
                        + " seconds')",
                dead);
        BENCH.sql("update guildhall.event_cursor set lease_owner = $1 where subscriber = $2", dead, subscriber);

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(delivered(subscriber)).containsExactly(1L));
    }

    /** The answer to a claim can be lost with its connection, when the claim itself is not. */
    @Test
    void goesOnWithWhatItClaimedWithoutHearingOfIt() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        BENCH.sql(
                "update guildhall.event_cursor set lease_id = gen_random_uuid(), lease_owner ="
                        + " (select id from guildhall.event_node order by seen_at desc limit 1) where subscriber = $1",
                subscriber);

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(delivered(subscriber)).containsExactly(1L));
    }

    @Test
    void servesACursorOnOneNodeOnly() {
        var kind = "shared";
        var here = new Recorder();
        var there = new Recorder();
        subscribers.register(kind, here);
        var otherNode = harness.node("elsewhere");
        otherNode.durableSubscribers().register(kind, there);
        BENCH.start(otherNode.product());
        var workspaces = java.util.stream.Stream.generate(EventsHarness::workspace)
                .limit(20)
                .toList();
        workspaces.forEach(
                workspace -> change(workspace, tx -> subscribers.subscribe(tx, workspace, kind, workspace.toString())));

        for (var round = 0; round < 30; round++) {
            workspaces.forEach(workspace -> harness.recordAsync(workspace, "load.test"));
        }

        for (var workspace : workspaces) {
            var subscriber = workspace.toString();
            Await.until(() -> assertThat(
                            here.of(subscriber).size() + there.of(subscriber).size())
                    .isEqualTo(30));
            assertThat(here.of(subscriber)).extracting(Event::sequence).isSorted();
            assertThat(there.of(subscriber)).extracting(Event::sequence).isSorted();
        }
    }

    @Test
    void losesNothingWhenConnectionsAreKilled() {
        var acme = workspace();
        var subscriber = subscribed(acme);
        for (var kill = 0; kill < 5; kill++) {
            for (var i = 0; i < 40; i++) {
                harness.recordAsync(acme, "load.test");
            }
            var before = delivered(subscriber).size();
            Await.until(() -> assertThat(delivered(subscriber)).hasSizeGreaterThan(before));
            BENCH.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid() and usename like '%app'");
        }
        Await.until(
                () -> assertThatCode(() -> harness.record(acme, "order.placed")).doesNotThrowAnyException());
        var last = BENCH.sql("select last_sequence from guildhall.event_counter where tenant_id = $1", acme.value())
                .iterator()
                .next()
                .getLong(0);

        Await.until(() -> assertThat(delivered(subscriber)).contains(last));
        assertThat(delivered(subscriber).stream().distinct()).hasSize(last.intValue());
        assertThat(delivered(subscriber)).isSorted();
    }

    @Test
    void stopsDeliveringAKindThatIsTakenOutOfService() {
        var acme = workspace();
        var kind = "leaving";
        var recorder = new Recorder();
        subscribers.register(kind, recorder);
        change(acme, tx -> subscribers.subscribe(tx, acme, kind, "one"));
        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(recorder.of("one")).hasSize(1));

        Await.result(subscribers.unregister(kind));

        var subscriber = subscribed(acme);
        harness.record(acme, "order.paid");
        Await.until(() -> assertThat(delivered(subscriber)).hasSize(1));
        assertThat(recorder.of("one")).hasSize(1);
        var successor = new Recorder();
        subscribers.register(kind, successor);
        Await.until(() -> assertThat(successor.of("one")).hasSize(1));
    }

    private static Long cursor(String subscriber) {
        return BENCH.sql("select sequence from guildhall.event_cursor where subscriber = $1", subscriber)
                .iterator()
                .next()
                .getLong(0);
    }

    private static List<Long> deadLetters(String subscriber) {
        var sequences = new java.util.ArrayList<Long>();
        BENCH.sql("select sequence from guildhall.event_dead_letter where subscriber = $1 order by 1", subscriber)
                .forEach(row -> sequences.add(row.getLong(0)));
        return sequences;
    }
}
