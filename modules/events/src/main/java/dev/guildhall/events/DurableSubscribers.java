package dev.guildhall.events;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Subscribers that miss nothing: each has a cursor per workspace in the database, so it goes on where it left off after
 * a restart or on another node. Only one node serves a cursor at a time.
 */
public interface DurableSubscribers {

    /** How events reach the subscribers of one kind; the kind is a stable name, such as {@code extension}. */
    interface Delivery {

        /**
         * Hands one event to a subscriber. A failed future is tried again with back-off, and after the last try the
         * event is put aside as a dead letter and the next one comes; so is one that does not complete in time. At least
         * once, in sequence: stand a repeat by the event's id. What fails with a {@link NotNowException} waits. An event
         * during whose delivery the process ended three times is put aside as well. Called on an event loop, which it must not block.
         *
         * @param wanted whether it is still this node's to deliver; what has waited for something asks it just before the
         *     event goes out, and fails when it says no
         */
        Future<Void> deliver(WorkspaceId workspace, String subscriber, Event event, BooleanSupplier wanted);

        /** Whether the subscriber wants events of this type at all; answered from memory where possible. */
        Future<Boolean> wants(WorkspaceId workspace, String subscriber, Event event);
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

    /** Registers the delivery of a kind; once, before the events module starts or later. */
    void register(String kind, Delivery delivery);

    /**
     * Takes the delivery of a kind out of service on this node, so that its owner can stop. Completes when no delivery is
     * under way any more, or their time is up.
     */
    Future<Void> unregister(String kind);

    /**
     * Begins a subscription after the newest event of the workspace, in the transaction that makes its owner; the events
     * of that transaction belong to it. One that exists goes on as it was.
     */
    Future<Void> subscribe(Tx tx, WorkspaceId workspace, String kind, String subscriber);

    /** Stops delivery until {@link #resume}; the cursor stays. Deliveries under way still finish. */
    Future<Void> pause(Tx tx, WorkspaceId workspace, String kind, String subscriber);

    /** Goes on where it was paused, and tries at once what had failed. */
    Future<Void> resume(Tx tx, WorkspaceId workspace, String kind, String subscriber);

    /** Ends a subscription and forgets its cursor and dead letters. A delivery under way still finishes. */
    Future<Void> unsubscribe(Tx tx, WorkspaceId workspace, String kind, String subscriber);
}
