package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.Journal;
import dev.guildhall.events.SubscriptionNotice;
import dev.guildhall.events.internal.subscription.DeliveryTable.Noted;
import dev.guildhall.events.internal.subscription.DeliveryTable.Outcome;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import dev.guildhall.events.internal.subscription.Settlements.Made;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Decides what follows from an attempt, and notes it: done, once more later, given up, or the end of a subscription. */
final class Outcomes {

    /** Why a subscription was disabled whose endpoint said that it is gone. */
    static final String GONE = "GONE";

    /** Why one was disabled to which nothing could be delivered for too long. */
    static final String FAILING = "FAILING";

    private static final double JITTER = 0.1;

    private final Database database;
    private final DeliveryTable deliveries;
    private final SubscriptionTable subscriptions;
    private final Sinks sinks;
    private final Journal journal;
    private final List<Duration> retries;
    private final Duration failureLimit;
    private final List<SubscriptionNotice> notices;
    private final Clock clock;

    /** @param notices are told of what is disabled here */
    Outcomes(
            Database database,
            DeliveryTable deliveries,
            SubscriptionTable subscriptions,
            Sinks sinks,
            Journal journal,
            List<Duration> retries,
            Duration failureLimit,
            List<SubscriptionNotice> notices,
            Clock clock) {
        this.database = database;
        this.deliveries = deliveries;
        this.subscriptions = subscriptions;
        this.sinks = sinks;
        this.journal = journal;
        this.retries = retries;
        this.failureLimit = failureLimit;
        this.notices = notices;
        this.clock = clock;
    }

    /** Notes what became of attempts; false, and less than all may be noted, when the claim is lost. */
    Future<Boolean> note(QueueClaim claim, List<Made> made) {
        return made.stream().allMatch(one -> one.attempt().succeeded())
                ? deliveries.noteSuccesses(claim, made)
                : database.inTransaction(claim.key().tenant(), tx -> note(tx, claim, made));
    }

    Future<Boolean> note(Tx tx, QueueClaim claim, List<Made> made) {
        var bySuccess = made.stream()
                .collect(Collectors.partitioningBy(one -> one.attempt().succeeded()));
        var succeeded = bySuccess.get(true).isEmpty()
                ? Future.succeededFuture(true)
                : deliveries.noteSuccesses(tx, claim, bySuccess.get(true));
        var failed = bySuccess.get(false).stream()
                .map(one -> noteFailure(tx, claim, one.delivery(), one.attempt()))
                .toList();
        return succeeded.compose(held -> Future.all(failed).compose(all -> {
            var outcomes = all.<Failed>list();
            // Several may be the reason, and it is disabled once.
            return outcomes.stream()
                    .flatMap(one -> one.reasonToDisable().stream())
                    .findFirst()
                    .map(reason -> disable(tx, claim.key(), reason))
                    .orElseGet(Future::succeededFuture)
                    .map(held && outcomes.stream().allMatch(Failed::isNoted));
        }));
    }

    private record Failed(boolean isNoted, Optional<String> reasonToDisable) {}

    private Future<Failed> noteFailure(Tx tx, QueueClaim claim, Delivery delivery, DeliveryAttempt attempt) {
        return deliveries
                .noteFailure(tx, claim, delivery, attempt, of(delivery, attempt))
                .map(noted -> new Failed(noted.isPresent(), noted.flatMap(done -> reasonToDisable(attempt, done))));
    }

    private Optional<String> reasonToDisable(DeliveryAttempt attempt, Noted noted) {
        if (attempt.isGone()) {
            return Optional.of(GONE);
        }
        return noted.failingSince()
                .filter(since -> since.plus(failureLimit).isBefore(clock.instant()))
                .map(tooLong -> FAILING);
    }

    /** What follows from an attempt for its delivery. */
    Outcome of(Delivery delivery, DeliveryAttempt attempt) {
        if (attempt.succeeded()) {
            return Outcome.DELIVERED;
        }
        return attempt.isGone()
                ? Outcome.DEAD
                : nextPause(delivery)
                        .map(pause -> Outcome.retry(longer(pause, attempt.notBefore())))
                        .orElse(Outcome.DEAD);
    }

    private Optional<Duration> nextPause(Delivery delivery) {
        var made = delivery.attempts() + 1;
        return made < retries.size() ? Optional.of(jittered(retries.get(made))) : Optional.empty();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    // What failed together shall not come back together.
    private static Duration jittered(Duration pause) {
        var factor = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return Duration.ofMillis(Math.round(pause.toMillis() * factor));
    }

    private Future<Void> disable(Tx tx, Queue queue, String reason) {
        return subscriptions.lock(tx, queue.tenant(), queue.subscription()).compose(found -> {
            if (found.isEmpty() || !found.get().enabled()) {
                return Future.succeededFuture();
            }
            var present = found.get();
            var disabled = present.disabled(reason, clock.instant());
            journal.record(
                    tx,
                    queue.tenant(),
                    Change.of(Authentication.SYSTEM, "subscription.disabled")
                            .on(queue.subscription())
                            .telling(
                                    new JsonObject().put("name", present.name()).put("reason", reason))
                            .from(sinks.audited(present))
                            .to(sinks.audited(disabled)));
            return subscriptions
                    .change(tx, disabled, false)
                    .compose(changed -> Future.all(notices.stream()
                            .map(notice -> notice.disabled(tx, changed))
                            .toList()))
                    .mapEmpty();
        });
    }
}
