package dev.guildhall.core.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds connections whose other end is gone without a word: a host that lost its power or its network says no goodbye,
 * and what stands between may keep the line open for ever. When a server has not answered for a while, it is asked over
 * a new connection whether it is still at work for the silent one.
 */
final class SilenceWatch {

    private static final long SILENT_NANOS = Duration.ofSeconds(4).toNanos();
    private static final long CONNECT_SECONDS = 4;
    private static final long ANSWER_SECONDS = 3;

    // A process that waits for its client has answered already. Behind a pooler the numbers of processes mean nothing.
    private static final String AT_WORK = """
            select pg_backend_pid(), pid from (select) one left join (
              select pid from pg_stat_activity
               where pid = any($1) and state in ('active', 'fastpath function call')
                 and wait_event_type is distinct from 'Client') working on true
            """;

    private final Vertx vertx;
    private final Connector connector;
    private final AtomicBoolean asking = new AtomicBoolean();

    SilenceWatch(Vertx vertx, Connector connector) {
        this.vertx = vertx;
        this.connector = connector;
    }

    /** Those that were silent when this was asked and are lost; none while another answer is awaited. */
    Future<List<PooledConnection>> findLost(Collection<PooledConnection> connections) {
        var silent = connections.stream().filter(SilenceWatch::isSilent).toList();
        if (silent.isEmpty() || !asking.compareAndSet(false, true)) {
            return Future.succeededFuture(List.of());
        }
        return connector
                .open((ContextInternal) vertx.getOrCreateContext(), CONNECT_SECONDS)
                .compose(witness -> ask(witness, silent))
                .recover(failure -> Future.succeededFuture(knowsNothing(failure) ? silent : List.of()))
                .map(lost -> lost.stream().filter(SilenceWatch::isSilent).toList())
                .onComplete(answered -> asking.set(false));
    }

    private static boolean isSilent(PooledConnection connection) {
        return connection.silentNanos() > SILENT_NANOS;
    }

    private Future<List<PooledConnection>> ask(PooledConnection witness, List<PooledConnection> silent) {
        var processes = silent.stream().map(PooledConnection::processId).toArray(Integer[]::new);
        return witness.session((ContextInternal) vertx.getOrCreateContext())
                .prepared(AT_WORK, Tuple.of(processes))
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .map(answer ->
                        isOfThisServer(witness, answer) ? withoutWorking(silent, answer) : List.<PooledConnection>of())
                .eventually(witness::drop);
    }

    private static boolean isOfThisServer(PooledConnection witness, RowSet<Row> answer) {
        return answer.iterator().next().getInteger(0) == witness.processId();
    }

    private static List<PooledConnection> withoutWorking(List<PooledConnection> silent, RowSet<Row> answer) {
        Set<Integer> working = new HashSet<>();
        answer.forEach(row -> working.add(row.getInteger(1)));
        return silent.stream()
                .filter(connection -> !working.contains(connection.processId()))
                .toList();
    }

    // A server that refuses the question for a moment is there; one that starts has no process of before.
    private static boolean knowsNothing(Throwable failure) {
        return !(failure instanceof PgException refusal) || PgErrors.isServerChange(refusal);
    }
}
