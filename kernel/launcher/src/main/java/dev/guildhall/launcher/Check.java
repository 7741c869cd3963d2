package dev.guildhall.launcher;

import dev.guildhall.core.module.Peer;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.text.Reason;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgresException;
import dev.guildhall.db.migration.DatabaseState;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.MigrationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at all that a start of this configuration needs, one thing after the other, and changes nothing; blocks. */
final class Check {

    private static final long LEAST_FREE = 1L << 30;
    private static final Duration MOST_APART = Duration.ofMinutes(5);
    private static final int CONNECT_MILLIS = 5_000;

    private final Configuration configuration;
    private final Path data;
    private final List<Finding> findings = new ArrayList<>();

    Check(Configuration configuration) {
        this.configuration = configuration;
        this.data = configuration.storage().dataDirectory();
    }

    List<Finding> run() {
        findings.add(Finding.good("settings", "each is as it must be"));
        directory();
        key();
        database();
        Product.modules().stream()
                .flatMap(module -> module.peers(configuration.settings()).stream())
                .forEach(this::peer);
        return findings;
    }

    private void directory() {
        var there = data.toAbsolutePath();
        while (Files.notExists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            findings.add(Finding.bad(
                    "directory",
                    there + " is no directory that this user may write to; choose another with --data-dir, or start as"
                            + " the user whose it is"));
            return;
        }
        findings.add(Finding.good("directory", data + (Files.exists(data) ? "" : ", which the first start makes")));
        try {
            findings.add(disk(Files.getFileStore(there).getUsableSpace(), there));
        } catch (IOException failed) {
            findings.add(Finding.bad("disk", there + " cannot be looked at: " + Reason.of(failed)));
        }
    }

    static Finding disk(long free, Path there) {
        var found = "%.1f GiB free in %s".formatted(free / (double) (1L << 30), there);
        return free >= LEAST_FREE
                ? Finding.good("disk", found)
                : Finding.bad("disk", found + "; make room for at least 1 GiB");
    }

    private void key() {
        if (NodeKey.isLost(configuration)) {
            findings.add(Finding.bad("key", StartException.lostKey(data).getMessage()));
        } else if (configuration.masterKey().isPresent()) {
            findings.add(Finding.good("key", "the one that --secret-key gives"));
        } else {
            findings.add(Finding.good("key", data + "/master.key; back it up with the database"));
        }
    }

    private void database() {
        try {
            url().ifPresentOrElse(
                            this::database,
                            () -> findings.add(Finding.good(
                                    "database",
                                    "the embedded one, which is not running now: start the server to look at it")));
        } catch (EmbeddedPostgresException | MigrationException refused) {
            findings.add(Finding.bad("database", refused.getMessage()));
        }
    }

    private Optional<DatabaseUrl> url() {
        var storage = configuration.storage();
        return storage.databaseUrl()
                .map(url -> url.reveal())
                .or(() -> EmbeddedPostgres.running(
                        EmbeddedPostgres.Options.in(data.resolve("postgres")), EmbeddedPostgres.DATABASE))
                .map(DatabaseUrl::parse);
    }

    private void database(DatabaseUrl url) {
        var before = Clock.systemUTC().instant();
        var state = DatabaseState.of(url);
        var taken = Duration.between(before, Clock.systemUTC().instant());
        findings.addAll(database(url, state, Duration.between(before.plus(taken), state.clock())));
    }

    /** @param ahead by how much its clock is */
    static List<Finding> database(DatabaseUrl url, DatabaseState state, Duration ahead) {
        return List.of(server(url, state), roles(state), schema(state), clock(ahead));
    }

    private static Finding server(DatabaseUrl url, DatabaseState state) {
        var found = state.server() + " at " + url;
        return state.isSupported()
                ? Finding.good("database", found)
                : Finding.bad("database", found + "; upgrade it to PostgreSQL 15 or later");
    }

    private static Finding roles(DatabaseState state) {
        return state.missingRoles().isEmpty()
                ? Finding.good("roles", "all are there")
                : Finding.bad(
                        "roles",
                        "there is no " + String.join(", ", state.missingRoles())
                                + "; guildhall migrate makes them, or says which SQL to run");
    }

    private static Finding schema(DatabaseState state) {
        if (state.isNewer()) {
            return Finding.bad(
                    "schema",
                    "at " + state.schema() + ", which a newer Guildhall has made; start that one, or restore a backup");
        }
        return state.pending() > 0
                ? Finding.bad(
                        "schema",
                        state.pending() + " migrations are to be run; guildhall migrate does, and so does a start")
                : Finding.good("schema", "at " + state.schema() + ", as it must be");
    }

    private static Finding clock(Duration ahead) {
        var found = "%.1f s apart from the database's".formatted(Math.abs(ahead.toMillis()) / 1000.0);
        return ahead.abs().compareTo(MOST_APART) < 0
                ? Finding.good("clock", found)
                : Finding.bad("clock", found + "; set both by NTP");
    }

    private void peer(Peer peer) {
        var address = peer.host() + ":" + peer.port();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(peer.host(), peer.port()), CONNECT_MILLIS);
            findings.add(Finding.good(peer.what(), address + " takes connections"));
        } catch (IOException failed) {
            findings.add(Finding.bad(
                    peer.what(),
                    address + " does not answer: " + Reason.of(failed) + "; start it, open the way to it, or change "
                            + peer.setting().flag()));
        }
    }
}
