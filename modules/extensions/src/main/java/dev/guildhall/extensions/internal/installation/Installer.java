package dev.guildhall.extensions.internal.installation;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.InstallRequest;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.Plan;
import dev.guildhall.extensions.PlanPreview;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects.Transition;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs extensions: all that an installation entails in one transaction, and then the start.
 *
 * <p>The migrations run in a session of their own, as all SQL of extensions does, and are committed just before the
 * rest: what ends the process in between leaves an extension that is not installed and whose tables are there, as an
 * uninstallation that keeps the data does. The next installation goes on from there.
 */
public final class Installer {

    private static final Logger LOG = LoggerFactory.getLogger(Installer.class);

    /** The transaction is idle while the migrations run in another. */
    private static final Sql<Void> WAIT = Sql.rows(
            select(field("set_config('idle_in_transaction_session_timeout', '60s', true)", String.class)), row -> null);

    private final Database database;
    private final Workspaces workspaces;
    private final KeyedQueue<WorkspaceId> queue;
    private final Planner planner;
    private final InstallationSideEffects sideEffects;
    private final ExtensionRuntime runtime;
    private final ExtensionSchemas schemas;
    private final SecretBox secrets;
    private final Clock clock;
    private final InstallationTable installations = new InstallationTable();
    private final MigrationTable applied = new MigrationTable();
    private final Migrations migrations = new Migrations();

    public Installer(
            Database database,
            Workspaces workspaces,
            KeyedQueue<WorkspaceId> queue,
            Planner planner,
            InstallationSideEffects sideEffects,
            ExtensionRuntime runtime,
            ExtensionSchemas schemas,
            SecretBox secrets,
            Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.queue = queue;
        this.planner = planner;
        this.sideEffects = sideEffects;
        this.runtime = runtime;
        this.schemas = schemas;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Fails naming what is wrong with the configuration of a request, or with the extension it names.
     *
     * @param isTrial whether it may go without one
     */
    public Future<Void> check(WorkspaceId workspace, InstallRequest request, boolean isTrial) {
        if (request.extensionKey() == null || (isTrial && request.config().isEmpty())) {
            return Future.succeededFuture();
        }
        return manifest(workspace, request)
                .map(manifest -> schema(manifest).read(request.config().orElseGet(JsonObject::new)))
                .mapEmpty();
    }

    /** Read before the workspace is locked, see {@link ManifestPreload}; the plan finds it in memory. */
    private Future<ExtensionManifest> manifest(WorkspaceId workspace, InstallRequest request) {
        return database.inTransaction(workspace, tx -> planner.manifest(tx, request.extensionKey(), request.version()));
    }

    /** What {@link #install} would do, and what stands in its way; nothing is changed. */
    public Future<PlanPreview> plan(Access access, InstallRequest request) {
        var workspace = access.workspace();
        return database.inTransaction(
                workspace,
                tx -> planner.install(tx, workspace, request.extensionKey(), request.version())
                        .compose(plan -> {
                            request.config().ifPresent(config -> schema(plan).read(config));
                            return installations
                                    .find(tx, workspace, request.extensionKey())
                                    .map(present -> new PlanPreview(
                                            plan, obstacles(plan, access, request, present), List.of()));
                        }));
    }

    private static List<Problem> obstacles(
            Plan plan, Access access, InstallRequest request, Optional<StoredInstallation> present) {
        var found = new ArrayList<Problem>();
        present.ifPresent(there -> found.add(Preconditions.alreadyInstalled(request.extensionKey())));
        found.addAll(Preconditions.obstacles(plan, access, Consent.to(request, plan)));
        return found;
    }

    private static void require(
            Plan plan, Access access, InstallRequest request, Optional<StoredInstallation> present) {
        if (present.isPresent()) {
            throw Preconditions.alreadyInstalled(request.extensionKey());
        }
        Preconditions.requireSeen(plan, request.planHash());
        Preconditions.require(plan, access, Consent.to(request, plan), false);
    }

    /** The installation once its extension was started, whether that went well or not. */
    public Future<Installation> install(Authentication actor, Access access, InstallRequest request) {
        var workspace = access.workspace();
        return queue.next(
                        workspace,
                        () -> manifest(workspace, request)
                                .compose(read -> prepare(access, request))
                                .compose(migrates -> database.inTransaction(
                                                workspace, tx -> install(tx, actor, access, request))
                                        .recover(failure -> migrates
                                                ? discard(workspace, request.extensionKey(), failure)
                                                : Future.failedFuture(failure))))
                .recover(ConstraintViolation.means(
                        "installation_pk", () -> Preconditions.alreadyInstalled(request.extensionKey())))
                .compose(runtime::start);
    }

    private record Agreed(Workspace workspace, Plan plan, ExtensionConfig config) {}

    private Future<Agreed> agree(Tx tx, Access access, InstallRequest request) {
        return workspaces
                .lockForMembers(tx, access.workspace())
                .compose(workspace -> planner.install(tx, workspace.id(), request.extensionKey(), request.version())
                        .compose(plan -> installations
                                .lock(tx, workspace.id(), request.extensionKey())
                                .map(present -> {
                                    require(plan, access, request, present);
                                    var config =
                                            schema(plan).read(request.config().orElseGet(JsonObject::new));
                                    return new Agreed(workspace, plan, config);
                                })));
    }

    /** Makes the roles that the migrations need; says whether there are any migrations to run. */
    private Future<Boolean> prepare(Access access, InstallRequest request) {
        var workspace = access.workspace();
        return database.inTransaction(
                workspace,
                tx -> agree(tx, access, request)
                        .compose(agreed -> agreed.plan().arrival().pending().isEmpty()
                                ? Future.succeededFuture(false)
                                : schemas.beginMigration(tx, workspace, request.extensionKey())
                                        .map(true)));
    }

    private Future<StoredInstallation> install(Tx tx, Authentication actor, Access access, InstallRequest request) {
        return agree(tx, access, request)
                .compose(agreed -> write(tx, actor, agreed.workspace(), agreed.plan(), agreed.config()));
    }

    private Future<StoredInstallation> write(
            Tx tx, Authentication actor, Workspace workspace, Plan plan, ExtensionConfig config) {
        var stored = stored(actor, workspace, plan, config);
        tx.afterCommit(
                () -> runtime.changed(workspace.id(), plan.arrival().manifest().id()));
        return installations
                .insert(tx, stored)
                .compose(inserted -> sideEffects.installed(
                        new Transition(
                                tx, null, stored.installation(), plan.arrival().manifest()),
                        actor))
                .compose(installed ->
                        plan.arrival().pending().isEmpty() ? installed() : migrate(tx, workspace.id(), plan))
                .map(done -> stored);
    }

    private static Future<Void> installed() {
        return Future.succeededFuture();
    }

    private Future<Void> migrate(Tx tx, WorkspaceId workspace, Plan plan) {
        var key = plan.arrival().manifest().id();
        return tx.list(WAIT)
                .compose(waiting -> migrations.run(schemas, workspace, plan.arrival()))
                .compose(migrated -> schemas.endMigration(tx, workspace, key));
    }

    /** What was made for migrations that did not succeed goes again, unless earlier ones had left something. */
    private <T> Future<T> discard(WorkspaceId workspace, String key, Throwable failure) {
        return database.inTransaction(
                        workspace,
                        tx -> workspaces
                                .lockForMembers(tx, workspace)
                                .compose(locked -> applied.applied(tx, workspace, key))
                                .compose(steps -> steps.isEmpty()
                                        ? schemas.drop(tx, workspace, key).<Void>mapEmpty()
                                        : schemas.endMigration(tx, workspace, key)))
                .onFailure(left -> LOG.warn(
                        "What the installation of {} in workspace {} has begun is left behind", key, workspace, left))
                .transform(done -> Future.failedFuture(failure));
    }

    private StoredInstallation stored(Authentication actor, Workspace workspace, Plan plan, ExtensionConfig config) {
        var manifest = plan.arrival().manifest();
        var now = clock.instant();
        var sealed = config.seal(secrets, StoredInstallation.purpose(workspace.id(), manifest.id()));
        var installation = new Installation(
                workspace.id(),
                manifest.id(),
                Ids.next(),
                manifest.version().getVersion(),
                InstallationState.ACTIVE,
                List.of(Condition.starting(now)),
                sealed.masked(),
                Set.copyOf(manifest.permissions()),
                manifest.egress().stream().map(Object::toString).toList(),
                Optional.of(actor.user()),
                1,
                1,
                now,
                now);
        return new StoredInstallation(installation, sealed.secrets());
    }

    private static ConfigSchema schema(Plan plan) {
        return schema(plan.arrival().manifest());
    }

    private static ConfigSchema schema(ExtensionManifest manifest) {
        return new ConfigSchema(manifest.configSchema());
    }
}
