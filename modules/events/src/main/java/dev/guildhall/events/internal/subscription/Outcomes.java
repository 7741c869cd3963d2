package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.Journal;
import dev.guildhall.events.internal.subscription.DeliveryTable.Outcome;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Decides what follows from an attempt, and notes it: done, once more later, given up, or the end of a subscription. */
final class Outcomes {

    /** Why a subscription was disabled whose endpoint said that it is gone. */
    static final String GONE = "GONE";

    private static final double JITTER = 0.1;

    private final Database database;
    private final DeliveryTable deliveries;
    private final SubscriptionTable subscriptions;
    private final Sinks sinks;
    private final Journal journal;
    private final List<Duration> retries;
    private final Clock clock;

    Outcomes(
            Database database,
            DeliveryTable deliveries,
            SubscriptionTable subscriptions,
            Sinks sinks,
            Journal journal,
            List<Duration> retries,
            Clock clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.subscriptions = subscriptions;
        this.sinks = sinks;
        this.journal = journal;
        this.retries = retries;
        this.clock = clock;
    }

    /** Notes what became of an attempt; false, and nothing is noted, when the claim is lost. */
    Future<Boolean> note(QueueClaim claim, Delivery delivery, DeliveryAttempt attempt) {
        return attempt.isGone()
                ? database.inTransaction(claim.key().workspace(), tx -> note(tx, claim, delivery, attempt))
                : deliveries.note(claim, delivery, attempt, outcome(delivery, attempt));
    }

    Future<Boolean> note(Tx tx, QueueClaim claim, Delivery delivery, DeliveryAttempt attempt) {
        var noted = deliveries.note(tx, claim, delivery, attempt, outcome(delivery, attempt));
        return attempt.isGone()
                ? noted.compose(held -> held ? disable(tx, claim.key()).map(true) : Future.succeededFuture(false))
                : noted;
    }

    private Outcome outcome(Delivery delivery, DeliveryAttempt attempt) {
        if (attempt.succeeded()) {
            return Outcome.DELIVERED;
        }
        return attempt.isGone()
                ? Outcome.DEAD
                : nextPause(delivery).map(Outcome::retry).orElse(Outcome.DEAD);
    }

    private Optional<Duration> nextPause(Delivery delivery) {
        var made = delivery.attempts() + 1;
        return made < retries.size() ? Optional.of(jittered(retries.get(made))) : Optional.empty();
    }

    // What failed together shall not come back together.
    private static Duration jittered(Duration pause) {
        var factor = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return Duration.ofMillis(Math.round(pause.toMillis() * factor));
    }

    private Future<Void> disable(Tx tx, Queue queue) {
        return subscriptions.lock(tx, queue.workspace(), queue.subscription()).compose(found -> {
            if (found.isEmpty() || !found.get().enabled()) {
                return Future.succeededFuture();
            }
            var present = found.get();
            var disabled = present.disabled(GONE, clock.instant());
            journal.record(
                    tx,
                    queue.workspace(),
                    Change.of(Authentication.SYSTEM, "subscription.disabled")
                            .on(queue.subscription())
                            .telling(
                                    new JsonObject().put("name", present.name()).put("reason", GONE))
                            .from(sinks.audited(present))
                            .to(sinks.audited(disabled)));
            return subscriptions.change(tx, disabled, false).mapEmpty();
        });
    }
}
