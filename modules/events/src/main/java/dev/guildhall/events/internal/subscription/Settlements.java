package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.events.DeliveryAttempt;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** What the worker on a queue does in the database, together what belongs together. */
final class Settlements {

    private static final int READ = 32;

    private final Database database;
    private final DueTable dues;
    private final QueueTable queues;
    private final Outcomes outcomes;
    private final AttemptMeters meters;

    Settlements(Database database, DueTable dues, QueueTable queues, Outcomes outcomes, AttemptMeters meters) {
        this.database = database;
        this.dues = dues;
        this.queues = queues;
        this.outcomes = outcomes;
        this.meters = meters;
    }

    /**
     * An attempt that was made, and the delivery it was made for.
     *
     * @param sink what kind it was made to
     */
    record Made(Delivery delivery, DeliveryAttempt attempt, String sink) {}

    /** What is to be done once the attempts are noted. */
    enum Next {
        NOTHING,
        /** Read what is due now, and give the queue back when that is nothing and nothing else is under way. */
        READ,
        /** Give the queue back. */
        RELEASE
    }

    /**
     * What was done.
     *
     * @param noted false when the claim is lost, or may be
     * @param due what was read
     * @param released whether the queue was given back
     * @param more whether something is due in it already
     */
    record Settled(boolean noted, Due due, boolean released, boolean more) {

        static final Settled LOST = new Settled(false, Due.NOTHING, false, false);

        private static Settled released(boolean more) {
            return new Settled(true, Due.NOTHING, true, more);
        }

        private static Settled of(boolean noted) {
            return noted ? new Settled(true, Due.NOTHING, false, false) : LOST;
        }
    }

    /** What is due, but for what is under way. */
    Future<Due> read(QueueClaim claim, Collection<UUID> underWay) {
        return inTransaction(claim, tx -> dues.read(tx, claim.key(), underWay, READ));
    }

    /** Gives a queue back; true when something is due in it already. */
    Future<Boolean> release(QueueClaim claim) {
        return queues.release(claim);
    }

    /**
     * Notes what became of attempts that were made together, and does what is next.
     *
     * @param others what else is under way
     */
    Future<Settled> settle(QueueClaim claim, List<Made> made, Next next, Collection<UUID> others) {
        var settled = switch (next) {
            case NOTHING -> outcomes.note(claim, made).map(Settled::of);
            case READ -> inTransaction(claim, tx -> noteAndRead(tx, claim, made, others));
            case RELEASE -> inTransaction(claim, tx -> noteAndRelease(tx, claim, made));
        };
        return settled.onSuccess(done -> {
            if (done.noted()) {
                made.forEach(one -> meters.record(one, outcomes.of(one.delivery(), one.attempt())));
            }
        });
    }

    private Future<Settled> noteAndRead(Tx tx, QueueClaim claim, List<Made> made, Collection<UUID> others) {
        var noted = outcomes.note(tx, claim, made);
        var due = dues.read(tx, claim.key(), others, READ);
        return Future.all(noted, due).compose(both -> {
            if (!noted.result()) {
                return Future.succeededFuture(Settled.LOST);
            }
            return due.result().deliveries().isEmpty() && others.isEmpty()
                    ? queues.release(tx, claim).map(Settled::released)
                    : Future.succeededFuture(new Settled(true, due.result(), false, false));
        });
    }

    private Future<Settled> noteAndRelease(Tx tx, QueueClaim claim, List<Made> made) {
        var noted = outcomes.note(tx, claim, made);
        var released = queues.release(tx, claim);
        return Future.all(noted, released).map(both -> Settled.released(released.result()));
    }

    private <T> Future<T> inTransaction(QueueClaim claim, Function<Tx, Future<T>> work) {
        return database.inTransaction(claim.key().tenant(), work);
    }
}
