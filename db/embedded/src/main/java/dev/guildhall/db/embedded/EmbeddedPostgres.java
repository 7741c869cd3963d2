package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that belongs to this JVM: it listens on 127.0.0.1 only, on a port chosen anew at each start, and
 * stops when it is closed or when the JVM ends in any way, {@code kill -9} included. Its data stays.
 *
 * <p>Starting and closing block; call them from a worker thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** The role that owns everything at first. */
    public static final String SUPERUSER = "postgres";

    /** The database that every new data directory has, empty. */
    public static final String DATABASE = "guildhall";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final Options options;
    private final DirectoryLock lock;
    private final DataDirectory data;
    private final Server server;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedPostgres(Options options, DirectoryLock lock, DataDirectory data, Server server) {
        this.options = options;
        this.lock = lock;
        this.data = data;
        this.server = server;
    }

    /**
     * Starts PostgreSQL in a data directory, making both first if need be, and returns when it accepts connections.
     *
     * @throws EmbeddedPostgresException when that is not possible; the message says why and what to do
     */
    public static EmbeddedPostgres start(Options options) {
        try {
            long begun = System.nanoTime();
            Path path = options.dataDirectory().toAbsolutePath().normalize();
            Files.createDirectories(path.getParent());
            DirectoryLock lock = lock(path);
            EmbeddedPostgres started = null;
            try {
                started = startLocked(options, path, lock);
            } finally {
                if (started == null) {
                    lock.close();
                }
            }
            LOG.info(
                    "PostgreSQL listens on {}:{}, data in {} ({} ms)",
                    started.host(),
                    started.port(),
                    path,
                    (System.nanoTime() - begun) / 1_000_000);
            return started;
        } catch (AccessDeniedException denied) {
            throw new EmbeddedPostgresException(
                    "This user may not use " + denied.getFile() + ". Start Guildhall as the user who made it,"
                            + " or choose another data directory.",
                    denied);
        } catch (IOException failed) {
            throw new EmbeddedPostgresException(
                    "The embedded PostgreSQL in " + options.dataDirectory() + " could not start: "
                            + failed.getMessage(),
                    failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("Interrupted while starting PostgreSQL.", interrupted);
        }
    }

    /**
     * The URL of a database on the server that another process has started in a data directory and uses now; empty when
     * none runs there. It is gone when that process ends.
     */
    public static Optional<String> running(Options options, String database) {
        Path path = options.dataDirectory().toAbsolutePath().normalize();
        try {
            Optional<PostmasterFile> server = PostmasterFile.read(path)
                    .filter(PostmasterFile::ready)
                    .filter(file -> Leftover.of(file, path)
                            .filter(alive -> alive.kind() == Leftover.Kind.OURS)
                            .isPresent());
            if (server.isEmpty()) {
                return Optional.empty();
            }
            String password =
                    Files.readString(path.resolve(DataDirectory.PASSWORD_FILE)).strip();
            return Optional.of(url(password, server.get().port(), database));
        } catch (IOException unreadable) {
            throw new EmbeddedPostgresException(
                    "A PostgreSQL runs in " + path + ", and this user may not use it: " + unreadable.getMessage()
                            + ". Run this as the user who started it.",
                    unreadable);
        }
    }

    /** Starts an empty server for a test or a build step: nothing is durable, and closing it removes everything. */
    public static EmbeddedPostgres startTemporary() {
        return start(Options.temporary());
    }

    private static DirectoryLock lock(Path path) throws IOException {
        Path file = path.resolveSibling(path.getFileName() + ".lock");
        DirectoryLock lock = DirectoryLock.tryAcquire(file);
        if (lock == null) {
            throw new EmbeddedPostgresException("The data directory " + path + " is in use by "
                    + DirectoryLock.holder(file) + ". Stop that one first, or choose another data directory;"
                    + " several nodes share one database with --database-url.");
        }
        return lock;
    }

    private static EmbeddedPostgres startLocked(Options options, Path path, DirectoryLock lock)
            throws IOException, InterruptedException {
        Binaries binaries = Binaries.installIn(options.binariesDirectory());
        ServerUser user = ServerUser.choose(binaries, path);
        DataDirectory data = DataDirectory.open(path, binaries, user, options.durable());
        Server server = Server.start(binaries, data, user, options.settings(), options.startLimit());
        return new EmbeddedPostgres(options, lock, data, server);
    }

    public String host() {
        return Server.HOST;
    }

    public int port() {
        return server.port();
    }

    public String user() {
        return SUPERUSER;
    }

    /** The superuser's generated password: letters and digits only. */
    public String password() {
        return data.password();
    }

    /** A {@code postgresql://} URL of a database on this server, with the superuser's password in it. */
    public String url(String database) {
        return url(password(), port(), database);
    }

    private static String url(String password, int port, String database) {
        return "postgresql://" + SUPERUSER + ":" + password + "@" + Server.HOST + ":" + port + "/" + database
                + "?sslmode=disable";
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database + "?sslmode=disable";
    }

    /** Completes with the server's exit code when it has ended, be it closed or crashed; {@link #isClosed} tells. */
    public CompletableFuture<Integer> ended() {
        return server.ended();
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** Disconnects all clients, stops the server and waits until it has. Calling it again does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            server.close();
            if (options.discard()) {
                TemporaryDirectory.remove(data.path());
            }
        } catch (IOException failed) {
            throw new EmbeddedPostgresException("PostgreSQL could not be stopped: " + failed.getMessage(), failed);
        } finally {
            lock.close();
        }
    }

    /**
     * How to start. {@code settings} are server settings by name and override everything; with {@code fsync=off} a new
     * data directory is not made durable either. A crash recovery must fit into {@code startLimit}.
     */
    public record Options(
            Path dataDirectory,
            Path binariesDirectory,
            Map<String, String> settings,
            Duration startLimit,
            boolean discard) {

        public Options {
            settings = Map.copyOf(settings);
        }

        /** A durable database in the given directory; the binaries are unpacked beside it. */
        public static Options in(Path dataDirectory) {
            Path data = dataDirectory.toAbsolutePath().normalize();
            return new Options(
                    data, data.resolveSibling(data.getFileName() + ".bin"), Map.of(), Duration.ofMinutes(2), false);
        }

        /** An empty database for one run, removed when it is closed; fast because nothing is durable. */
        public static Options temporary() {
            try {
                Path root = TemporaryDirectory.root();
                return in(TemporaryDirectory.newDataDirectory(root))
                        .discardedOnClose()
                        .withBinariesIn(root)
                        .withSetting("fsync", "off")
                        .withSetting("full_page_writes", "off")
                        .withSetting("synchronous_commit", "off");
            } catch (IOException failed) {
                throw new EmbeddedPostgresException(
                        "No temporary directory for PostgreSQL: " + failed.getMessage(), failed);
            }
        }

        public Options withBinariesIn(Path directory) {
            return new Options(dataDirectory, directory, settings, startLimit, discard);
        }

        public Options withSetting(String name, String value) {
            var changed = new LinkedHashMap<>(settings);
            changed.put(name, value);
            return new Options(dataDirectory, binariesDirectory, changed, startLimit, discard);
        }

        public Options withStartLimit(Duration limit) {
            return new Options(dataDirectory, binariesDirectory, settings, limit, discard);
        }

        private Options discardedOnClose() {
            return new Options(dataDirectory, binariesDirectory, settings, startLimit, true);
        }

        boolean durable() {
            return !"off".equals(settings.get("fsync"));
        }
    }
}
