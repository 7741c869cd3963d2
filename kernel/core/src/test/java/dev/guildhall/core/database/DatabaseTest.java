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
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private static final ParameterizedSql<String, Long> SAY =
            ParameterizedSql.rows(word -> resultQuery("""
                select cast(length(set_config(
                  'test.said', coalesce(current_setting('test.said', true), '') || {0}, true)) as bigint)
                """, word.value(String.class, said -> said)), row -> null);
    private static final Field<String> WORDS = field(name("said"), String.class);
    private static final Sql<String> SAID =
            Sql.rows(resultQuery("select current_setting('test.said') as said"), row -> row.get(WORDS));
    private static final ParameterizedSql<String, Long> REFUSE = ParameterizedSql.rows(
            rule -> resultQuery("select refuse({0})", rule.value(String.class, broken -> broken)), row -> null);

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
        asOwner("create function refuse(rule text) returns bigint language plpgsql as $$ begin"
                + " raise 'refused' using errcode = 'check_violation', constraint = rule; end $$");
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

    @Test
    void lastCallsAreMadeInTheirOrderAndBeforeWhatIsSentAfterThem() throws TimeoutException {
        var lengths = new ArrayList<Future<Long>>();

        var said = result(database.inTransaction(hot, tx -> {
            Stream.of("a", "bb", "c").forEach(word -> lengths.add(tx.lastly(SAY.with(word), Future::failedFuture)));
            return tx.first(SAID);
        }));

        assertThat(said).contains("abbc");
        assertThat(lengths).extracting(Future::result).containsExactly(1L, 3L, 4L);
    }

    @Test
    void lastCallsOfLastWorkAreMadeBeforeTheCommit() throws TimeoutException {
        var length = new AtomicLong();

        result(database.inTransaction(hot, tx -> {
            tx.lastWork(
                    Tx.LastWork.class,
                    () -> last ->
                            last.lastly(SAY.with("last"), Future::failedFuture).onSuccess(length::set));
            return Future.succeededFuture();
        }));

        assertThat(length).hasValue(4);
    }

    @Test
    void aRefusedLastCallIsToldAsWhatItMeansWhicheverItIs() {
        var refused = database.inTransaction(hot, tx -> {
            var said = tx.lastly(SAY.with("first"), Future::failedFuture);
            tx.lastly(REFUSE.with("rule"), ConstraintViolation.means("rule", CommonError::workspaceNotFound));
            return said;
        });

        assertThatThrownBy(() -> result(refused))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(CommonError.WORKSPACE_NOT_FOUND));
    }

    private static Sql<Integer> numbers(String sql) {
        return Sql.rows(resultQuery(sql), row -> row.get(PROCESS));
    }

    @Test
    void aConnectionIsNotClosedWithTheVerticleThatHappenedToOpenIt() throws TimeoutException {
        var opener = new VerticleBase() {
            @Override
            public Future<?> start() {
                return database.first(hot, ASK);
            }
        };
        var deployed = result(vertx.deployVerticle(opener));

        var others = database.inTransaction(
                stranger,
                tx -> tx.first(ASK).compose(before -> vertx.undeploy(deployed)).compose(gone -> tx.first(ASK)));

        assertThat(result(others)).isPresent();
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

        await().atMost(Duration.ofSeconds(30))
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
