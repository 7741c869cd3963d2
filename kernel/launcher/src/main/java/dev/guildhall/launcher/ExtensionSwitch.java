package dev.guildhall.launcher;

import dev.guildhall.core.config.Configuration;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.EventsModule;
import dev.guildhall.extensions.ExtensionsModule;
import dev.guildhall.extensions.ExtensionsOptions;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.semver4j.Semver;

/** The modules as far as it takes to disable an extension: nothing is served, and nothing of an extension runs. */
final class ExtensionSwitch implements AutoCloseable {

    private static final int SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final DatabaseServer server;
    private final WorkDirectory work;
    private final Workspaces workspaces;
    private final ExtensionsModule extensions;

    private ExtensionSwitch(Configuration configuration) throws Exception {
        var data = configuration.storage().dataDirectory();
        var key = MasterKey.load(configuration.masterKey(), data);
        var secrets = new SecretBox(key);
        var clock = Clock.systemUTC();
        this.server = DatabaseServer.open(configuration.storage(), key);
        this.work = WorkDirectory.open(data);
        var login = Future.succeededFuture(server.applicationLogin());
        var database = new Database(vertx, DatabasePool.create(vertx, login));
        var outbound = OutboundGuard.create(vertx, configuration.outbound());
        var events = new EventsModule(vertx, database, EventsConfig.of("command"), outbound, secrets);
        this.workspaces = new Workspaces(
                database, events.journal(), configuration.tenancy().selfServiceWorkspaces(), clock);
        this.extensions = new ExtensionsModule(
                new ExtensionsModule.Collaborators(
                        vertx,
                        database,
                        new ForeignSessions(vertx, database, login, key::databasePassword),
                        workspaces,
                        events.outbox(),
                        events.journal(),
                        events.feed(),
                        events.durableSubscribers(),
                        outbound,
                        secrets,
                        clock),
                new ExtensionsOptions(
                        new Semver(Server.PLATFORM),
                        configuration.extensions(),
                        (int) configuration.http().maxUploadBytes(),
                        work.extensions(),
                        configuration.execution()));
    }

    /** Disables the extension in the workspace with this key or id; fails with a problem when either is not there. */
    static void disable(Configuration configuration, String workspace, String extensionKey) throws Exception {
        try (var modules = new ExtensionSwitch(configuration)) {
            await(modules.extensions.disable(modules.find(workspace).id(), extensionKey));
        }
    }

    private Workspace find(String workspace) throws Exception {
        var byKey = await(workspaces.find(workspace));
        var found = byKey.isPresent() ? byKey : await(byId(workspace));
        return found.orElseThrow(
                () -> CommonError.WORKSPACE_NOT_FOUND.because("There is no workspace " + workspace + "."));
    }

    private Future<Optional<Workspace>> byId(String text) {
        try {
            return workspaces.find(new WorkspaceId(UUID.fromString(text)));
        } catch (IllegalArgumentException notAnId) {
            return Future.succeededFuture(Optional.empty());
        }
    }

    @Override
    public void close() throws Exception {
        await(vertx.close());
        server.close();
        work.close();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(SECONDS, TimeUnit.SECONDS);
    }
}
