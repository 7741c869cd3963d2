package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.extensions.internal.installation.UnfinishedInstallations;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.CuttingProxy;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node that ends in the middle of a change. Each change is begun again and again by a node that loses the database, and
 * all that it had open there, one step later than the one before; in between, another node looks what has become of it.
 */
class KilledNodesTest {

    private static final String NOTES = "create table note (id int primary key, text text)";
    private static final String STARS = "alter table note add column stars int not null default 5";

    /** What is the same of two workspaces in which the same has happened; what is left of a copy does not count. */
    private static final String ROWS = """
            select concat_ws(' ', 'installation', version, state, granted_permissions, config)
              from guildhall.installation where workspace_id = $1 and extension_key = $2
            union all
            select concat_ws(' ', 'kept', version, steps, has_tables, config)
              from guildhall.installation_backup where workspace_id = $1 and extension_key = $2
            union all
            select concat_ws(' ', 'subscription', state)
              from (select distinct state from guildhall.event_cursor
                     where tenant_id = $1 and kind = 'extension' and subscriber = $2) cursors
            union all
            select concat_ws(' ', 'event', count(*)) || string_agg(' ' || type, '' order by sequence)
              from guildhall.event where tenant_id = $1 and type like 'extension.%'
            union all
            select concat_ws(' ', 'audit', count(*)) || string_agg(' ' || action, '' order by sequence)
              from guildhall.audit_entry where tenant_id = $1 and action like 'extension.%'
            order by 1""";

    private static final String TABLES = """
            select concat_ws(' ', 'migration', step)
              from guildhall.extension_migration where workspace_id = $1 and extension_key = $2
            union all
            select concat_ws(' ', left(n.nspname, 2), c.relname, string_agg(a.attname, ',' order by a.attnum),
                     xpath('//text()', query_to_xml(format('select * from %I.%I order by 1', n.nspname, c.relname),
                       true, false, ''))::text)
              from guildhall.extension_names($1, $2) names
              join pg_namespace n on n.nspname in (names.schema_name, 'z' || substr(names.schema_name, 2))
              join pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
             group by n.nspname, c.relname
             order by 1""";

    /** Sessions that have not noticed yet, or not undone yet, what they had begun. */
    private static final String BUSY = """
            select from pg_stat_activity
             where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
               and state <> 'idle'""";

    /** Threads that wait for what nodes without a database answer. */
    private static final ExecutorService ASKING = Executors.newCachedThreadPool();

    private static final AtomicInteger POINTS = new AtomicInteger();

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World observer;

    @BeforeAll
    static void begin() {
        observer = new World(BENCH);
    }

    @AfterAll
    static void count() {
        ASKING.shutdown();
        assertThat(POINTS.get()).as("points at which a node was killed").isGreaterThanOrEqualTo(20);
    }

    /** A change, and what goes before it. */
    private enum Operation {
        INSTALL(scene -> {}, (client, scene) -> client.post(scene.place.extensions(), scene.body("1.0.0"))),
        DISABLE(Scene::installed, (client, scene) -> client.patch(scene.path(), enabled(false))),
        ENABLE(
                scene -> {
                    scene.installed();
                    scene.place.patch(scene.key, enabled(false)).expect(200);
                },
                (client, scene) -> client.patch(scene.path(), enabled(true))),
        UPGRADE(
                Scene::installed,
                (client, scene) -> client.post(scene.path() + "/upgrade", new JsonObject().put("version", "1.1.0"))),
        ROLLBACK(
                scene -> {
                    scene.installed();
                    scene.place
                            .asOwner()
                            .post(scene.path() + "/upgrade", new JsonObject().put("version", "1.1.0"))
                            .expect(200);
                    scene.execute("insert into note (id, text) values (3, 'three')");
                },
                (client, scene) -> client.post(scene.path() + "/rollback", new JsonObject())),
        UNINSTALL(Scene::installed, (client, scene) -> client.delete(scene.path() + "?data=purge"));

        private final Consumer<Scene> before;
        private final BiFunction<HttpTester, Scene, HttpTester.Response> change;

        Operation(Consumer<Scene> before, BiFunction<HttpTester, Scene, HttpTester.Response> change) {
            this.before = before;
            this.change = change;
        }

        private static JsonObject enabled(boolean on) {
            return new JsonObject().put("enabled", on);
        }
    }

    private record Scene(World.Made place, String key) {

        String path() {
            return place.extensions() + "/" + key;
        }

        JsonObject body(String version) {
            return new JsonObject()
                    .put("extensionKey", key)
                    .put("version", version)
                    .put("grantedNames", new JsonArray().add("lab.*"))
                    .put("grantedPermissions", new JsonArray().add("events.publish"));
        }

        void installed() {
            place.install(body("1.0.0")).expect(201);
            execute("insert into note values (1, 'one'), (2, 'two')");
        }

        void execute(String sql) {
            place.invoke(key, key + ".sql.execute", new JsonObject().put("sql", sql));
        }

        String rows() {
            return text(ROWS);
        }

        String tables() {
            return text(TABLES);
        }

        private String text(String sql) {
            var lines = new StringJoiner("\n");
            for (Row row : BENCH.sql(sql, place.id.value(), key)) {
                lines.add(row.getString(0));
            }
            return lines.toString();
        }
    }

    private static ExtensionJar jar(String key, String version) {
        return Lab.jar(key, version).file("migrations/V1__notes.sql", NOTES);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void leaveTheOldStateOrTheNewOne(Operation operation) {
        var key = World.extensionKey();
        observer.publish(jar(key, "1.0.0"));
        observer.publish(jar(key, "1.1.0").file("migrations/V2__stars.sql", STARS));
        var scene = new Scene(observer.workspace(), key);
        var twin = new Scene(observer.workspace(), key);
        List.of(scene, twin).forEach(operation.before);
        var oldRows = scene.rows();
        var oldTables = scene.tables();
        assertThat(twin.rows()).isEqualTo(oldRows);
        assertThat(operation.change.apply(twin.place.asOwner(), twin).status()).isBetween(200, 204);

        var messages = 0;
        while (scene.rows().equals(oldRows)) {
            var isCut = killed(operation, scene, messages);
            var rows = scene.rows();
            if (rows.equals(oldRows)) {
                assertThat(isCut)
                        .as(operation + " after " + messages + " messages")
                        .isTrue();
                sweep(scene);
                assertThat(scene.tables())
                        .as(operation + " after " + messages + " messages")
                        .isEqualTo(oldTables);
            }
            messages += 1 + messages / 2;
        }

        assertThat(scene.rows()).isEqualTo(twin.rows());
        assertThat(scene.tables()).isEqualTo(twin.tables());
        Await.until(() -> assertServes(scene, twin));
    }

    /** What other nodes do when they have waited long enough for the node that has begun it. */
    private static void sweep(Scene scene) {
        BENCH.sql(
                "update guildhall.extension_storage set begun_at = begun_at - interval '1 hour' where workspace_id = $1",
                scene.place.id.value());
        var schemas = new ExtensionSchemas(BENCH.database(), BENCH.foreignSessions(), CacheBudget.ofHeap());
        Await.result(new UnfinishedInstallations(BENCH.database(), observer.workspaces, schemas).look());
    }

    /** By the node that was there all the time, once it has heard of the change, of which nobody told it but the database. */
    private static void assertServes(Scene scene, Scene twin) {
        var status = scene.place.asOwner().get(scene.path()).status();
        assertThat(status).isEqualTo(twin.place.asOwner().get(twin.path()).status());
        if (status == 200 && scene.place.state(scene.key).equals("ACTIVE")) {
            var serving = scene.place.invoke(scene.key, scene.key + ".code.run", new JsonObject().put("what", "who"));
            assertThat(serving.getString("version"))
                    .isEqualTo(scene.place.get(scene.key).data().getString("version"));
        }
    }

    /** They would be waited for as long as they may be alive. */
    private static void forgetTheDead() {
        var alive = observer.product.product().get(NodeLease.class).current().owner();
        BENCH.sql("delete from guildhall.event_node where id <> $1", alive);
    }

    /** Whether the node lost the database before its answer. */
    private static boolean killed(Operation operation, Scene scene, int messages) {
        forgetTheDead();
        var login = BENCH.applicationLogin();
        var proxy = CuttingProxy.to(BENCH.vertx(), login.getHost(), login.getPort());
        var cut = login.setHost("127.0.0.1").setPort(proxy.port());
        var pool = DatabasePool.create(BENCH.vertx(), cut);
        var database = new Database(BENCH.vertx(), pool);
        var victim = new World(
                BENCH,
                SignaturePolicy.OPTIONAL,
                List.of(),
                known -> new Environment(
                        known.vertx(),
                        database,
                        BENCH.foreignSessions(database, cut),
                        known.secrets(),
                        known.outbound(),
                        known.caches(),
                        known.meters(),
                        Tracing.OFF,
                        known.settings(),
                        known.clock(),
                        known.node(),
                        known.publicUrl(),
                        known.dataDirectory(),
                        known.workDirectory()));
        proxy.cutAfter(messages);
        // What a node says that has lost the database interests nobody, and may take it long.
        var answer = CompletableFuture.supplyAsync(
                () -> operation.change.apply(victim.as(scene.place.owner), scene), ASKING);
        Await.until(() -> assertThat(proxy.isCut() || answer.isDone()).isTrue());
        Await.until(() -> assertThat(BENCH.sql(BUSY).size()).isZero());
        POINTS.addAndGet(proxy.isCut() ? 1 : 0);
        return proxy.isCut();
    }
}
