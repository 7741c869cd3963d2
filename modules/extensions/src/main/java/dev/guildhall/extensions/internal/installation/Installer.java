package dev.guildhall.extensions.internal.installation;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
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
import dev.guildhall.extensions.Plan.Arrival;
import dev.guildhall.extensions.PlanPreview;
import dev.guildhall.extensions.UpgradePolicy;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.ServiceSecret;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
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

    private static final String REQUIRED_CONFIGS = "requiredConfigs";

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
                            var hosts = new ArrayList<String>();
                            request.config()
                                    .ifPresent(config -> hosts.addAll(schema(plan)
                                            .hosts(schema(plan).read(config))
                                            .values()));
                            if (!request.requiredConfigs().isEmpty()) {
                                var along = requiredConfigs(plan, request);
                                plan.arrivals().stream()
                                        .map(Arrival::manifest)
                                        .filter(manifest -> along.containsKey(manifest.id()))
                                        .forEach(manifest -> hosts.addAll(schema(manifest)
                                                .hosts(along.get(manifest.id()))
                                                .values()));
                            }
                            return installations
                                    .find(tx, workspace, request.extensionKey())
                                    .map(present -> new PlanPreview(
                                                    plan, obstacles(plan, access, request, present), List.of())
                                            .opening(hosts));
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
    public Future<Installation> install(Authentication by, Access access, InstallRequest request) {
        var workspace = access.workspace();
        return queue.next(
                        workspace,
                        () -> manifest(workspace, request)
                                .compose(read -> prepare(access, request))
                                .compose(migrating -> database.inTransaction(
                                                workspace, tx -> install(tx, by, access, request))
                                        .recover(failure -> discard(workspace, migrating, failure))))
                .recover(ConstraintViolation.means(
                        "installation_pk", () -> Preconditions.alreadyInstalled(request.extensionKey())))
                .compose(this::start);
    }

    /** @param configs by the keys of the extensions that come */
    private record Agreed(Workspace workspace, Plan plan, Map<String, ExtensionConfig> configs) {}

    private Future<Agreed> agree(Tx tx, Access access, InstallRequest request) {
        return workspaces
                .lockForMembers(tx, access.workspace())
                .compose(workspace -> planner.install(tx, workspace.id(), request.extensionKey(), request.version())
                        .compose(plan -> installations
                                .lock(tx, workspace.id(), request.extensionKey())
                                .map(present -> {
                                    require(plan, access, request, present);
                                    return new Agreed(workspace, plan, configs(plan, request));
                                })));
    }

    private static Map<String, ExtensionConfig> configs(Plan plan, InstallRequest request) {
        var configs = requiredConfigs(plan, request);
        configs.put(plan.extensionKey(), schema(plan).read(request.config().orElseGet(JsonObject::new)));
        plan.arrivals().stream()
                .map(Arrival::manifest)
                .forEach(manifest -> Preconditions.requireHosts(
                        schema(manifest).hosts(configs.get(manifest.id())), request.grantedEgress()));
        return configs;
    }

    /** Those of what comes along; throws naming what is wrong with them. */
    private static Map<String, ExtensionConfig> requiredConfigs(Plan plan, InstallRequest request) {
        var configs = new HashMap<String, ExtensionConfig>();
        for (var arrival : plan.arrivals()) {
            var key = arrival.manifest().id();
            if (!key.equals(plan.extensionKey())) {
                configs.put(key, requiredConfig(arrival.manifest(), request));
            }
        }
        request.requiredConfigs().keySet().stream()
                .filter(key -> !configs.containsKey(key))
                .findFirst()
                .ifPresent(key -> {
                    throw CommonError.REQUEST_INVALID.onField(
                            REQUIRED_CONFIGS + "." + key, "The extension " + key + " does not come along here");
                });
        return configs;
    }

    private static ExtensionConfig requiredConfig(ExtensionManifest manifest, InstallRequest request) {
        try {
            return schema(manifest).read(request.requiredConfigs().getOrDefault(manifest.id(), new JsonObject()));
        } catch (Problem refused) {
            var place = Matcher.quoteReplacement(REQUIRED_CONFIGS + "." + manifest.id());
            var details = refused.details().stream()
                    .map(detail -> new Problem.Detail(
                            detail.field().replaceFirst("^config", place),
                            detail.message().replaceFirst("^config", place)))
                    .toList();
            throw refused.code().because(details.get(0).message()).withDetails(details);
        }
    }

    /** Makes the roles that the migrations need; gives the extensions for which it did. */
    private Future<List<String>> prepare(Access access, InstallRequest request) {
        var workspace = access.workspace();
        return database.inTransaction(
                workspace,
                tx -> agree(tx, access, request).compose(agreed -> {
                    var migrating = agreed.plan().arrivals().stream()
                            .filter(arrival -> !arrival.pending().isEmpty())
                            .map(arrival -> arrival.manifest().id())
                            .toList();
                    var begun = migrating.stream()
                            .map(key -> schemas.beginMigration(tx, workspace, key))
                            .toList();
                    return Future.join(begun).map(migrating);
                }));
    }

    private Future<List<StoredInstallation>> install(Tx tx, Authentication by, Access access, InstallRequest request) {
        return agree(tx, access, request).compose(agreed -> {
            var done = Future.<List<StoredInstallation>>succeededFuture(new ArrayList<>());
            for (var arrival : agreed.plan().arrivals()) {
                done = done.compose(before -> write(tx, by, agreed, arrival).map(stored -> {
                    before.add(stored);
                    return before;
                }));
            }
            return done;
        });
    }

    private Future<StoredInstallation> write(Tx tx, Authentication by, Agreed agreed, Arrival arrival) {
        var workspace = agreed.workspace();
        var stored = stored(
                by,
                workspace,
                arrival.manifest(),
                agreed.configs().get(arrival.manifest().id()));
        tx.afterCommit(() -> runtime.changed(workspace.id(), arrival.manifest().id()));
        return installations
                .insert(tx, stored)
                .compose(inserted ->
                        sideEffects.installed(new Transition(tx, null, stored.installation(), arrival.manifest()), by))
                .compose(installed -> arrival.pending().isEmpty()
                        ? schemas.settle(tx, InstallationKey.of(stored.installation()))
                        : migrate(tx, workspace.id(), arrival))
                .map(done -> stored);
    }

    private Future<Void> migrate(Tx tx, WorkspaceId workspace, Arrival arrival) {
        var key = arrival.manifest().id();
        return tx.list(WAIT)
                .compose(waiting -> migrations.run(schemas, workspace, arrival))
                .compose(migrated -> schemas.endMigration(tx, workspace, key));
    }

    /** Each after what it requires. */
    private Future<Installation> start(List<StoredInstallation> all) {
        var started = Future.<Installation>succeededFuture();
        for (var stored : all) {
            started = started.compose(before -> runtime.start(stored));
        }
        return started;
    }

    private <T> Future<T> discard(WorkspaceId workspace, List<String> migrating, Throwable failure) {
        var discarded = Future.<Void>succeededFuture();
        for (var key : migrating) {
            discarded = discarded.compose(before -> discard(workspace, key));
        }
        return discarded.transform(done -> Future.failedFuture(failure));
    }

    /** What was made for migrations that did not succeed goes again, unless earlier ones had left something. */
    private Future<Void> discard(WorkspaceId workspace, String key) {
        return database.inTransaction(
                        workspace,
                        tx -> workspaces
                                .lockForMembers(tx, workspace)
                                .compose(locked -> applied.applied(tx, workspace, key))
                                .compose(steps -> steps.isEmpty()
                                        ? schemas.drop(tx, workspace, key).<Void>mapEmpty()
                                        : schemas.endMigration(tx, workspace, key)))
                .otherwise(left -> {
                    LOG.warn(
                            "What the installation of {} in workspace {} has begun is left behind",
                            key,
                            workspace,
                            left);
                    return null;
                });
    }

    private StoredInstallation stored(
            Authentication by, Workspace workspace, ExtensionManifest manifest, ExtensionConfig config) {
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
                egress(manifest, config),
                UpgradePolicy.OFF,
                by.asUser(),
                1,
                1,
                now,
                now);
        return new StoredInstallation(installation, sealed.secrets(), false, ServiceSecret.FIRST);
    }

    /** What an installation may call: what its manifest says, and the hosts of its configuration. */
    static List<String> egress(ExtensionManifest manifest, ExtensionConfig config) {
        var hosts = schema(manifest).hosts(config).values();
        return Stream.concat(manifest.egress().stream().map(Object::toString), hosts.stream())
                .distinct()
                .toList();
    }

    private static ConfigSchema schema(Plan plan) {
        return schema(plan.arrival().manifest());
    }

    private static ConfigSchema schema(ExtensionManifest manifest) {
        return new ConfigSchema(manifest.configSchema());
    }
}
