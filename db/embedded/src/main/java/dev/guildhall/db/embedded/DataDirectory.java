package dev.guildhall.db.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL cluster on disk. It is made beside its place and renamed into it, so it is never found half made; the
 * superuser's generated password lies in it, readable by its owner only.
 */
record DataDirectory(Path path, String password) {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    static final String PASSWORD_FILE = "superuser.password";

    /** Makes the cluster on first use. The caller holds its lock. */
    static DataDirectory open(Path path, Binaries binaries, ServerUser user, boolean durable) throws IOException {
        if (isEmpty(path)) {
            create(path, binaries, user, durable);
        }
        requireUsable(path, binaries);
        Restored.complete(path, user);
        user.ownTree(path);
        return new DataDirectory(
                path, Files.readString(path.resolve(PASSWORD_FILE)).strip());
    }

    private static boolean isEmpty(Path path) throws IOException {
        if (!Files.exists(path)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void requireUsable(Path path, Binaries binaries) throws IOException {
        Path versionFile = path.resolve("PG_VERSION");
        if (!Files.exists(versionFile) || !Files.exists(path.resolve(PASSWORD_FILE))) {
            throw new EmbeddedPostgresException(path + " is not empty and was not made by Guildhall."
                    + " Choose another data directory, or empty this one if nothing in it is needed.");
        }
        String version = Files.readString(versionFile).strip();
        if (!version.equals(binaries.majorVersion())) {
            throw new EmbeddedPostgresException(path + " was made by PostgreSQL " + version
                    + " and this Guildhall brings PostgreSQL " + binaries.majorVersion()
                    + ". Dump it with the Guildhall that made it and restore it into a new data directory,"
                    + " or run a PostgreSQL " + version + " on it and give that with --database-url.");
        }
    }

    private static void create(Path path, Binaries binaries, ServerUser user, boolean durable) throws IOException {
        Path workshop = newWorkshop(path);
        user.own(workshop);
        Path password = writePassword(workshop, user);
        Path cluster = workshop.resolve("cluster");
        initialize(cluster, password, binaries, user);
        createDatabase(cluster, binaries, user);
        Files.move(password, cluster.resolve(PASSWORD_FILE));
        if (durable) {
            FileTree.sync(cluster); // at once at the end, which is much faster than file by file on the way
        }
        Files.move(cluster, path, StandardCopyOption.ATOMIC_MOVE);
        FileTree.syncOne(path.getParent());
        FileTree.delete(workshop);
        LOG.info("Made a PostgreSQL {} data directory in {}", binaries.version(), path);
    }

    /** Never a name used before: the initdb of a killed JVM may still be filling that one. */
    private static Path newWorkshop(Path data) throws IOException {
        String prefix = data.getFileName() + ".init.";
        FileTree.deleteLeftovers(data.getParent(), name -> name.startsWith(prefix));
        return Files.createDirectory(
                data.resolveSibling(prefix + UUID.randomUUID()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static Path writePassword(Path workshop, ServerUser user) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Path file = Files.createFile(
                workshop.resolve(PASSWORD_FILE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
        user.own(file);
        return file;
    }

    /**
     * The built-in locale provider keeps the order of text, and so every index, the same on every system. Passwords here
     * are random; hashing them over and over makes them no safer, and every login would have to do the same again.
     */
    private static void initialize(Path cluster, Path password, Binaries binaries, ServerUser user) {
        var initdb = user.command(
                binaries.program("initdb"),
                "--pgdata=" + cluster,
                "--username=" + EmbeddedPostgres.SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
                "--no-sync");
        require(initdb.run(), "initdb");
    }

    private static void createDatabase(Path cluster, Binaries binaries, ServerUser user) {
        String sql = "create database " + EmbeddedPostgres.DATABASE + "\n";
        var created = user.command(
                        binaries.program("postgres"),
                        "--single",
                        "-D",
                        cluster.toString(),
                        "-c",
                        "fsync=off",
                        "-c",
                        "exit_on_error=on",
                        "postgres")
                .run(new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8)));
        require(created, "create database");
    }

    private static void require(Command.Outcome outcome, String what) {
        if (!outcome.succeeded()) {
            throw new EmbeddedPostgresException("PostgreSQL's " + what + " failed:\n" + outcome.output());
        }
    }

    /**
     * Ends a server that outlived the Guildhall that started it, or waits for one that is still stopping.
     *
     * <p>A {@code postmaster.pid} whose process is gone stays: PostgreSQL replaces it itself, and checks by it that no
     * orphaned backend still has the shared memory. Only a number that now belongs to somebody else would make it refuse
     * to start, as happens after a reboot, in a restarted container, or in a copy of the directory of a server that
     * runs; so would a file that says nothing. Then the file goes. Nobody is ended who is not proven to be the server of
     * this very directory.
     */
    void endLeftoverServer(Binaries binaries, ServerUser user) throws IOException {
        Optional<PostmasterFile> file = PostmasterFile.read(path);
        if (file.isEmpty() && PostmasterFile.isBlank(path)) {
            LOG.warn("The file {} is empty, as a crash may leave it; removing it", PostmasterFile.of(path));
            Files.delete(PostmasterFile.of(path));
        }
        Optional<Leftover> alive = file.flatMap(there -> Leftover.of(there, path));
        if (alive.isEmpty()) {
            return;
        }
        switch (alive.get().kind()) {
            case OURS -> stop(alive.get().process(), binaries, user);
            case STRANGER -> Files.delete(PostmasterFile.of(path));
            case UNCERTAIN ->
                throw new EmbeddedPostgresException(PostmasterFile.of(path) + " names the running process "
                        + alive.get().process().pid() + ", which may or may not be a PostgreSQL that uses " + path
                        + ". If it does, stop it; if it does not, delete that file. Then start again.");
        }
    }

    private void stop(ProcessHandle server, Binaries binaries, ServerUser user) {
        LOG.warn("A PostgreSQL that outlived its Guildhall still runs in {}; stopping it", path);
        var stop = user.command(
                        binaries.program("pg_ctl"), "stop", "-D", path.toString(), "-m", "fast", "-w", "-t", "60")
                .run();
        // One that was about to end by itself takes its file away a moment before.
        if (!stop.succeeded() && !endsSoon(server)) {
            throw new EmbeddedPostgresException("A PostgreSQL (process " + server.pid() + ") runs in " + path
                    + " and does not stop: " + stop.output() + ". Stop that process and start again.");
        }
    }

    private static boolean endsSoon(ProcessHandle server) {
        return server.onExit()
                .handle((ended, failure) -> failure == null)
                .completeOnTimeout(false, 10, TimeUnit.SECONDS)
                .join();
    }
}
