package dev.guildhall.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class EmbeddedPostgresTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path home;

    private Path data;
    private Options durable;
    private Options options;

    @BeforeEach
    void chooseDirectories() throws IOException {
        data = home.resolve("some where/postgres");
        durable = Options.in(data).withBinariesIn(TemporaryDirectory.root());
        options = durable.withSetting("fsync", "off");
    }

    @Test
    void firstStartMakesADurableDatabaseThatOnlyThisMachineReaches() throws Exception {
        try (var postgres = EmbeddedPostgres.start(durable)) {
            assertThat(ask(postgres, "show fsync")).isEqualTo("on");
            assertThat(ask(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(postgres, "show full_page_writes")).isEqualTo("on");
            assertThat(ask(postgres, "show data_checksums")).isEqualTo("on");
            assertThat(ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres, "show unix_socket_directories")).isEmpty();
            assertThat(ask(postgres, "show max_connections")).isEqualTo("100");
            assertThat(ask(postgres, "select current_user || '@' || current_database()"))
                    .isEqualTo("postgres@guildhall");
        }
    }

    @Test
    void theGeneratedPasswordIsAskedForAndReadableByItsOwnerOnly() throws Exception {
        try (var postgres = EmbeddedPostgres.start(options)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("superuser.password"))))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() ->
                            DriverManager.getConnection(postgres.jdbcUrl("guildhall"), postgres.user(), "a guess"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void keepsItsDataFromOneStartToTheNext() throws Exception {
        String password;
        try (var postgres = EmbeddedPostgres.start(options)) {
            run(postgres, "create table kept as select 'kept' as word");
            password = postgres.password();
        }

        try (var again = EmbeddedPostgres.start(options)) {
            assertThat(ask(again, "select word from kept")).isEqualTo("kept");
            assertThat(again.password()).isEqualTo(password);
        }
    }

    @Test
    void survivesKillMinusNineOfTheJvmThatOwnedIt() throws Exception {
        try (var owner = OwnerJvm.on(data, TemporaryDirectory.root())) {
            ProcessHandle orphan = server();
            owner.killMinusNine();

            try (var postgres = EmbeddedPostgres.start(durable)) {
                assertThat(ask(postgres, "select word from kept")).isEqualTo("kept");
                assertThat(orphan.onExit()).succeedsWithin(PATIENCE);
            }
        }
    }

    @Test
    void stopsByItselfWhenItsJvmIsKilled() throws Exception {
        try (var owner = OwnerJvm.on(data, TemporaryDirectory.root())) {
            ProcessHandle server = server();

            owner.killMinusNine();

            assertThat(server.onExit()).succeedsWithin(PATIENCE);
            assertThat(PostmasterFile.of(data))
                    .as("a clean shutdown removes it")
                    .doesNotExist();
        }
    }

    @Test
    void endsAServerWhoseWatchdogWasKilledToo() throws Exception {
        try (var owner = OwnerJvm.on(data, TemporaryDirectory.root())) {
            ProcessHandle orphan = server();
            owner.killWatchdogs();
            owner.killMinusNine();
            assertThat(orphan.isAlive()).isTrue();

            try (var postgres = EmbeddedPostgres.start(durable)) {
                assertThat(ask(postgres, "select word from kept")).isEqualTo("kept");
                assertThat(orphan.onExit()).succeedsWithin(PATIENCE);
            }
        }
    }

    @Test
    void refusesASecondStartWhileAnotherJvmOwnsTheDirectory() throws Exception {
        try (var owner = OwnerJvm.on(data, TemporaryDirectory.root())) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(options))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining(data + " is in use by process " + owner.pid())
                    .hasMessageContaining("choose another data directory");
        }
    }

    @Test
    void refusesASecondStartInTheSameJvmAndKeepsTheFirstOwner() throws Exception {
        try (var postgres = EmbeddedPostgres.start(options)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> EmbeddedPostgres.start(options)).hasMessageContaining("by this process");
            }
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void givesTheDirectoryToOneOfManyThatStartAtOnce() {
        var starts = new ArrayList<CompletableFuture<EmbeddedPostgres>>();
        for (int i = 0; i < 4; i++) {
            starts.add(CompletableFuture.supplyAsync(() -> EmbeddedPostgres.start(options)));
        }

        var started = new ArrayList<EmbeddedPostgres>();
        for (var start : starts) {
            try {
                started.add(start.join());
            } catch (CompletionException refused) {
                assertThat(refused.getCause()).hasMessageContaining("in use by this process");
            }
        }

        started.forEach(EmbeddedPostgres::close);
        assertThat(started).hasSize(1);
    }

    @Test
    void isNotFooledByThePidFileOfADeadServerThatSaysReady() throws Exception {
        long dead = new ProcessBuilder("true").start().onExit().get().pid();
        leavePidFileBehind(dead);

        try (var postgres = EmbeddedPostgres.start(options)) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void doesNotTouchAStrangerWhoHasThePidOfADeadServer() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            leavePidFileBehind(stranger.pid());

            try (var postgres = EmbeddedPostgres.start(options)) {
                assertThat(ask(postgres, "select 1")).isEqualTo("1");
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void beginsAgainWhenTheDirectoryWasLeftHalfMade() throws Exception {
        Path halfMade = home.resolve("some where/postgres.init.0/cluster");
        Files.createDirectories(halfMade);
        Files.writeString(halfMade.resolve("PG_VERSION"), "17\n");

        try (var postgres = EmbeddedPostgres.start(options)) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
            assertThat(halfMade.getParent()).doesNotExist();
        }
    }

    @Test
    void usesAnEmptyDirectoryThatIsThereAlready() throws Exception {
        Files.createDirectories(data);

        try (var postgres = EmbeddedPostgres.start(options)) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesADirectoryWithSomethingElseInIt() throws Exception {
        Files.createDirectories(data);
        Files.writeString(data.resolve("thesis.txt"), "years of work");

        assertThatThrownBy(() -> EmbeddedPostgres.start(options))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("was not made by Guildhall");
        assertThat(data.resolve("thesis.txt")).hasContent("years of work");
    }

    @Test
    void refusesTheDirectoryOfAnotherMajorVersion() throws Exception {
        EmbeddedPostgres.start(options).close();
        Files.writeString(data.resolve("PG_VERSION"), "12\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(options))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("was made by PostgreSQL 12")
                .hasMessageContaining("--database-url");
    }

    @Test
    void quotesTheServersLogWhenItDoesNotStart() {
        assertThatThrownBy(() -> EmbeddedPostgres.start(options.withSetting("shared_buffers", "plenty")))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
    }

    @Test
    void givesUpWhenItIsNotReadyInTime() throws Exception {
        assertThatThrownBy(() -> EmbeddedPostgres.start(options.withStartLimit(Duration.ZERO)))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("was not ready after 0 s");

        try (var postgres = EmbeddedPostgres.start(options)) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void aFailedStartLeavesTheDirectoryFree() throws Exception {
        assertThatThrownBy(() -> EmbeddedPostgres.start(options.withSetting("shared_buffers", "plenty")))
                .isInstanceOf(EmbeddedPostgresException.class);

        try (var postgres = EmbeddedPostgres.start(options)) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void tellsWhenTheServerHasCrashed() throws Exception {
        try (var postgres = EmbeddedPostgres.start(options)) {
            server().destroyForcibly();

            assertThat(postgres.ended())
                    .succeedsWithin(PATIENCE)
                    .satisfies(exitCode -> assertThat(exitCode).isNotZero());
            assertThat(postgres.isClosed()).isFalse();
        }

        try (var again = EmbeddedPostgres.start(options)) {
            assertThat(ask(again, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void closingDisconnectsClientsAndMayBeRepeated() throws Exception {
        var postgres = EmbeddedPostgres.start(options);
        try (Connection client = connect(postgres)) {
            postgres.close();
            postgres.close();

            assertThat(postgres.ended()).succeedsWithin(PATIENCE).isEqualTo(0);
            assertThat(client.isValid(1)).isFalse();
        }
    }

    private void leavePidFileBehind(long pid) throws IOException {
        var lines = new ArrayList<String>();
        try (var postgres = EmbeddedPostgres.start(options)) {
            assertThat(postgres.port()).isPositive();
            lines.addAll(Files.readAllLines(PostmasterFile.of(data)));
        }
        lines.set(0, Long.toString(pid));
        Files.write(PostmasterFile.of(data), lines);
    }

    private ProcessHandle server() throws IOException {
        return ProcessHandle.of(PostmasterFile.read(data).orElseThrow().pid()).orElseThrow();
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl("guildhall"), postgres.user(), postgres.password());
    }

    private static void run(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
