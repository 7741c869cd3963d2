package dev.guildhall.launcher;

import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.Migrator;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL this node works with, brought to the current schema: its own, or the one it was told of. */
final class DatabaseServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);

    private final Optional<EmbeddedPostgres> embedded;
    private final Migrator.Migrated migrated;

    private DatabaseServer(Optional<EmbeddedPostgres> embedded, Migrator.Migrated migrated) {
        this.embedded = embedded;
        this.migrated = migrated;
    }

    /** Starts and migrates; blocks. */
    static DatabaseServer open(Configuration.Storage storage, MasterKey key) {
        return storage.databaseUrl().isPresent()
                ? migrated(Optional.empty(), storage.databaseUrl().get().reveal(), key)
                : embedded(EmbeddedPostgres.Options.in(storage.dataDirectory().resolve("postgres")), key);
    }

    /**
     * The same for a command beside the nodes: where one of these has started the embedded PostgreSQL, it is that one's;
     * blocks.
     */
    static DatabaseServer join(Configuration.Storage storage, MasterKey key) {
        var embedded = EmbeddedPostgres.Options.in(storage.dataDirectory().resolve("postgres"));
        return storage.databaseUrl().isPresent()
                ? open(storage, key)
                : EmbeddedPostgres.running(embedded, EmbeddedPostgres.DATABASE)
                        .map(url -> migrated(Optional.empty(), url, key))
                        .orElseGet(() -> embedded(embedded, key));
    }

    /** The same for a moment: nothing is left of what is in it; blocks. */
    static DatabaseServer temporary(MasterKey key) {
        return embedded(EmbeddedPostgres.Options.temporary(), key);
    }

    private static DatabaseServer embedded(EmbeddedPostgres.Options options, MasterKey key) {
        var server = EmbeddedPostgres.start(options);
        try {
            return migrated(Optional.of(server), server.url(EmbeddedPostgres.DATABASE), key);
        } catch (RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    private static DatabaseServer migrated(Optional<EmbeddedPostgres> embedded, String url, MasterKey key) {
        var owner = DatabaseUrl.parse(url);
        var password = key.databasePassword(owner.database() + "_app").reveal();
        return new DatabaseServer(
                embedded,
                new Migrator(owner, password).forMasterKey(key.fingerprint()).migrate());
    }

    Migrator.Migrated migrated() {
        return migrated;
    }

    /** Runs the action when the embedded server ends without being closed; an external one is watched by health. */
    @SuppressWarnings("FutureReturnValueIgnored") // It only tells; nobody waits for what the action does.
    void onCrash(Runnable action) {
        embedded.ifPresent(server -> server.ended().thenAccept(exitCode -> {
            if (!server.isClosed()) {
                LOG.error("The embedded PostgreSQL ended with {}; its log is in the data directory", exitCode);
                action.run();
            }
        }));
    }

    /** How the application logs in: with the role that owns nothing and is held by row-level security. */
    PgConnectOptions applicationLogin() {
        var url = migrated.application();
        var options = new PgConnectOptions()
                .setHost(url.host())
                .setPort(url.port())
                .setDatabase(url.database())
                .setUser(url.user())
                .setPassword(url.password())
                .setSslMode(SslMode.of(url.sslMode().label()));
        var tls = new ClientSSLOptions().setHostnameVerificationAlgorithm("");
        switch (url.sslMode()) {
            case DISABLE -> {
                return options;
            }
            case ALLOW, PREFER, REQUIRE -> tls.setTrustAll(true);
            case VERIFY_CA, VERIFY_FULL ->
                url.sslRootCertificate()
                        .ifPresent(file -> tls.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        }
        if (url.sslMode() == dev.guildhall.db.migration.SslMode.VERIFY_FULL) {
            tls.setHostnameVerificationAlgorithm("HTTPS");
        }
        return options.setSslOptions(tls);
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedPostgres::close);
    }
}
