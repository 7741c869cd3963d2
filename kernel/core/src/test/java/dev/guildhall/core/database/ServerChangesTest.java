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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.Field;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What befalls the whole server and every connection to it. */
class ServerChangesTest {

    private static final Field<Integer> PROCESS = field(name("process"), Integer.class);
    private static final Sql<Integer> ASK =
            Sql.rows(resultQuery("select pg_backend_pid() as process"), row -> row.get(PROCESS));
    private static final Sql<Void> WRITE = Sql.change(query("insert into note values ('written')"));
    private static final Sql<Void> MISTAKE = Sql.change(query("insert into nowhere values (1)"));

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;
    private static DatabasePool pool;
    private static Database database;
    private static SimpleMeterRegistry meters;

    private final WorkspaceId hot = new WorkspaceId(UUID.randomUUID());

    @BeforeAll
    static void start() throws TimeoutException {
        postgres = EmbeddedPostgres.startTemporary();
        vertx = Vertx.vertx();
        pool = DatabasePool.create(vertx, PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE)));
        database = new Database(vertx, pool);
        meters = new SimpleMeterRegistry();
        pool.countOutages(meters);
        asOwner("create table note (text text)");
    }

    @AfterAll
    static void stop() throws TimeoutException {
        result(pool.close());
        result(vertx.close());
        postgres.close();
    }

    @AfterEach
    void reset() throws TimeoutException {
        asOwner("alter system reset all");
        asOwner("select pg_reload_conf()");
    }

    @Test
    void answersThatAReadOnlyDatabaseIsUnavailableAndGoesOnWhenItIsNot() throws TimeoutException {
        var before = result(database.first(hot, ASK)).orElseThrow();
        asOwner("alter system set default_transaction_read_only = on");
        asOwner("select pg_reload_conf()");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertUnavailable(() -> result(write()));
            assertThat(result(database.first(hot, ASK)))
                    .as("a connection of another server process")
                    .isNotEmpty()
                    .isNotEqualTo(Optional.of(before));
        });

        asOwner("alter system reset all");
        asOwner("select pg_reload_conf()");
        await().untilAsserted(() -> assertThat(result(write())).isEqualTo(1));
        assertThat(counted("read_only")).isPositive();
    }

    @Test
    void countsNothingOfAServerThatIsWell() throws TimeoutException {
        var before = counted("not_in_order");

        result(write());
        assertThatThrownBy(() -> result(database.inTransaction(hot, tx -> tx.execute(MISTAKE))));

        assertThat(counted("not_in_order")).isEqualTo(before).isZero();
    }

    private static double counted(String state) {
        return meters.get("guildhall.database.failures")
                .tag("state", state)
                .functionCounter()
                .count();
    }

    @Test
    void goesOnAfterItsConnectionsWereTerminated() throws TimeoutException {
        result(Future.all(
                IntStream.range(0, 4).mapToObj(each -> sleep(hot, 0.1)).toList()));
        asOwner("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'guildhall'");

        await().untilAsserted(() -> assertThat(result(write())).isEqualTo(1));
        await().untilAsserted(() ->
                assertThat(counted("changing") + counted("connection_lost")).isPositive());
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
