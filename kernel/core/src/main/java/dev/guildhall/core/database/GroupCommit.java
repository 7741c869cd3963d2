package dev.guildhall.core.database;

import dev.guildhall.core.database.PooledConnection.Session;
import dev.guildhall.core.id.Tenant;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The lines of those whose changes of one tenant would wait for the same lock: one of an event loop is under way, and those
 * that came meanwhile share the next transaction, so that they hold no connection while they wait and are committed by one
 * write to the disk.
 */
final class GroupCommit {

    private static final int MOST_TOGETHER = 16;
    private static final int MOST_WAITING = 500;
    private static final long WAIT_MILLIS = 5_000;

    private final Vertx vertx;
    private final Database database;
    private final Map<EventLoop, Map<Tenant, Deque<Change<?>>>> loops = new ConcurrentHashMap<>();

    GroupCommit(Vertx vertx, Database database) {
        this.vertx = vertx;
        this.database = database;
    }

    /** A change that somebody waits for, in the context of whom it is done. */
    static final class Change<T> {

        private final ContextInternal context;
        private final Function<Tx, Future<T>> work;
        private final Promise<T> outcome;
        private Tx tx;
        private T result;

        private Change(ContextInternal context, Function<Tx, Future<T>> work) {
            this.context = context;
            this.work = work;
            this.outcome = context.promise();
        }

        /** Does it as a part of a transaction that goes on, up to its last work; gives what that is. */
        Future<List<Future<?>>> perform(Tenant tenant, Session connection) {
            var performed = Promise.<List<Future<?>>>promise();
            context.dispatch(() -> {
                tx = new Tx(tenant, connection.in(context));
                Database.run(work, tx).onComplete(done -> {
                    var failure = done.failed() ? done.cause() : tx.failure().orElse(null);
                    if (failure != null) {
                        performed.fail(failure);
                        return;
                    }
                    result = done.result();
                    performed.complete(tx.runLastWork());
                });
            });
            return performed.future();
        }

        private void committed() {
            context.dispatch(() -> {
                tx.committed();
                outcome.complete(result);
            });
        }

        private Future<T> alone(Database database, Tenant tenant) {
            context.dispatch(() -> database.inTransaction(tenant, work).onComplete(outcome));
            return outcome.future();
        }
    }

    <T> Future<T> add(Tenant tenant, Function<Tx, Future<T>> work) {
        var context = (ContextInternal) vertx.getOrCreateContext();
        var loop = context.nettyEventLoop();
        if (!loop.inEventLoop()) {
            return database.inTransaction(tenant, work);
        }
        var lines = loops.computeIfAbsent(loop, none -> new HashMap<>());
        var change = new Change<>(context, work);
        var line = lines.get(tenant);
        if (line == null) {
            lines.put(tenant, new ArrayDeque<>());
            start(lines, tenant, List.of(change));
        } else if (line.size() < MOST_WAITING) {
            line.add(change);
            giveUpLater(line, change);
        } else {
            return Future.failedFuture(DatabasePool.busy());
        }
        return change.outcome.future();
    }

    private void giveUpLater(Deque<Change<?>> line, Change<?> change) {
        var patience = vertx.setTimer(WAIT_MILLIS, elapsed -> {
            if (line.remove(change)) {
                change.outcome.fail(DatabasePool.busy());
            }
        });
        change.outcome.future().onComplete(done -> vertx.cancelTimer(patience));
    }

    private void start(Map<Tenant, Deque<Change<?>>> lines, Tenant tenant, List<Change<?>> group) {
        perform(tenant, group).onComplete(ended -> {
            var line = lines.get(tenant);
            var next = new ArrayList<Change<?>>();
            while (!line.isEmpty() && next.size() < MOST_TOGETHER) {
                next.add(line.poll());
            }
            if (next.isEmpty()) {
                lines.remove(tenant);
            } else {
                start(lines, tenant, next);
            }
        });
    }

    private Future<?> perform(Tenant tenant, List<Change<?>> group) {
        if (group.size() == 1) {
            return group.get(0).alone(database, tenant);
        }
        var ended = Promise.<Void>promise();
        group.get(0)
                .context
                .dispatch(() -> database.commitTogether(tenant, group)
                        .onSuccess(committed -> group.forEach(Change::committed))
                        .recover(failure -> afterFailure(tenant, group, failure))
                        .onComplete(ended));
        return ended.future();
    }

    /** Whose fault it was is found out by each trying alone, which none does that may have been committed. */
    private Future<Void> afterFailure(Tenant tenant, List<Change<?>> group, Throwable failure) {
        if (failure instanceof Unkept) {
            var tried = Future.<Object>succeededFuture();
            for (var change : group) {
                tried = tried.transform(before -> change.alone(database, tenant).mapEmpty());
            }
            return tried.mapEmpty();
        }
        group.forEach(change -> change.outcome.fail(failure));
        return Future.succeededFuture();
    }

    /** Nothing of a transaction is kept, and that is certain. */
    static final class Unkept extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unkept(Throwable cause) {
            super("Nothing of the transaction is kept", cause, false, false);
        }
    }
}
