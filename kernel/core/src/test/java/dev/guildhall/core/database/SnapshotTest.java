package dev.guildhall.core.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jooq.Field;
import org.jooq.Select;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reading much, as it was at one moment. */
class SnapshotTest {

    private static final Field<Integer> NUMBER = field(name("number"), Integer.class);
    private static final Select<?> ALL =
            select(NUMBER, field(name("told"))).from(table(name("heap"))).orderBy(NUMBER);

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;
    private static DatabasePool pool;
    private static Database database;

    @BeforeAll
    static void start() throws TimeoutException {
        postgres = EmbeddedPostgres.startTemporary();
        vertx = Vertx.vertx();
        pool = DatabasePool.create(vertx, PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE)));
        database = new Database(vertx, pool);
        write("create table heap (number integer primary key, told timestamptz)");
        write("insert into heap select n, timestamptz '2026-11-29 12:00:00.123456+02' from generate_series(1, 5000) n");
    }

    @AfterAll
    static void stop() throws TimeoutException {
        result(pool.close());
        result(vertx.close());
        postgres.close();
    }

    private static void write(String sql) throws TimeoutException {
        result(database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(query(sql))));
    }

    private static <T> T result(Future<T> future) throws TimeoutException {
        return future.await(20, SECONDS);
    }

    @Test
    void everyRowComesOnceAndInOrderSomeAtATime() throws TimeoutException {
        var pages = new ArrayList<List<String>>();

        result(database.inSnapshot(
                Tenant.PLATFORM,
                tx -> RowCursor.read(tx, ALL, page -> {
                    pages.add(page);
                    return Future.succeededFuture();
                })));

        var rows = pages.stream().flatMap(List::stream).toList();
        assertThat(rows).hasSize(5000).doesNotHaveDuplicates();
        assertThat(rows.get(4999)).isEqualTo("{\"number\":5000,\"told\":\"2026-11-29T10:00:00.123456+00:00\"}");
        assertThat(pages).hasSizeBetween(5, 100);
    }

    @Test
    void nothingIsSeenThatIsCommittedMeanwhile() throws TimeoutException {
        var counts = new ArrayList<Integer>();

        result(database.inSnapshot(
                Tenant.PLATFORM,
                tx -> count(tx)
                        .onSuccess(counts::add)
                        .compose(before -> database.inTransaction(
                                Tenant.PLATFORM, other -> other.execute(query("insert into heap values (-1, null)"))))
                        .compose(written -> count(tx))
                        .onSuccess(counts::add)));
        write("delete from heap where number = -1");

        assertThat(counts.get(1)).isEqualTo(counts.get(0));
    }

    private static Future<Integer> count(Tx tx) {
        return tx.list(Sql.rows(select(NUMBER).from(table(name("heap"))), row -> row.get(NUMBER)))
                .map(List::size);
    }

    @Test
    void nothingIsWritten() {
        var writing = database.inSnapshot(Tenant.PLATFORM, tx -> tx.execute(query("delete from heap")));

        assertThatThrownBy(() -> result(writing)).isInstanceOf(Problem.class);
    }

    @Test
    void whoReadsIsWaitedForAndMayFail() {
        var reading = database.inSnapshot(
                Tenant.PLATFORM, tx -> RowCursor.read(tx, ALL, page -> Future.failedFuture("the disk is full")));

        assertThatThrownBy(() -> result(reading)).hasMessageContaining("the disk is full");
    }

    @Test
    void pagesOfLargeRowsBecomeSmallerAndThoseOfSmallOnesLarger() {
        assertThat(RowCursor.next(16, List.of("x".repeat(2 << 20)))).isEqualTo(8);
        assertThat(RowCursor.next(1, List.of("x".repeat(2 << 20)))).isEqualTo(1);
        assertThat(RowCursor.next(16, List.of("x"))).isEqualTo(32);
        assertThat(RowCursor.next(1024, List.of("x"))).isEqualTo(1024);
    }
}
