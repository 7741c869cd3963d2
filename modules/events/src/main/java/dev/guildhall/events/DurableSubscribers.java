package dev.guildhall.events;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Subscribers that miss nothing: each has a cursor per tenant in the database, so it goes on where it left off after
 * a restart or on another node. One with several handlers has a cursor for each, so that one that fails delays itself
 * only. Only one node serves a cursor at a time.
 */
public interface DurableSubscribers {

    /**
     * Whose turn an event is: a handler of a subscriber.
     *
     * @param handler a stable name; {@link #WHOLE} for a subscriber whose handlers are not told apart, or not known yet
     */
    record Recipient(Tenant tenant, String subscriber, String handler) {

        public static final String WHOLE = "";

        public boolean isWhole() {
            return handler.equals(WHOLE);
        }
    }

    /** How events reach the subscribers of one kind; the kind is a stable name, such as {@code extension}. */
    interface Delivery {

        /**
         * Hands one event over. A failed future is tried again with back-off, and after the last try the
         * event is put aside as a dead letter and the next one comes; so is one that does not complete in time. At least
         * once, in sequence: stand a repeat by the event's id. What fails with a {@link NotNowException} waits. An event
         * during whose delivery the process ended three times is put aside as well. Called on an event loop, which it must not block.
         *
         * @param wanted whether it is still this node's to deliver; what has waited for something asks it just before the
         *     event goes out, and fails when it says no
         */
        Future<Void> deliver(Recipient to, Event event, BooleanSupplier wanted);

        /** Whether events of this type are wanted at all; answered from memory where possible. */
        Future<Boolean> wants(Recipient by, Event event);
    }

    /** An event cannot be delivered at the moment, whatever it is: it waits, and this is not counted as an attempt. */
    final class NotNowException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Duration pause;

        public NotNowException(String message, Duration pause) {
            super(message, null, false, false);
            this.pause = pause;
        }

        public Duration pause() {
            return pause;
        }
    }

    /**
     * How a handler stands.
     *
     * @param position the sequence of the last event it is done with
     * @param behind how many events have come since
     * @param attempts how often the next one was tried in vain
     * @param lastError what came of the last attempt that failed; empty when the one after it did not
     * @param deadLetters how many events were put aside and still are
     */
    record Standing(
            String subscriber,
            String handler,
            long position,
            long behind,
            int attempts,
            Optional<String> lastError,
            Optional<Instant> nextAttemptAt,
            long deadLetters) {}

    /** An event that a handler put aside after so many attempts. */
    record DeadLetter(
            String handler, long sequence, UUID eventId, String type, int attempts, String error, Instant since) {}

    /** How the subscribers of a kind stand in a tenant, each of their handlers by itself. */
    Future<List<Standing>> standings(Tenant tenant, String kind);

    /**
     * What was put aside, the oldest first, after a sequence; more than the limit when several handlers put the last event
     * aside.
     */
    Future<List<DeadLetter>> deadLetters(Tenant tenant, String kind, String subscriber, long after, int limit);

    /**
     * Delivers an event that was put aside once more, now and out of turn. Fails with {@code EVENT.NOT_PUT_ASIDE}, and with
     * {@code EVENT.NOT_DELIVERED} when that fails again; it is put aside as before then.
     *
     * @param handler to which one only; to all that put it aside when empty
     */
    Future<Void> retry(Tenant tenant, String kind, String subscriber, Optional<String> handler, long sequence);

    /**
     * Forgets that an event was put aside; fails with {@code EVENT.NOT_PUT_ASIDE}.
     *
     * @param handler by which one only; by all when empty
     */
    Future<Void> skip(Tx tx, Tenant tenant, String kind, String subscriber, Optional<String> handler, long sequence);

    /**
     * Goes back, or on, to the event after a sequence; what comes after it is delivered, once more for what was. Fails with
     * {@code EVENT.GONE} when that is not kept any more; 0 begins with the oldest there is.
     */
    Future<Void> replay(Tx tx, Tenant tenant, String kind, String subscriber, long after);

    /** Registers the delivery of a kind; once, before the events module starts or later. */
    void register(String kind, Delivery delivery);

    /**
     * Takes the delivery of a kind out of service on this node, so that its owner can stop. Completes when no delivery is
     * under way any more, or their time is up.
     */
    Future<Void> unregister(String kind);

    /**
     * Begins a subscription after the newest event of the tenant, in the transaction that makes its owner; the events
     * of that transaction belong to it. One that exists goes on as it was.
     */
    Future<Void> subscribe(Tx tx, Tenant tenant, String kind, String subscriber);

    /**
     * Says which handlers a subscriber has, by their names and with the events they are for; none when they are not told
     * apart. What is new takes the place of what is gone: it begins where the hindmost of those began that it replaces, and
     * has their dead letters; when nothing is gone, it begins where the foremost of the others is. Nothing happens when
     * these are its handlers already, or there is no such subscriber.
     */
    Future<Void> setHandlers(Tx tx, Tenant tenant, String kind, String subscriber, Map<String, TypePattern> handlers);

    /** Stops delivery until {@link #resume}; the cursor stays. Deliveries under way still finish. */
    Future<Void> pause(Tx tx, Tenant tenant, String kind, String subscriber);

    /** Goes on where it was paused, and tries at once what had failed. */
    Future<Void> resume(Tx tx, Tenant tenant, String kind, String subscriber);

    /** Ends a subscription and forgets its cursor and dead letters. A delivery under way still finishes. */
    Future<Void> unsubscribe(Tx tx, Tenant tenant, String kind, String subscriber);
}
