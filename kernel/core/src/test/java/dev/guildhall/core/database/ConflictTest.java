package dev.guildhall.core.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions that truly get into each other's way on the server. */
class ConflictTest {

    private static final Table<Record> TILL = table(name("till"));
    private static final Field<Integer> NUMBER = field(name("number"), Integer.class);
    private static final Field<Integer> COINS = field(name("coins"), Integer.class);

    private static final ParameterizedSql<Integer, Void> ADD_ONE = ParameterizedSql.change(
            number -> update(TILL).set(COINS, COINS.plus(inline(1))).where(number.eq(NUMBER)));
    private static final ParameterizedSql<Integer, Void> OPEN = ParameterizedSql.change(coins ->
            insertInto(TILL).set(coins.values(Columns.of(NUMBER, taken -> taken).and(COINS, taken -> taken))));
    private static final Sql<Integer> TOTAL =
            Sql.rows(resultQuery("select sum(coins)::integer as coins from till"), row -> row.get(COINS));

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;
    private static DatabasePool pool;
    private static Database database;

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger committed = new AtomicInteger();

    @BeforeAll
    static void start() throws TimeoutException {
        postgres = EmbeddedPostgres.startTemporary();
        vertx = Vertx.vertx();
        pool = DatabasePool.create(vertx, PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE)));
        database = new Database(vertx, pool);
        result(inTransaction(tx -> tx.execute(query("create table till (number integer, coins integer)"))));
    }

    @AfterAll
    static void stop() throws TimeoutException {
        result(pool.close());
        result(vertx.close());
        postgres.close();
    }

    @BeforeEach
    void twoTills() throws TimeoutException {
        result(inTransaction(tx -> tx.execute(query("truncate till"))));
        result(inTransaction(tx -> tx.execute(query("insert into till values (1, 0), (2, 0)"))));
    }

    @Test
    void runsTheLoserOfADeadlockAgain() throws TimeoutException {
        var one = new Meeting();

        var both = Future.all(
                inTransaction(tx ->
                        counted(tx, addOne(tx, 1).compose(locked -> one.first()).compose(met -> addOne(tx, 2)))),
                inTransaction(tx -> counted(
                        tx, addOne(tx, 2).compose(locked -> one.second()).compose(met -> addOne(tx, 1)))));

        result(both);
        assertThat(result(total())).isEqualTo(4);
        assertThat(attempts).hasValue(3);
        assertThat(committed).hasValue(2);
    }

    @Test
    void runsAgainWhatWouldHaveOverwrittenAChangeItDidNotSee() throws TimeoutException {
        var meeting = new Meeting();

        var reader = inTransaction(tx -> counted(
                tx,
                isolated(tx, "repeatable read")
                        .compose(begun -> tx.first(TOTAL))
                        .compose(seen -> meeting.first())
                        .compose(met -> addOne(tx, 1))));
        var writer = meeting.firstCame().compose(came -> inTransaction(tx -> counted(tx, addOne(tx, 1))));
        result(writer.compose(written -> meeting.second()));
        result(reader);

        assertThat(result(total())).isEqualTo(2);
        assertThat(attempts).hasValue(3);
        assertThat(committed).hasValue(2);
    }

    @Test
    void runsAgainWhatOnlyTheCommitRefuses() throws TimeoutException {
        var meeting = new Meeting();

        var both = Future.all(
                inTransaction(tx -> counted(tx, copyOfTotal(tx, meeting::first))),
                inTransaction(tx -> counted(tx, copyOfTotal(tx, meeting::second))));

        result(both);
        // One after the other: the first adds 0 + 1, the second sees it.
        assertThat(result(total())).isEqualTo(3);
        assertThat(attempts).hasValueGreaterThan(2);
        assertThat(committed).hasValue(2);
    }

    @Test
    void givesUpAfterFourAttemptsAndSaysToComeBack() {
        var refused = inTransaction(tx ->
                counted(tx, tx.execute(query("do $$ begin raise exception 'lost' using errcode = '40001'; end $$"))));

        assertThatThrownBy(() -> result(refused)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(CommonError.UNAVAILABLE);
            assertThat(problem.retryAfter()).isNotNull();
        });
        assertThat(attempts).hasValue(4);
        assertThat(committed).hasValue(0);
    }

    @Test
    void runsNothingAgainThatFailedForAnotherReason() {
        var refused = inTransaction(tx -> counted(tx, tx.execute(query("select 1 / 0"))));

        assertThatThrownBy(() -> result(refused)).isInstanceOf(Problem.class);
        assertThat(attempts).hasValue(1);
    }

    /** Two who wait for each other once; whoever comes again, in a second attempt, goes on at once. */
    private static final class Meeting {

        private final Promise<Void> first = Promise.promise();
        private final Promise<Void> second = Promise.promise();

        Future<Void> first() {
            first.tryComplete();
            return second.future();
        }

        Future<Void> second() {
            second.tryComplete();
            return first.future();
        }

        Future<Void> firstCame() {
            return first.future();
        }
    }

    private <T> Future<T> counted(Tx tx, Future<T> work) {
        attempts.incrementAndGet();
        tx.afterCommit(committed::incrementAndGet);
        return work;
    }

    private static Future<Integer> addOne(Tx tx, int till) {
        return tx.execute(ADD_ONE.with(till));
    }

    private static Future<Integer> isolated(Tx tx, String level) {
        return tx.execute(query("set transaction isolation level " + level));
    }

    private static Future<Integer> copyOfTotal(Tx tx, Supplier<Future<Void>> meet) {
        return isolated(tx, "serializable")
                .compose(begun -> tx.first(TOTAL))
                .compose(total -> meet.get().compose(met -> tx.execute(OPEN.with(total.orElseThrow() + 1))));
    }

    private static <T> Future<T> inTransaction(Function<Tx, Future<T>> work) {
        return database.inTransaction(Tenant.PLATFORM, work);
    }

    private static Future<Integer> total() {
        return database.first(Tenant.PLATFORM, TOTAL).map(Optional::orElseThrow);
    }

    private static <T> T result(Future<T> future) throws TimeoutException {
        return future.await(15, SECONDS);
    }
}
