package dev.guildhall.spi;

import io.vertx.core.Future;

/**
 * Reacts to events of one workspace. They come one after the other, in the order of their sequence, each at least once:
 * after a failure or a crash of the host the same event comes again, with the same id and sequence.
 *
 * <p>To stand a repeat, make the effect idempotent (an upsert, a delete), or write {@link Event#id()} into a table of the
 * extension in the same transaction as the effect, and do nothing when it is there already.
 */
@FunctionalInterface
public interface EventHandler {

    /**
     * Completes when the event has had its effect. A failure, or 30 seconds without an answer, means the event is
     * delivered again later, with growing pauses; until it succeeds or is given up, the later ones of this handler wait.
     */
    Future<Void> handle(Event event) throws Exception;
}
