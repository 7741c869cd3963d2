package dev.guildhall.events.internal.durable;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Does one work after the other, whatever becomes of each. It lives on one event loop. */
final class OneAtATime {

    private Future<?> last = Future.succeededFuture();

    <T> Future<T> next(Supplier<Future<T>> work) {
        var mine = last.transform(before -> work.get());
        last = mine;
        return mine;
    }
}
