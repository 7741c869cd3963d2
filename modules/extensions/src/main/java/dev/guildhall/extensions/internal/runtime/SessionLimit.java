package dev.guildhall.extensions.internal.runtime;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Lets a number of works run at once; more wait in the order they came. Safe for all threads. */
final class SessionLimit {

    private final Vertx vertx;
    private final SessionLimit outer;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    SessionLimit(Vertx vertx, int limit) {
        this(vertx, limit, null);
    }

    private SessionLimit(Vertx vertx, int limit, SessionLimit outer) {
        this.vertx = vertx;
        this.outer = outer;
        this.free = limit;
    }

    /** A share of this limit: no more than so many works at once, each of which counts here as well. */
    SessionLimit share(int limit) {
        return new SessionLimit(vertx, limit, this);
    }

    /** Runs the work on the caller's event loop when its turn comes. */
    <T> Future<T> run(Supplier<Future<T>> work) {
        synchronized (this) {
            if (free == 0) {
                var promise = Promise.<T>promise();
                Context context = vertx.getOrCreateContext();
                waiting.add(() -> context.runOnContext(now -> perform(work).onComplete(promise)));
                return promise.future();
            }
            free--;
        }
        return perform(work);
    }

    private <T> Future<T> perform(Supplier<Future<T>> work) {
        return Future.succeededFuture()
                .compose(now -> outer == null ? work.get() : outer.run(work))
                .onComplete(done -> release());
    }

    private void release() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
