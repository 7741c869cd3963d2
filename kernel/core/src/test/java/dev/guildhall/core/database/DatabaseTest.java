package dev.guildhall.core.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Turns, time-outs and lost connections. */
@Execution(ExecutionMode.CONCURRENT)
class DatabaseTest {

    private static final Field<Integer> PROCESS = field(name("process"), Integer.class);
    private static final Sql<Integer> ASK =
            Sql.rows(resultQuery("select pg_backend_pid() as process"), row -> row.get(PROCESS));
    private static final Sql<Void> WRITE = Sql.change(query("insert into note values ('written')"));

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;

    private final WorkspaceId hot = new WorkspaceId(UUID.randomUUID());
    private final WorkspaceId stranger = new WorkspaceId(UUID.randomUUID());
    private LineProxy line;
    private DatabasePool pool;
    private Database database;

    @BeforeAll
    static void start() throws TimeoutException {
        postgres = EmbeddedPostgres.startTemporary();
        vertx = Vertx.vertx();
        asOwner("create table note (text text)");
        asOwner("create table lot (number int unique deferrable initially deferred)");
    }

    @AfterAll
    static void stop() throws TimeoutException {
        result(vertx.close());
        postgres.close();
    }

    @BeforeEach
    void open() {
        var server = PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE));
        line = new LineProxy(server.getPort());
        pool = DatabasePool.create(
                vertx,
                server.setPort(line.port())
                        .setSslMode(SslMode.PREFER)
                        .setSslOptions(new ClientSSLOptions().setTrustAll(true)));
        database = new Database(vertx, pool);
    }

    @AfterEach
    void close() throws TimeoutException {
        result(pool.close());
        line.close();
    }

    @Test
    void slowWorkOfOneWorkspaceHoldsUpNoOther() throws TimeoutException {
        var slow = IntStream.range(0, 100).mapToObj(each -> sleep(hot, 2)).toList();

        var answered = result(database.first(stranger, ASK));

        assertThat(answered).isPresent();
        assertThat(slow).noneMatch(Future::isComplete);
    }

    @Test
    void refusesWhoWouldWaitTooLongAndSaysWhenToComeBack() {
        IntStream.range(0, 4).forEach(each -> sleep(hot, 10));

        var late = database.first(hot, ASK);

        assertUnavailable(() -> result(late));
    }

    @Test
    void aChangeByOneQueryIsNotTakenForDoneUnlessItIsCommitted() throws TimeoutException {
        var twice = database.list(hot, numbers("insert into lot values (1), (1) returning number as process"));

        assertThatThrownBy(() -> result(twice)).isInstanceOf(ConstraintViolation.class);

        assertThat(result(database.list(hot, numbers("select number as process from lot"))))
                .isEmpty();
    }

    private static Sql<Integer> numbers(String sql) {
        return Sql.rows(resultQuery(sql), row -> row.get(PROCESS));
    }

    @Test
    void endsAListThatTakesTooLong() {
        var page = database.page(hot, Sql.rows(resultQuery("select pg_sleep(20)"), row -> null));

        assertThatThrownBy(() -> result(page))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(CommonError.UNAVAILABLE))
                .hasMessageContaining("simpler filter");
    }

    @Test
    void leavesNoSocketBehindWhereTheServerHasNoTls() throws TimeoutException {
        result(Future.all(
                IntStream.range(0, 8).mapToObj(each -> sleep(hot, 0.2)).toList()));
        result(database.first(hot, ASK));

        await().untilAsserted(() -> assertThat(line.openLines()).isBetween(1, 4));
    }

    @Test
    void findsAServerAgainThatVanishedWithoutAWord() throws TimeoutException {
        result(Future.all(
                IntStream.range(0, 4).mapToObj(each -> sleep(hot, 0.1)).toList()));
        line.swallowEverything();
        var lost = database.first(hot, ASK);
        line.comeBack();

        assertUnavailable(() -> result(lost));
        assertThat(result(write())).isEqualTo(1);
    }

    @Test
    void givesUpOnAServerThatStaysAwayAndFindsItLater() throws TimeoutException {
        result(database.first(hot, ASK));
        line.swallowEverything();

        assertUnavailable(() -> result(database.first(hot, ASK)));
        assertUnavailable(() -> result(database.first(hot, ASK)));
        line.comeBack();

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(result(write())).isEqualTo(1));
    }

    @Test
    void waitsForAServerThatIsOnlySlow() throws TimeoutException {
        assertThat(result(sleep(hot, 9))).isNotNull();
    }

    private Future<?> sleep(WorkspaceId workspace, double seconds) {
        var asleep = Sql.rows(resultQuery("select pg_backend_pid() as process, pg_sleep({0})", seconds), row -> 1);
        return database.inTransaction(workspace, tx -> tx.list(asleep));
    }

    private Future<Integer> write() {
        return database.inTransaction(hot, tx -> tx.execute(WRITE));
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(CommonError.UNAVAILABLE);
            assertThat(problem.retryAfter()).isNotNull();
        });
    }

    private static void asOwner(String sql) throws TimeoutException {
        var options = PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE));
        var connection = result(PgConnection.connect(vertx, options));
        result(connection.query(sql).execute());
        result(connection.close());
    }

    private static <T> T result(Future<T> future) throws TimeoutException {
        return future.await(15, SECONDS);
    }
}
