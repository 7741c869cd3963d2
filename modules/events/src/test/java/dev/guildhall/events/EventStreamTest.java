package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.path;
import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("Other classes would slow down what it waits for.")
class EventStreamTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private static SseClient open(WorkspaceId workspace, Long lastEventId) {
        var token = TestAuthenticator.user(harness.access.userWith(workspace, "events.read"));
        return SseClient.open(BENCH.vertx(), harness.http, token, workspace, lastEventId);
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void streamsEventsFromNowOn() {
        var acme = workspace();
        harness.record(acme, "before.stream");
        var stream = open(acme, null);

        var id = harness.record(acme, "order.placed");
        harness.record(workspace(), "other.workspace");
        harness.record(acme, "order.paid");

        Await.until(() -> assertThat(stream.ids()).containsExactly(2L, 3L));
        var message = stream.messages().get(0);
        assertThat(message.event()).isEqualTo("order.placed");
        assertThat(message.data().getString("id")).isEqualTo(id.toString());
        assertThat(message.data().getString("specversion")).isEqualTo("1.0");
        assertThat(stream.response().getHeader("Content-Type")).isEqualTo("text/event-stream");
        stream.close();
    }

    @Test
    void streamsEventsOfTheTypesAskedForUnderNoNames() {
        var acme = workspace();
        var token = TestAuthenticator.user(harness.access.userWith(acme, "events.read"));
        var stream =
                SseClient.openWith(BENCH.vertx(), harness.http, token, acme, "?named=false&types=order.*,member.left");

        harness.record(acme, "invoice.sent");
        harness.record(acme, "order.paid");
        harness.record(acme, "ordering.begun");
        harness.record(acme, "member.left");

        Await.until(() -> assertThat(stream.ids()).containsExactly(2L, 4L));
        assertThat(stream.messages()).extracting(SseClient.Message::event).containsOnlyNulls();
        assertThat(stream.messages().get(0).data().getString("type")).isEqualTo("order.paid");
        stream.close();
    }

    @Test
    void refusesTypesThatAreNone() {
        var acme = workspace();

        var refused = harness.clientWith(acme, "events.read")
                .get(path(acme) + "/stream?types=order.*,,*.x")
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("types");
    }

    @Test
    void aUserHasSoManyStreamsAndNobodyElseFewer() {
        var acme = workspace();
        var token = TestAuthenticator.user(harness.access.userWith(acme, "events.read"));
        var streams = IntStream.range(0, 50)
                .mapToObj(number -> SseClient.open(BENCH.vertx(), harness.http, token, acme, null))
                .toList();

        var refused = harness.http.withBearer(token).get(path(acme) + "/stream").expect(429, "REQUEST.RATE_LIMITED");

        assertThat(refused.header("Retry-After")).isNotBlank();
        open(acme, null).close();
        streams.forEach(SseClient::close);
        Await.until(() ->
                SseClient.open(BENCH.vertx(), harness.http, token, acme, null).close());
    }

    @Test
    void whoAsksForTheHeadOfAStreamGetsNoMore() {
        var acme = workspace();

        var head = harness.clientWith(acme, "events.read").send("HEAD", path(acme) + "/stream", null);

        assertThat(head.expect(200).header("Content-Type")).isEqualTo("text/event-stream");
    }

    @Test
    void resumesAfterTheLastEventId() {
        var acme = workspace();
        recordMany(acme, 130);

        var stream = open(acme, 7L);
        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(stream.ids()).hasSize(124));
        assertThat(stream.ids())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(8, 131).boxed().toList());
        stream.close();
    }

    @Test
    void takesALastEventIdFromTheFutureForTheNewest() {
        var acme = workspace();
        harness.record(acme, "order.placed");
        var stream = open(acme, 999L);

        harness.record(acme, "order.paid");

        Await.until(() -> assertThat(stream.ids()).containsExactly(2L));
        stream.close();
    }

    @Test
    void refusesALastEventIdThatIsNone() {
        var acme = workspace();
        var client = harness.clientWith(acme, "events.read");

        client.withHeader("Last-Event-ID", "abc").get(path(acme) + "/stream").expect(400, "REQUEST.INVALID");
        client.get(path(acme) + "/stream?lastEventId=-1").expect(400, "REQUEST.INVALID");
    }

    @Test
    void hasNeitherGapNorRepetitionUnderLoadHoweverOftenItReconnects() {
        var acme = workspace();
        var writing = new AtomicBoolean(true);
        var writers =
                Future.all(List.of(writeWhile(writing, acme), writeWhile(writing, acme), writeWhile(writing, acme)));

        var last = 0L;
        for (var connection = 0; connection < 15; connection++) {
            var stream = open(acme, last);
            Await.until(() -> assertThat(stream.ids()).hasSizeGreaterThan(40));
            var ids = List.copyOf(stream.ids());
            assertThat(ids)
                    .containsExactlyElementsOf(LongStream.rangeClosed(last + 1, last + ids.size())
                            .boxed()
                            .toList());
            last = ids.get(ids.size() - 1);
            stream.close();
        }

        writing.set(false);
        Await.result(writers);
    }

    @Test
    void readsFromTheLogWhatASlowReaderHasMissed() {
        var acme = workspace();
        var stream = open(acme, null);
        stream.response().pause();
        var large = new JsonObject().put("text", "x".repeat(30_000));

        for (var i = 0; i < 400; i++) {
            Await.result(BENCH.database()
                    .inTransaction(
                            acme,
                            tx -> Future.succeededFuture(harness.events
                                    .outbox()
                                    .append(
                                            tx,
                                            acme,
                                            new NewEvent("big.event", null, Principal.SYSTEM, Cause.NONE, large)))));
        }
        stream.response().resume();

        Await.until(() -> assertThat(stream.ids()).hasSize(400));
        assertThat(stream.ids()).containsExactlyElementsOf(upTo(400));
        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(stream.ids()).containsExactlyElementsOf(upTo(401)));
        stream.close();
    }

    @Test
    void endsWhenTheActorLosesAccess() {
        var acme = workspace();
        var user = harness.access.userWith(acme, "events.read");
        var stream = SseClient.open(BENCH.vertx(), harness.http, TestAuthenticator.user(user), acme, null);
        var staying = open(acme, null);

        harness.access.revoke(user);
        harness.record(acme, "member.removed");

        Await.until(() -> assertThat(stream.hasEnded()).isTrue());
        harness.record(acme, "order.placed");
        Await.until(() -> assertThat(staying.ids()).containsExactly(1L, 2L));
        assertThat(staying.hasEnded()).isFalse();
        assertThat(stream.ids()).doesNotContain(2L);
        staying.close();
    }

    @Test
    void endsWhenAPlatformWideFactTakesTheAccessAway() {
        var acme = workspace();
        var user = harness.access.userWith(acme, "events.read");
        var stream = SseClient.open(BENCH.vertx(), harness.http, TestAuthenticator.user(user), acme, null);

        harness.access.revoke(user);
        harness.record(Tenant.PLATFORM, "user.deleted");

        Await.until(() -> assertThat(stream.hasEnded()).isTrue());
    }

    @Test
    void endsWhenTheCredentialExpires() {
        var acme = workspace();
        var user = harness.access.userWith(acme, "events.read");
        harness.record(acme, "order.placed");
        var token = TestAuthenticator.user(user, Duration.ofSeconds(6));
        var stream = SseClient.open(BENCH.vertx(), harness.http, token, acme, 0L);

        Await.until(() -> assertThat(stream.ids()).containsExactly(1L));
        Await.until(() -> assertThat(stream.hasEnded()).isTrue());
    }

    @Test
    void endsInGoodOrderWhenTheServerStops() {
        var server = new EventsHarness(BENCH);
        var acme = workspace();
        var token = TestAuthenticator.user(server.access.userWith(acme, "events.read"));
        var before = Set.copyOf(BENCH.vertx().deploymentIDs());
        var http = server.serveOnceMore();
        var serving = BENCH.vertx().deploymentIDs().stream()
                .filter(id -> !before.contains(id))
                .toList();
        var stream = SseClient.open(BENCH.vertx(), http, token, acme, null);

        serving.forEach(id -> Await.result(BENCH.vertx().undeploy(id)));

        Await.until(() -> assertThat(stream.hasEnded()).isTrue());
    }

    private static Future<?> writeWhile(AtomicBoolean writing, WorkspaceId workspace) {
        return writing.get()
                ? harness.recordAsync(workspace, "load.test").compose(done -> writeWhile(writing, workspace))
                : Future.succeededFuture();
    }

    private static void recordMany(WorkspaceId workspace, int count) {
        Await.result(BENCH.database().inTransaction(workspace, tx -> {
            for (var i = 0; i < count; i++) {
                harness.events.outbox().append(tx, workspace, EventsHarness.event("load.test"));
            }
            return Future.succeededFuture();
        }));
    }
}
