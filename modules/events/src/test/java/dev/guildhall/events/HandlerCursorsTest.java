package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DurableSubscribers.DeadLetter;
import dev.guildhall.events.DurableSubscribers.Recipient;
import dev.guildhall.events.DurableSubscribers.Standing;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Subscribers with several handlers, each of which has a cursor of its own. */
class HandlerCursorsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String KIND = "several";
    private static final String NAME = "crm";
    private static final Recorder RECORDER = new Recorder();

    private static EventsHarness harness;
    private static DurableSubscribers subscribers;

    private final WorkspaceId acme = workspace();

    /** Remembers what each handler got, and fails with what it is told to. */
    private static final class Recorder implements DurableSubscribers.Delivery {

        private record Got(Tenant workspace, String handler, long sequence) {}

        private final List<Got> delivered = new CopyOnWriteArrayList<>();
        private final Set<Recipient> failing = ConcurrentHashMap.newKeySet();

        @Override
        public Future<Void> deliver(Recipient to, Event event, BooleanSupplier wanted) {
            delivered.add(new Got(to.tenant(), to.handler(), event.sequence()));
            return failing.contains(to) ? Future.failedFuture("cannot") : Future.succeededFuture();
        }

        @Override
        public Future<Boolean> wants(Recipient by, Event event) {
            return Future.succeededFuture(by.isWhole() || new TypePattern(by.handler()).matches(event.type()));
        }

        List<Long> of(WorkspaceId workspace, String handler) {
            return delivered.stream()
                    .filter(got ->
                            got.workspace().equals(workspace) && got.handler().equals(handler))
                    .map(Got::sequence)
                    .toList();
        }
    }

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
        subscribers = harness.events.durableSubscribers();
        subscribers.register(KIND, RECORDER);
    }

    private void change(Function<Tx, Future<Void>> change) {
        Await.result(BENCH.database().inTransaction(acme, change));
    }

    private void subscribe() {
        change(tx -> subscribers.subscribe(tx, acme, KIND, NAME));
    }

    private void setHandlers(String... patterns) {
        Map<String, TypePattern> handlers =
                Arrays.stream(patterns).collect(Collectors.toMap(Function.identity(), TypePattern::new));
        change(tx -> subscribers.setHandlers(tx, acme, KIND, NAME, handlers));
    }

    private void fail(String handler) {
        RECORDER.failing.add(new Recipient(acme, NAME, handler));
    }

    private void recover(String handler) {
        RECORDER.failing.remove(new Recipient(acme, NAME, handler));
    }

    private Map<String, Long> positions() {
        return Await.result(subscribers.standings(acme, KIND)).stream()
                .collect(Collectors.toMap(Standing::handler, Standing::position));
    }

    private List<DeadLetter> deadLetters() {
        return Await.result(subscribers.deadLetters(acme, KIND, NAME, 0, 100));
    }

    private List<Long> got(String handler) {
        return RECORDER.of(acme, handler);
    }

    @Test
    void oneThatFailsDelaysItselfOnly() {
        subscribe();
        setHandlers("order.*", "order.placed");
        fail("order.placed");

        for (var i = 0; i < 5; i++) {
            harness.record(acme, "order.placed");
        }

        Await.until(() -> assertThat(got("order.*")).containsExactly(1L, 2L, 3L, 4L, 5L));
        Await.until(() -> assertThat(deadLetters())
                .extracting(DeadLetter::handler, DeadLetter::sequence)
                .containsExactly(
                        tuple("order.placed", 1L),
                        tuple("order.placed", 2L),
                        tuple("order.placed", 3L),
                        tuple("order.placed", 4L),
                        tuple("order.placed", 5L)));
        assertThat(got("order.*")).hasSize(5);
    }

    @Test
    void beginWhereTheSubscriberAsAWholeWas() {
        subscribe();
        harness.record(acme, "order.placed");
        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(positions()).containsExactly(Map.entry("", 2L)));
        change(tx -> subscribers.pause(tx, acme, KIND, NAME));
        harness.record(acme, "order.placed");
        harness.record(acme, "member.added");

        setHandlers("order.*", "member.*");
        assertThat(positions()).containsOnly(Map.entry("order.*", 2L), Map.entry("member.*", 2L));
        change(tx -> subscribers.resume(tx, acme, KIND, NAME));

        Await.until(() -> assertThat(positions()).containsOnly(Map.entry("order.*", 4L), Map.entry("member.*", 4L)));
        assertThat(got("order.*")).containsExactly(3L);
        assertThat(got("member.*")).containsExactly(4L);
    }

    @Test
    void inheritWhatTheSubscriberAsAWholeHadPutAside() {
        subscribe();
        fail("");
        harness.record(acme, "order.placed");
        harness.record(acme, "member.added");
        harness.record(acme, "role.created");
        Await.until(() -> assertThat(deadLetters()).hasSize(3));

        setHandlers("order.*", "*");

        assertThat(deadLetters())
                .extracting(DeadLetter::sequence, DeadLetter::handler)
                .containsExactlyInAnyOrder(tuple(1L, "order.*"), tuple(1L, "*"), tuple(2L, "*"), tuple(3L, "*"));
        assertThat(deadLetters())
                .allSatisfy(letter -> assertThat(letter.error()).contains("cannot"));
    }

    @Test
    void takeThePlaceOfThoseThatAreGoneAndOfNoOther() {
        subscribe();
        setHandlers("order.*", "*");
        fail("order.*");
        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        Await.until(() -> assertThat(deadLetters()).hasSize(2));
        Await.until(() -> assertThat(positions()).containsOnly(Map.entry("order.*", 2L), Map.entry("*", 2L)));
        change(tx -> subscribers.pause(tx, acme, KIND, NAME));
        harness.record(acme, "order.shipped");
        BENCH.sql(
                "update guildhall.event_cursor set sequence = 1 where tenant_id = $1 and handler = 'order.*'",
                acme.value());

        setHandlers("order.placed", "order.shipped", "*");
        change(tx -> subscribers.resume(tx, acme, KIND, NAME));

        Await.until(() -> assertThat(positions())
                .containsOnly(Map.entry("order.placed", 3L), Map.entry("order.shipped", 3L), Map.entry("*", 3L)));
        assertThat(got("order.shipped")).containsExactly(3L);
        assertThat(got("order.placed")).isEmpty();
        assertThat(got("*")).containsExactly(1L, 2L, 3L);
        assertThat(deadLetters()).extracting(DeadLetter::handler).containsExactly("order.placed");
    }

    @Test
    void thatAreNewBesideTheOthersBeginWhereTheForemostIs() {
        subscribe();
        setHandlers("order.*");
        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(positions()).containsOnly(Map.entry("order.*", 1L)));

        setHandlers("order.*", "*");
        harness.record(acme, "order.paid");

        Await.until(() -> assertThat(got("order.*")).containsExactly(1L, 2L));
        Await.until(() -> assertThat(got("*")).containsExactly(2L));
    }

    @Test
    void areAsPausedAsTheOthers() {
        subscribe();
        change(tx -> subscribers.pause(tx, acme, KIND, NAME));
        setHandlers("order.*", "*");
        harness.record(acme, "order.placed");

        assertThat(BENCH.sql("select state from guildhall.event_cursor where tenant_id = $1", acme.value()))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.getString("state")).isEqualTo("PAUSED"));
        change(tx -> subscribers.resume(tx, acme, KIND, NAME));

        Await.until(() -> assertThat(got("order.*")).containsExactly(1L));
        Await.until(() -> assertThat(got("*")).containsExactly(1L));
    }

    @Test
    void areReplayedAndForgottenTogether() {
        subscribe();
        setHandlers("order.*", "*");
        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(positions()).containsOnly(Map.entry("order.*", 1L), Map.entry("*", 1L)));

        change(tx -> subscribers.replay(tx, acme, KIND, NAME, 0));

        Await.until(() -> assertThat(got("order.*")).containsExactly(1L, 1L));
        Await.until(() -> assertThat(got("*")).containsExactly(1L, 1L));
        change(tx -> subscribers.unsubscribe(tx, acme, KIND, NAME));
        assertThat(positions()).isEmpty();
        setHandlers("order.*", "*");
        assertThat(positions()).as("of nobody").isEmpty();
    }

    @Test
    void tryAgainAndSkipByThemselvesOrTogether() {
        subscribe();
        setHandlers("order.*", "*");
        fail("order.*");
        fail("*");
        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        Await.until(() -> assertThat(deadLetters()).hasSize(4));
        recover("*");

        Await.result(subscribers.retry(acme, KIND, NAME, Optional.of("*"), 1));
        assertThat(Await.failure(subscribers.retry(acme, KIND, NAME, Optional.empty(), 2)))
                .hasMessageContaining("not delivered");

        assertThat(deadLetters())
                .extracting(DeadLetter::sequence, DeadLetter::handler)
                .containsExactly(tuple(1L, "order.*"), tuple(2L, "order.*"));
        change(tx -> subscribers.skip(tx, acme, KIND, NAME, Optional.of("order.*"), 1));
        change(tx -> subscribers.skip(tx, acme, KIND, NAME, Optional.empty(), 2));
        assertThat(deadLetters()).isEmpty();
        assertThat(Await.failure(subscribers.retry(acme, KIND, NAME, Optional.empty(), 2)))
                .hasMessageContaining("No event");
    }

    @Test
    void aPageOfDeadLettersEndsWithAllOfItsLastEvent() {
        subscribe();
        setHandlers("order.*", "*");
        fail("order.*");
        fail("*");
        harness.record(acme, "order.placed");
        harness.record(acme, "order.paid");
        Await.until(() -> assertThat(deadLetters()).hasSize(4));

        var first = Await.result(subscribers.deadLetters(acme, KIND, NAME, 0, 1));
        var second = Await.result(subscribers.deadLetters(acme, KIND, NAME, 1, 1));

        assertThat(first).extracting(DeadLetter::sequence).containsExactly(1L, 1L);
        assertThat(second).extracting(DeadLetter::sequence).containsExactly(2L, 2L);
    }
}
