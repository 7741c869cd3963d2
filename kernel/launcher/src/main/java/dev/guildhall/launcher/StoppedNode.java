package dev.guildhall.launcher;

import dev.guildhall.archive.ErasureRequest;
import dev.guildhall.archive.Erasures;
import dev.guildhall.archive.Exported;
import dev.guildhall.archive.ImportRequest;
import dev.guildhall.archive.Imported;
import dev.guildhall.archive.Progress;
import dev.guildhall.archive.Receipt;
import dev.guildhall.archive.WorkspaceExport;
import dev.guildhall.archive.WorkspaceImport;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.erasure.Traces.Kind;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.extensions.ExtensionSwitch;
import dev.guildhall.identity.AccountChange;
import dev.guildhall.identity.Accounts;
import dev.guildhall.identity.Administrators;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.IdentityModule;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.Users;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The modules as far as commands need them that work on the data, beside the nodes or while there are none: nothing is
 * served, and nothing of an extension runs.
 */
final class StoppedNode implements AutoCloseable {

    private static final int SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private DatabaseServer server;
    private final WorkDirectory work;
    private final Product product;

    private StoppedNode(Configuration configuration, Opening opening) throws Exception {
        var data = configuration.storage().dataDirectory();
        var key = open(configuration, opening);
        this.work = WorkDirectory.open(data);
        var login = Future.succeededFuture(server.applicationLogin());
        var database = new Database(vertx, DatabasePool.create(vertx, login));
        var environment = new Environment(
                vertx,
                database,
                new ForeignSessions(vertx, database, login, key::databasePassword),
                new SecretBox(key),
                OutboundGuard.create(vertx, configuration.allowPrivate()),
                CacheBudget.ofHeap(),
                new SimpleMeterRegistry(),
                Tracing.OFF,
                configuration.settings(),
                Clock.systemUTC(),
                "command",
                Server.publicUrl(configuration),
                data,
                work.directory());
        this.product = Product.of(environment).assemble();
    }

    private MasterKey open(Configuration configuration, Opening opening) throws Exception {
        try (var key = NodeKey.of(configuration)) {
            server = opening.open(configuration.storage(), key.key());
            key.keep();
            return key.key();
        }
    }

    /** How the database is come by. */
    @FunctionalInterface
    private interface Opening {

        DatabaseServer open(Configuration.Storage storage, MasterKey key);
    }

    /** Writes the workspace with this key or id into an archive, however long that takes. */
    static Exported export(Configuration configuration, String workspace, Path file, Progress progress)
            throws Exception {
        try (var node = new StoppedNode(configuration, DatabaseServer::join)) {
            var found = node.find(workspace).id();
            return node.product
                    .get(WorkspaceExport.class)
                    .export(Authentication.SYSTEM, found, file, progress)
                    .await();
        }
    }

    /** Makes a workspace from an archive, however long that takes. */
    static Imported importArchive(Configuration configuration, ImportRequest request, Progress progress)
            throws Exception {
        try (var node = new StoppedNode(configuration, DatabaseServer::join)) {
            node.ensureAdministrator(configuration.settings(), progress);
            return node.product
                    .get(WorkspaceImport.class)
                    .importArchive(Authentication.SYSTEM, request, progress)
                    .await();
        }
    }

    /** Erases the person of this address or id, or the workspace with this key or id, however long that takes. */
    static Receipt erase(Configuration configuration, Kind kind, String subject, Optional<String> reason)
            throws Exception {
        try (var node = new StoppedNode(configuration, DatabaseServer::join)) {
            var id = kind == Kind.USER ? node.user(subject) : node.workspace(subject);
            var erasures = node.product.get(Erasures.class);
            return erasures.begin(Authentication.SYSTEM, new ErasureRequest(kind, id, reason))
                    .compose(begun -> erasures.finish(begun.id()))
                    .await()
                    .receipt()
                    .orElseThrow();
        }
    }

    // One that was deleted before is known by its id only.
    private UUID workspace(String workspace) throws Exception {
        return Ids.isUuid(workspace)
                ? UUID.fromString(workspace)
                : find(workspace).id().value();
    }

    private UUID user(String user) throws Exception {
        return Ids.isUuid(user) ? UUID.fromString(user) : byAddress(user).id().value();
    }

    private UserProfile byAddress(String email) throws Exception {
        return await(product.get(Users.class).findByEmail(email))
                .orElseThrow(
                        () -> IdentityError.USER_NOT_FOUND.because("There is no user with the address " + email + "."));
    }

    /** As the first start of a server does, which could not when an import had made an account of that address before. */
    private void ensureAdministrator(Settings settings, Progress progress) throws Exception {
        await(product.get(Administrators.class)
                        .ensureOne(
                                settings.find(IdentityModule.ADMIN_EMAIL),
                                settings.find(IdentityModule.ADMIN_PASSWORD).map(Secret::reveal)))
                .ifPresent(admin -> progress.tell("a platform administrator was made, which is shown once: email "
                        + admin.email() + ", password " + admin.password()));
    }

    /** Disables the extension in the workspace with this key or id; fails with a problem when either is not there. */
    static void disable(Configuration configuration, String workspace, String extensionKey) throws Exception {
        try (var node = new StoppedNode(configuration, DatabaseServer::open)) {
            var found = node.find(workspace).id();
            await(node.product.get(ExtensionSwitch.class).disable(found, extensionKey));
        }
    }

    /** Gives the user with this address another password, which ends their sessions on all nodes. */
    static void resetPassword(Configuration configuration, String email, String password) throws Exception {
        try (var node = new StoppedNode(configuration, DatabaseServer::join)) {
            var user = node.byAddress(email);
            var change = AccountChange.of(new JsonObject().put("password", password));
            await(node.product.get(Accounts.class).change(Authentication.SYSTEM, user.id(), change, IfMatch.ANY));
        }
    }

    private Workspace find(String workspace) throws Exception {
        var workspaces = product.get(Workspaces.class);
        var byKey = await(workspaces.find(workspace));
        var found = byKey.isPresent() ? byKey : await(byId(workspaces, workspace));
        return found.orElseThrow(
                () -> CommonError.WORKSPACE_NOT_FOUND.because("There is no workspace " + workspace + "."));
    }

    private static Future<Optional<Workspace>> byId(Workspaces workspaces, String text) {
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
