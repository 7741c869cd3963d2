package dev.guildhall.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Data directories that were copied, moved, restored from a backup, or left behind by a crash. */
@Execution(ExecutionMode.CONCURRENT)
class RestoredDirectoryTest {

    @TempDir
    Path home;

    private Path data;
    private Options options;

    @BeforeEach
    void chooseDirectories() throws IOException {
        data = home.resolve("original/postgres");
        options = in(data);
    }

    private static Options in(Path directory) throws IOException {
        return Options.in(directory)
                .withBinariesIn(TemporaryDirectory.root())
                .withSetting("fsync", "off")
                .withSetting("shared_buffers", "16MB");
    }

    @Test
    void aCopyOfALiveDirectoryStartsBesideItsOriginal() throws Exception {
        try (var original = EmbeddedPostgres.start(options)) {
            var copy = home.resolve("copy/postgres");
            copy(data, copy);

            try (var started = EmbeddedPostgres.start(in(copy))) {
                assertThat(answers(started)).isTrue();
                assertThat(answers(original)).isTrue();
            }
            assertThat(answers(original)).isTrue();
        }
    }

    @Test
    void leavesAnotherServerAloneWhoseNumberAStaleFileHas() throws Exception {
        EmbeddedPostgres.start(options).close();
        try (var other = EmbeddedPostgres.start(in(home.resolve("other/postgres")))) {
            var lines = Files.readAllLines(PostmasterFile.of(home.resolve("other/postgres")));
            lines.set(1, data.toString());
            Files.write(PostmasterFile.of(data), lines);

            try (var started = EmbeddedPostgres.start(options)) {
                assertThat(answers(started)).isTrue();
                assertThat(answers(other)).isTrue();
            }
        }
    }

    @Test
    void endsNobodyWhoMayOrMayNotBeTheServerOfTheDirectory() throws Exception {
        ProcessHandle server = null;
        try (var owner = OwnerJvm.on(data, TemporaryDirectory.root())) {
            server = ProcessHandle.of(PostmasterFile.read(data).orElseThrow().pid())
                    .orElseThrow();
            owner.killWatchdogs();
            owner.killMinusNine();
            var lines = new ArrayList<>(Files.readAllLines(PostmasterFile.of(data)));
            lines.set(2, Long.toString(Long.parseLong(lines.get(2).strip()) - 7200));
            Files.write(PostmasterFile.of(data), lines);

            assertThatThrownBy(() -> EmbeddedPostgres.start(options))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("the running process " + server.pid())
                    .hasMessageContaining("stop it");
            assertThat(server.isAlive()).isTrue();
            assertThat(PostmasterFile.of(data)).exists();
        } finally {
            if (server != null) {
                server.destroyForcibly();
            }
        }
    }

    @Test
    void startsWhereEmptyFoldersAndPermissionsWereLost() throws Exception {
        EmbeddedPostgres.start(options).close();
        var lost = List.of(
                "pg_notify",
                "pg_tblspc",
                "pg_replslot",
                "pg_twophase",
                "pg_stat_tmp",
                "pg_snapshots",
                "pg_commit_ts",
                "pg_dynshmem",
                "pg_serial",
                "pg_logical/snapshots",
                "pg_logical/mappings",
                "pg_wal/archive_status",
                "pg_wal/summaries");
        for (var folder : lost) {
            FileTree.delete(data.resolve(folder));
        }
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(data.resolve("superuser.password"), PosixFilePermissions.fromString("rw-r--r--"));

        try (var started = EmbeddedPostgres.start(options)) {
            assertThat(answers(started)).isTrue();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("superuser.password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void startsWithAnEmptyFileOfAServerThatIsGone() throws Exception {
        EmbeddedPostgres.start(options).close();
        Files.createFile(PostmasterFile.of(data));

        try (var started = EmbeddedPostgres.start(options)) {
            assertThat(answers(started)).isTrue();
        }
    }

    @Test
    void passesOnWhatPostgresAdvisesWhenItDoesNotStart() throws Exception {
        EmbeddedPostgres.start(options).close();
        Files.writeString(data.resolve("backup_label"), """
                START WAL LOCATION: 0/FF000028 (file 0000000100000000000000FF)
                CHECKPOINT LOCATION: 0/FF000080
                BACKUP METHOD: streamed
                BACKUP FROM: primary
                START TIME: 2026-01-01 00:00:00 UTC
                LABEL: nightly
                START TIMELINE: 1
                """);

        assertThatThrownBy(() -> EmbeddedPostgres.start(options))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("could not locate required checkpoint record")
                .hasMessageContaining("If you are restoring from a backup, touch")
                .hasMessageContaining("recovery.signal");
    }

    private static boolean answers(EmbeddedPostgres postgres) throws SQLException {
        try (var connection =
                DriverManager.getConnection(postgres.jdbcUrl("guildhall"), postgres.user(), postgres.password())) {
            return connection.isValid(5);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
