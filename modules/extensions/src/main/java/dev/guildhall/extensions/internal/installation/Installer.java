package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Actor;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.internal.config.Config;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.extensions.internal.installation.Consequences.Transition;
import dev.guildhall.extensions.internal.installation.MigrationTable.AppliedStep;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Installs extensions: all that an installation entails in one transaction, and then the start. */
final class Installer {

    private final Database database;
    private final WorkspaceLock lock;
    private final Turns<WorkspaceId> turns;
    private final Planner planner;
    private final Consequences consequences;
    private final Engine engine;
    private final SecretBox secrets;
    private final Clock clock;
    private final InstallationTable installations = new InstallationTable();
    private final MigrationTable migrations = new MigrationTable();

    Installer(
            Database database,
            WorkspaceLock lock,
            Turns<WorkspaceId> turns,
            Planner planner,
            Consequences consequences,
            Engine engine,
            SecretBox secrets,
            Clock clock) {
        this.database = database;
        this.lock = lock;
        this.turns = turns;
        this.planner = planner;
        this.consequences = consequences;
        this.engine = engine;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What {@link #install} would do, and what stands in its way; nothing is changed. */
    Future<JsonObject> plan(Access access, InstallRequest request) {
        var workspace = access.workspace();
        return database.inTransaction(
                Scope.of(workspace),
                tx -> planner.plan(tx, workspace, request.extensionKey(), request.version())
                        .compose(plan -> {
                            request.config().ifPresent(config -> schema(plan).read(config));
                            return installations
                                    .all(tx, workspace)
                                    .map(all -> plan.toJson().put("obstacles", Agreement.obstacles(plan, access, all)));
                        }));
    }

    /** The installation once its extension was started, whether that went well or not. */
    Future<Installation> install(Actor actor, Access access, InstallRequest request) {
        var workspace = access.workspace();
        return turns.next(
                        workspace,
                        () -> database.inTransaction(Scope.of(workspace), tx -> install(tx, actor, access, request)))
                .recover(ConstraintViolation.means(
                        "installation_pk", () -> Agreement.alreadyInstalled(request.extensionKey())))
                .compose(engine::start);
    }

    private Future<StoredInstallation> install(Tx tx, Actor actor, Access access, InstallRequest request) {
        return lock.take(tx, access.workspace())
                .compose(workspace -> planner.plan(tx, workspace.id(), request.extensionKey(), request.version())
                        .compose(plan -> installations
                                .lock(tx, workspace.id(), request.extensionKey())
                                .compose(present -> {
                                    Agreement.require(plan, access, request, present);
                                    var config =
                                            schema(plan).read(request.config().orElseGet(JsonObject::new));
                                    return write(tx, actor, workspace, plan, config);
                                })));
    }

    private Future<StoredInstallation> write(Tx tx, Actor actor, Workspace workspace, Plan plan, Config config) {
        var stored = stored(actor, workspace, plan, config);
        tx.afterCommit(() -> engine.changed(workspace.id(), plan.manifest().id()));
        return installations
                .insert(tx, stored)
                .compose(inserted -> migrate(tx, workspace, plan))
                .compose(migrated ->
                        consequences.installed(new Transition(tx, null, stored.installation(), plan.manifest()), actor))
                .map(done -> stored);
    }

    private StoredInstallation stored(Actor actor, Workspace workspace, Plan plan, Config config) {
        var manifest = plan.manifest();
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

    private Future<Void> migrate(Tx tx, Workspace workspace, Plan plan) {
        if (plan.pending().isEmpty()) {
            return Future.succeededFuture();
        }
        var manifest = plan.manifest();
        var migrated = WorkspaceSchema.create(tx, workspace);
        for (var script : plan.pending()) {
            migrated = migrated.compose(before ->
                            WorkspaceSchema.migrate(tx, workspace, manifest.tablePrefix(), manifest.label(), script))
                    .compose(run -> migrations.insert(
                            tx,
                            workspace.id(),
                            manifest.id(),
                            new AppliedStep(script.step(), script.checksum()),
                            clock.instant()))
                    .mapEmpty();
        }
        return migrated;
    }

    private static ConfigSchema schema(Plan plan) {
        return new ConfigSchema(plan.manifest().configSchema());
    }
}
