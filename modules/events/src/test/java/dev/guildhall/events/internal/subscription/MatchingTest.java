package dev.guildhall.events.internal.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.subscription.DeliveryTable.Match;
import dev.guildhall.testkit.Await;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MatchingTest {

    private static final WorkspaceId WORKSPACE = new WorkspaceId(new UUID(0, 2));

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static Subscription subscription(int number, String sql) {
        return new Subscription(
                WORKSPACE,
                new UUID(1, number),
                "CRM",
                List.of("order.*"),
                new JsonObject().put("sql", sql),
                "WEBHOOK",
                new JsonObject(),
                false,
                true,
                null,
                0,
                1,
                "system",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static Event event(int sequence, String subject) {
        return new Event(
                new UUID(2, sequence),
                WORKSPACE,
                sequence,
                "order.placed",
                subject,
                Principal.SYSTEM,
                Cause.NONE,
                Instant.EPOCH,
                new JsonObject());
    }

    @Test
    void findsWhatIsWantedSubscriptionBySubscriptionInTheOrderOfTheEvents() {
        var subscriptions = List.of(
                subscription(1, "subject <> 'b'"), subscription(2, "subject = 'c'"), subscription(3, "no expression"));
        var events = List.of(event(1, "a"), event(2, "b"), event(3, "c"));

        var matches = Await.result(Matching.of(vertx, subscriptions, Subscription::wanted, events));

        assertThat(matches)
                .containsExactly(
                        new Match(new UUID(1, 1), 1), new Match(new UUID(1, 1), 3), new Match(new UUID(1, 2), 3));
    }

    @Test
    void leavesTheEventLoopToOthersHoweverLongTheFiltersTake() {
        var hostile = "subject LIKE '" + "%a".repeat(900) + "%b'";
        var subscriptions =
                IntStream.range(0, 100).mapToObj(n -> subscription(n, hostile)).toList();
        var events = IntStream.range(1, 201)
                .mapToObj(n -> event(n, "a".repeat(1_000)))
                .toList();
        var matched = Promise.<List<Match>>promise();
        var others = new AtomicInteger();

        vertx.runOnContext(here -> {
            vertx.setPeriodic(1, tick -> others.incrementAndGet());
            Matching.of(vertx, subscriptions, Subscription::wanted, events).onComplete(matched);
        });

        assertThat(Await.result(matched.future())).isEmpty();
        assertThat(others).hasValueGreaterThan(10);
    }
}
