package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.storage.ExtensionCopies;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.extensions.internal.storage.SchemaChoice;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an extension has in a workspace, made a second time. */
class ExtensionCopiesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AtomicInteger CASES = new AtomicInteger();

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static ExtensionSchemas schemas;
    private static ExtensionCopies copies;
    private static WorkspaceId acme;

    @BeforeAll
    static void begin() {
        schemas = new ExtensionSchemas(BENCH.database(), BENCH.foreignSessions(), CacheBudget.ofHeap());
        copies = new ExtensionCopies(BENCH.database(), schemas);
        acme = new World(BENCH).workspace().id;
    }

    private final InstallationKey place = new InstallationKey(acme, "copied-" + CASES.incrementAndGet());
    private final SchemaChoice staged = SchemaChoice.staged();

    private <T> T asApplication(Function<Tx, Future<T>> work) {
        return Await.result(BENCH.database().inTransaction(acme, work));
    }

    private void migrate(String script) {
        asApplication(tx -> schemas.beginMigration(tx, acme, place.extensionKey()));
        Await.result(schemas.asOwner(
                acme, place.extensionKey(), LIMIT, tx -> tx.run("select guildhall_door.run($1)", Tuple.of(script))));
        asApplication(tx -> schemas.endMigration(tx, acme, place.extensionKey()));
    }

    private String run(String sql) {
        return text(Await.result(schemas.asUser(acme, place.extensionKey(), LIMIT, tx -> tx.run(sql, Tuple.tuple()))));
    }

    private static String text(RowSet<Row> rows) {
        var values = new ArrayList<String>();
        rows.forEach(row -> values.add(row.size() == 0 ? "" : String.valueOf(row.getValue(0))));
        return String.join(",", values);
    }

    private void stage(String script) {
        asApplication(tx -> copies.stage(tx, place, staged));
        Await.result(schemas.asOwner(
                acme,
                place.extensionKey(),
                staged,
                LIMIT,
                tx -> tx.run("select guildhall_door.run($1)", Tuple.of(script))
                        .compose(made -> copies.fill(tx, place))));
    }

    private void swapIn() {
        asApplication(tx -> copies.lock(tx, place).compose(locked -> copies.use(tx, place, staged)));
    }

    static List<HonestSql> works() {
        return HonestSql.ALL;
    }

    @ParameterizedTest
    @MethodSource
    void works(HonestSql sql) {
        migrate(sql.migration());

        stage(sql.migration());
        swapIn();

        assertThat(run(sql.statement())).as(sql.what()).isEqualTo(sql.answer());
        asApplication(tx -> copies.useKept(tx, place));
        assertThat(run(sql.statement())).as(sql.what() + ", brought back").isEqualTo(sql.answer());
        asApplication(tx -> schemas.drop(tx, acme, place.extensionKey()));
    }

    @Test
    void hasTheRowsAndNotThoseOfTheMigrationsAndGoesOnCounting() {
        var script = """
                create type mood as enum ('fine', 'bad');
                create table parent (id int generated always as identity primary key, mood mood, moods mood[],
                  twice int generated always as (id * 2) stored);
                create table child (parent int not null references parent, text text);
                create function forbid() returns trigger language plpgsql as $$ begin raise 'never'; end $$;
                insert into parent (mood) values ('bad');
                create trigger no_more before insert on child for each row when (new.text = 'three')
                  execute function forbid();
                """;
        migrate(script);
        run("delete from parent");
        run("insert into parent (mood, moods) values ('fine', '{fine,bad}'), ('bad', null)");
        run("insert into child select id, mood from parent");

        stage(script);
        swapIn();

        assertThat(run("select concat_ws(' ', id, mood, moods, twice) from parent order by id"))
                .isEqualTo("2 fine {fine,bad} 4,3 bad 6");
        assertThat(run("select text from child order by parent")).isEqualTo("fine,bad");
        assertThat(run("insert into parent (mood) values ('fine') returning id"))
                .isEqualTo("4");
        assertThatThrownBy(() -> run("insert into child values (99, 'x')")).hasMessageContaining("foreign key");
        assertThatThrownBy(() -> run("insert into child values (2, 'three')")).hasMessageContaining("never");
    }

    @Test
    void isRefusedWhenTheMigrationsMakeOtherTablesThanTheyDid() {
        migrate("create table one (id int); create table two (id int)");

        assertThatThrownBy(() -> stage("create table one (id int)")).hasMessageContaining("table two");
    }

    @Test
    void whoWaitsToWriteFindsTheTableThatHasTakenTheOthersPlace() {
        var script = "create table note (id int)";
        migrate(script);
        stage(script);

        var writing = asApplication(tx -> copies.lock(tx, place).compose(locked -> {
            var waiting = schemas.asUser(
                    acme, place.extensionKey(), LIMIT, user -> user.run("insert into note values (1)", Tuple.tuple()));
            return isWaiting().compose(seen -> copies.use(tx, place, staged)).map(waiting);
        }));
        Await.result(writing);

        assertThat(run("select id from note")).isEqualTo("1");
    }

    private static Future<Void> isWaiting() {
        return BENCH.vertx().executeBlocking(() -> {
            Await.until(() -> assertThat(
                            BENCH.sql("select from pg_locks where not granted").size())
                    .isOne());
            return null;
        });
    }

    @Test
    void whatNobodyFinishesIsDroppedLater() {
        migrate("create table note (id int)");
        stage("create table note (id int)");
        BENCH.sql(
                "update guildhall.extension_staging set created_at = now() - interval '1 hour' where extension_key = $1",
                place.extensionKey());

        Await.result(copies.dropAbandoned());

        assertThat(BENCH.sql("select from guildhall.extension_staging where extension_key = $1", place.extensionKey())
                        .size())
                .isZero();
    }
}
