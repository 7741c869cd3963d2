package dev.guildhall.extensions.internal.installation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lets work on one thing wait for its turn here and not in the database, where each that waits for a lock would keep a
 * connection from everybody else. It orders the work of this node only; the lock orders that of all.
 */
public final class KeyedQueue<K> {

    private final Map<K, Future<Void>> last = new HashMap<>();

    /** Runs the work when all that was given before for the same key is over. */
    <T> Future<T> next(K key, Supplier<Future<T>> work) {
        var over = Promise.<Void>promise();
        var mine = over.future();
        Future<Void> before;
        synchronized (this) {
            before = last.put(key, mine);
        }
        var turn = before == null ? Future.<Void>succeededFuture() : before;
        return turn.compose(come -> work.get()).onComplete(done -> {
            synchronized (this) {
                last.remove(key, mine);
            }
            over.complete();
        });
    }
}
