package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.CuttingProxy;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One PostgreSQL, and one process of the product after the other on it, which end in the middle of something. */
final class KilledProducts implements AutoCloseable {

    /** What is the same of two workspaces in which the same has happened; what is left of a copy does not count. */
    static final String ROWS = """
            select concat_ws(' ', 'installation', version, state, granted_permissions, config)
              from guildhall.installation where workspace_id = $1
            union all
            select concat_ws(' ', 'kept', version, steps, has_tables, config)
              from guildhall.installation_backup where workspace_id = $1
            union all
            select concat_ws(' ', 'subscription', state)
              from (select distinct state from guildhall.event_cursor
                     where tenant_id = $1 and kind = 'extension') cursors
            union all
            select concat_ws(' ', 'job', job, held) from guildhall.extension_job where workspace_id = $1
            union all
            select concat_ws(' ', 'event', count(*)) || string_agg(' ' || type, '' order by sequence)
              from guildhall.event where tenant_id = $1 and type like 'extension.%'
            union all
            select concat_ws(' ', 'audit', count(*)) || string_agg(' ' || action, '' order by sequence)
              from guildhall.audit_entry where tenant_id = $1 and action like 'extension.%'
            order by 1""";

    static final String TABLES = """
            select concat_ws(' ', 'migration', step) from guildhall.extension_migration where workspace_id = $1
            union all
            select concat_ws(' ', left(n.nspname, 2), c.relname, string_agg(a.attname, ',' order by a.attnum),
                     xpath('//text()', query_to_xml(format('select * from %I.%I order by 1', n.nspname, c.relname),
                       true, false, ''))::text)
              from guildhall.extension_names($1, 'mortal') names
              join pg_namespace n on n.nspname in (names.schema_name, 'z' || substr(names.schema_name, 2))
              join pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
             group by n.nspname, c.relname
             order by 1""";

    /** Sessions that have not noticed yet, or not undone yet, what they had begun. */
    private static final String BUSY = """
            select 1 from pg_stat_activity
             where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
               and state <> 'idle'""";

    private final Vertx vertx = Vertx.vertx();
    private final Path data;
    private final EmbeddedPostgres postgres;
    private final PgConnection observer;
    private CuttingProxy way;
    private RunningProduct product;
    private final String token;

    KilledProducts(Path data) throws IOException {
        this.data = data;
        PreparedData.copyTo(data);
        postgres = EmbeddedPostgres.start(Options.in(data.resolve("postgres")));
        observer = Await.result(PgConnection.connect(vertx, PgConnectOptions.fromUri(url(postgres.port()))));
        start();
        token = product.token(RunningProduct.ADMIN, RunningProduct.PASSWORD);
    }

    private String url(int port) {
        return postgres.url(EmbeddedPostgres.DATABASE).replace(":" + postgres.port() + "/", ":" + port + "/");
    }

    /** Starts a process in the place of the one that was killed, and waits until it is ready. */
    void start() throws IOException {
        way = CuttingProxy.to(vertx, postgres.host(), postgres.port());
        product = RunningProduct.start(data, "--database-url=" + url(way.port()));
    }

    /** The administrator, a client of the process of the moment. */
    HttpTester client() {
        return product.http().withBearer(token);
    }

    void kill() throws InterruptedException {
        product.kill();
        Await.until(() -> assertThat(text(BUSY)).isEmpty());
    }

    /** Kills the process at a commit, which does not arrive; false when it has answered before there were so many. */
    boolean killAtCommit(int number, Function<HttpTester, HttpTester.Response> change) throws InterruptedException {
        way.cutAfterCommits(number, product::strike);
        var answer = CompletableFuture.supplyAsync(() -> change.apply(client()));
        Await.until(() -> assertThat(way.isCut() || answer.isDone()).isTrue());
        if (way.isCut()) {
            kill();
            return true;
        }
        assertThat(answer.join().status()).isBetween(200, 204);
        way.cutAfterCommits(Integer.MAX_VALUE, () -> {});
        return false;
    }

    /** The first column of the rows of a query, one a line. */
    String text(String sql, Object... parameters) {
        var lines = new StringJoiner("\n");
        for (Row row : Await.result(observer.preparedQuery(sql).execute(Tuple.from(parameters)))) {
            lines.add(String.valueOf(row.getValue(0)));
        }
        return lines.toString();
    }

    @Override
    public void close() {
        product.close();
        Await.result(observer.close());
        Await.result(vertx.close());
        postgres.close();
    }
}
