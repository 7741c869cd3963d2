package dev.guildhall.core.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Work that waits in a line and is committed together. */
class GroupCommitTest {

    private static final Field<String> ID = field(name("id"), String.class);
    private static final Sql<String> TRANSACTION =
            Sql.rows(resultQuery("select pg_current_xact_id()::text as id"), row -> row.get(ID));
    private static final Sql<String> END_MY_CONNECTION =
            Sql.rows(resultQuery("select pg_terminate_backend(pg_backend_pid())::text as id"), row -> row.get(ID));

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;
    private static DatabasePool pool;
    private static Database database;

    private final WorkspaceId hot = new WorkspaceId(UUID.randomUUID());
    private final Context loop = vertx.getOrCreateContext();

    @BeforeAll
    static void start() throws TimeoutException {
        postgres = EmbeddedPostgres.startTemporary();
        vertx = Vertx.vertx();
        var server = PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE));
        var connection = result(PgConnection.connect(vertx, server));
        result(connection.query("create table note (number int)").execute());
        result(connection
                .query("create table lot (number int unique deferrable initially deferred)")
                .execute());
        result(connection.query("""
                create function leave() returns trigger language plpgsql as $$ begin
                  perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
                create table goodbye (number int);
                create constraint trigger at_commit after insert on goodbye deferrable initially deferred
                  for each row execute function leave()""").execute());
        result(connection.close());
        pool = DatabasePool.create(vertx, server);
        database = new Database(vertx, pool);
    }

    @AfterAll
    static void stop() throws TimeoutException {
        result(pool.close());
        result(vertx.close());
        postgres.close();
    }

    @Test
    void whatWaitsForOneThatIsUnderWayIsCommittedTogether() throws TimeoutException {
        var gate = Promise.<Void>promise();
        var first = inLine(tx -> gate.future().compose(open -> tx.list(TRANSACTION)));
        var next = IntStream.range(0, 5)
                .mapToObj(i -> inLine(tx -> tx.list(TRANSACTION)))
                .toList();

        gate.complete();

        result(Future.all(next));
        assertThat(next.stream().map(Future::result)).containsOnly(next.get(0).result());
        assertThat(next.get(0).result()).isNotEqualTo(result(first));
    }

    @Test
    void anotherTenantDoesNotWait() throws TimeoutException {
        var gate = Promise.<Void>promise();
        var first = inLine(tx -> gate.future());

        var other = on(() -> database.inLine(new WorkspaceId(UUID.randomUUID()), tx -> tx.list(TRANSACTION)));

        assertThat(result(other)).hasSize(1);
        assertThat(first.isComplete()).isFalse();
        gate.complete();
        result(first);
    }

    @Test
    void oneThatFailsFailsAloneAndLeavesNothing() throws TimeoutException {
        var gate = Promise.<Void>promise();
        var first = inLine(tx -> gate.future());
        var before = inLine(tx -> insert(tx, 1));
        var refused = inLine(tx -> insert(tx, 2).compose(written -> Future.failedFuture("refused")));
        var broken = inLine(tx -> tx.execute(Sql.change(query("insert into nowhere values (3)"))));
        var after = inLine(tx -> insert(tx, 4));

        gate.complete();

        result(Future.all(first, before, after));
        assertThatThrownBy(() -> result(refused)).hasMessage("refused");
        assertThatThrownBy(() -> result(broken)).hasMessageContaining("nowhere");
        assertThat(notes(1, 2, 4)).isEqualTo("1 4");
    }

    @Test
    void whatIsRefusedAtTheCommitIsTheFaultOfOne() throws TimeoutException {
        var gate = Promise.<Void>promise();
        var first = inLine(tx -> gate.future());
        var one = inLine(tx -> tx.execute(Sql.change(query("insert into lot values (7)"))));
        var same = inLine(tx -> tx.execute(Sql.change(query("insert into lot values (7)"))));
        var other = inLine(tx -> insert(tx, 8));

        gate.complete();

        result(Future.all(first, one, other));
        assertThatThrownBy(() -> result(same)).isInstanceOf(ConstraintViolation.class);
        assertThat(notes(8)).isEqualTo("8");
    }

    @Test
    void whatMayHaveBeenCommittedIsNotDoneAgain() throws TimeoutException {
        var done = new AtomicInteger();
        var gate = Promise.<Void>promise();
        var first = inLine(tx -> gate.future());
        var lost = List.of(
                inLine(tx -> {
                    done.incrementAndGet();
                    return tx.execute(Sql.change(query("insert into goodbye values (1)")));
                }),
                inLine(tx -> {
                    done.incrementAndGet();
                    return insert(tx, 9);
                }));

        gate.complete();

        result(first);
        for (var one : lost) {
            assertThatThrownBy(() -> result(one))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(CommonError.UNAVAILABLE));
        }
        assertThat(done).hasValue(2);
    }

    @Test
    void aConnectionThatIsLostBeforeTheCommitIsTheFaultOfOne() throws TimeoutException {
        var ended = new AtomicInteger();
        var gate = Promise.<Void>promise();
        var first = inLine(tx -> gate.future());
        var one = inLine(tx -> insert(tx, 10));
        var losing = inLine(tx -> ended.getAndIncrement() == 0 ? tx.list(END_MY_CONNECTION) : tx.list(TRANSACTION));

        gate.complete();

        result(Future.all(first, one, losing));
        assertThat(ended).hasValue(2);
        assertThat(notes(10)).isEqualTo("10");
    }

    @Test
    void eachIsDoneInTheContextOfWhoAsksForIt() throws TimeoutException {
        var gate = Promise.<Void>promise();
        var first = inLine(tx -> gate.future());
        var places = IntStream.range(0, 3)
                .mapToObj(i -> {
                    var own = ((ContextInternal) loop).duplicate();
                    return Future.<Boolean>future(place -> own.runOnContext(here -> database.inLine(
                                    hot, tx -> tx.list(TRANSACTION).map(read -> Vertx.currentContext() == own))
                            .map(inside -> inside && Vertx.currentContext() == own)
                            .onComplete(place)));
                })
                .toList();

        gate.complete();

        result(Future.all(first, Future.all(places)));
        assertThat(places).allMatch(Future::result);
    }

    @Test
    void tellsOfACommitBeforeTheCallerHearsOfIt() throws TimeoutException {
        var told = new AtomicInteger();
        var gate = Promise.<Void>promise();
        var first = inLine(tx -> gate.future());
        var both = IntStream.range(0, 2)
                .mapToObj(i -> inLine(tx -> {
                            tx.afterCommit(told::incrementAndGet);
                            return tx.list(TRANSACTION);
                        })
                        .map(committed -> told.get()))
                .toList();

        gate.complete();

        result(Future.all(first, Future.all(both)));
        assertThat(both.stream().map(Future::result)).containsExactly(1, 2);
    }

    private <T> Future<T> inLine(Function<Tx, Future<T>> work) {
        return on(() -> database.inLine(hot, work));
    }

    /** As a request does: on an event loop. */
    private <T> Future<T> on(Supplier<Future<T>> asked) {
        return Future.future(answer -> loop.runOnContext(here -> asked.get().onComplete(answer)));
    }

    private static Future<Integer> insert(Tx tx, int number) {
        return tx.execute(Sql.change(query("insert into note values ({0})", number)));
    }

    private String notes(int... numbers) throws TimeoutException {
        var wanted = IntStream.of(numbers).boxed().map(String::valueOf).toList();
        return result(database.first(
                        hot,
                        Sql.rows(
                                resultQuery("select string_agg(number::text, ' ' order by number) as id from note"
                                        + " where number in (" + String.join(",", wanted) + ")"),
                                row -> row.get(ID))))
                .orElseThrow();
    }

    private static <T> T result(Future<T> future) throws TimeoutException {
        return future.await(30, SECONDS);
    }
}
