package dev.guildhall.core.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.guildhall.core.config.Secret;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sessions of extensions agree on with a server that has TLS, and with one that has not. */
class ForeignTlsTest {

    private static final ForeignLogin LOGIN = new ForeignLogin("guest", "public");
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static EmbeddedPostgres postgres;
    private static Vertx vertx;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.startTemporary();
        vertx = Vertx.vertx();
        asOwner("create role guest login password '" + ScramSecret.of(new Secret("guest")) + "'");
        asOwner("create table pem (name text, content text)");
        giveTheServerAKey();
    }

    @AfterAll
    static void stop() throws TimeoutException {
        result(vertx.close());
        postgres.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PREFER, off, false", "PREFER, on, true",
        "ALLOW, off, false", "ALLOW, on, false",
        "REQUIRE, on, true", "DISABLE, on, false"
    })
    void keepOneSocketEach(SslMode mode, String serverTls, boolean encrypted) throws TimeoutException {
        serverTls(serverTls);
        try (var line = new LineProxy(server().getPort())) {
            var options = server().setPort(line.port())
                    .setSslMode(mode)
                    .setSslOptions(new ClientSSLOptions().setTrustAll(true));
            var pool = DatabasePool.create(vertx, options);
            var sessions =
                    new ForeignSessions(vertx, new Database(vertx, pool), Future.succeededFuture(options), Secret::new);

            var atOnce =
                    IntStream.range(0, 4).mapToObj(i -> isEncrypted(sessions)).toList();
            result(Future.all(atOnce));
            var later = result(isEncrypted(sessions));

            assertThat(atOnce).extracting(Future::result).containsOnly(encrypted);
            assertThat(later).isEqualTo(encrypted);
            await().untilAsserted(() -> assertThat(line.openLines()).isEqualTo(4));
            result(sessions.close());
            result(pool.close());
            await().untilAsserted(() -> assertThat(line.openLines()).isZero());
        }
    }

    private static Future<Boolean> isEncrypted(ForeignSessions sessions) {
        return sessions.inTransaction(
                LOGIN,
                Duration.ofSeconds(10),
                tx -> tx.run("select ssl from pg_stat_ssl where pid = pg_backend_pid()", Tuple.tuple())
                        .map(rows -> rows.iterator().next().getBoolean(0)));
    }

    private static void serverTls(String onOrOff) throws TimeoutException {
        asOwner("alter system set ssl = " + onOrOff);
        asOwner("select pg_reload_conf()");
        await().untilAsserted(() -> assertThat(ask("show ssl")).isEqualTo(onOrOff));
    }

    private static void giveTheServerAKey() throws Exception {
        var store = folder.resolve("server.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        write("server.crt", pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        write("server.key", pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded()));
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }

    // The server writes it itself, for its own user alone may read a key.
    private static void write(String name, String pem) throws TimeoutException {
        asOwner("truncate pem");
        asOwner("insert into pem values ('" + name + "', '" + pem.replace("\r", "") + "')");
        asOwner("copy (select string_to_table(content, E'\\n') from pem) to program 'umask 077; cat > " + name + "'");
    }

    private static String ask(String sql) throws TimeoutException {
        var connection = result(PgConnection.connect(vertx, server()));
        var row = result(connection.query(sql).execute()).iterator().next();
        result(connection.close());
        return row.getString(0);
    }

    private static void asOwner(String sql) throws TimeoutException {
        var connection = result(PgConnection.connect(vertx, server()));
        result(connection.query(sql).execute());
        result(connection.close());
    }

    private static PgConnectOptions server() {
        return PgConnectOptions.fromUri(postgres.url(EmbeddedPostgres.DATABASE));
    }

    private static <T> T result(Future<T> future) throws TimeoutException {
        return future.await(15, SECONDS);
    }
}
