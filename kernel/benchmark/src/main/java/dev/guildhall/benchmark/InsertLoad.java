package dev.guildhall.benchmark;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * What pgbench does, which is no part of the embedded PostgreSQL: connections that each begin a transaction, insert one
 * row into each of two tables and commit, waiting for every step.
 */
final class InsertLoad implements Comparison.Contender {

    private static final String TABLES = """
            create table if not exists public.first_bench (id bigserial primary key, a bigint not null, b text not null);
            create table if not exists public.second_bench (id bigserial primary key, a bigint not null, b text not null)
            """;

    private final Vertx vertx;
    private final PgConnectOptions server;

    InsertLoad(Vertx vertx, String url) {
        this.vertx = vertx;
        this.server = PgConnectOptions.fromUri(url).setCachePreparedStatements(true);
    }

    @Override
    public Load.Outcome run(int connections, int seconds) throws Exception {
        var latencies = new ConcurrentHistogram(3_600_000_000L, 3);
        var errors = new AtomicLong();
        var stop = new AtomicBoolean();
        var opened = new ArrayList<PgConnection>();
        for (var i = 0; i < connections; i++) {
            opened.add(await(PgConnection.connect(vertx, server)));
        }
        await(opened.get(0).query(TABLES).execute());
        var started = System.nanoTime();
        var running = new ArrayList<Future<Void>>();
        for (var connection : opened) {
            running.add(onAndOn(connection, latencies, errors, stop));
        }
        TimeUnit.SECONDS.sleep(seconds);
        stop.set(true);
        await(Future.join(running));
        var elapsed = (System.nanoTime() - started) / 1e9;
        for (var connection : opened) {
            await(connection.close());
        }
        return Load.Outcome.of(latencies, elapsed, errors.get());
    }

    private Future<Void> onAndOn(
            PgConnection connection, ConcurrentHistogram latencies, AtomicLong errors, AtomicBoolean stop) {
        if (stop.get()) {
            return Future.succeededFuture();
        }
        var began = System.nanoTime();
        return connection
                .begin()
                .compose(transaction -> insert(connection, "first_bench", began)
                        .compose(first -> insert(connection, "second_bench", began))
                        .compose(second -> transaction.commit()))
                .onSuccess(done -> latencies.recordValue((System.nanoTime() - began) / 1_000))
                .onFailure(failure -> errors.incrementAndGet())
                .compose(done -> onAndOn(connection, latencies, errors, stop));
    }

    private static Future<Void> insert(PgConnection connection, String table, long value) {
        return connection
                .preparedQuery("insert into public." + table + " (a, b) values ($1, $2)")
                .execute(Tuple.of(value, "some text"))
                .mapEmpty();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
