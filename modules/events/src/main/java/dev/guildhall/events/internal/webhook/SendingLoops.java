package dev.guildhall.events.internal.webhook;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Event loops that take turns at sending: the queues are all worked on by one, and to sign, send and read the answer is
 * most of what a delivery takes. Safe for all threads.
 */
final class SendingLoops {

    private final VertxInternal vertx;
    private final List<Context> loops;
    private final AtomicInteger turn = new AtomicInteger();

    SendingLoops(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
        this.loops = Stream.<Context>generate(this.vertx::createEventLoopContext)
                .limit(Runtime.getRuntime().availableProcessors())
                .toList();
    }

    /** Has the next of them do this; the result arrives on the caller's. */
    <T> Future<T> run(Supplier<Future<T>> work) {
        var own = vertx.getOrCreateContext().<T>promise();
        var next = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
        next.runOnContext(
                here -> Future.succeededFuture().compose(begun -> work.get()).onComplete(own));
        return own.future();
    }
}
