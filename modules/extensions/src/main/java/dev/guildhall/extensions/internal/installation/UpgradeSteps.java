package dev.guildhall.extensions.internal.installation;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.MigrationScript;
import dev.guildhall.extensions.UpgradeRequest;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.config.SealedConfig;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects.Transition;
import dev.guildhall.extensions.internal.installation.Upgrader.Agreed;
import dev.guildhall.extensions.internal.installation.Upgrader.AgreedRollback;
import dev.guildhall.extensions.internal.jobs.JobLifecycle;
import dev.guildhall.extensions.internal.jobs.JobOrders;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.runtime.StateChanges;
import dev.guildhall.extensions.internal.runtime.Trial;
import dev.guildhall.extensions.internal.storage.ExtensionCopies;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.extensions.internal.storage.SchemaChoice;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the {@link Upgrader} does once it is agreed on and nobody calls the extension here. */
public final class UpgradeSteps {

    private static final Logger LOG = LoggerFactory.getLogger(UpgradeSteps.class);

    /** The transaction is idle while the copy is made and the new version tried. */
    private static final Sql<Void> WAIT = Sql.rows(
            select(field("set_config('idle_in_transaction_session_timeout', '180s', true)", String.class)),
            row -> null);

    private final Database database;
    private final Catalogue catalogue;
    private final InstallationSideEffects sideEffects;
    private final ExtensionRuntime runtime;
    private final UpgradeTrial trial;
    private final ExtensionSchemas schemas;
    private final ExtensionCopies copies;
    private final SecretBox secrets;
    private final Clock clock;
    private final JobLifecycle jobs;
    private final Duration retention;
    private final InstallationTable installations = new InstallationTable();
    private final MigrationTable applied = new MigrationTable();
    private final BackupTable backups = new BackupTable();
    private final KeptStateTable states = new KeptStateTable();
    private final Migrations migrations = new Migrations();

    /** @param retention how long a rollback is possible */
    public UpgradeSteps(
            Database database,
            Catalogue catalogue,
            InstallationSideEffects sideEffects,
            ExtensionRuntime runtime,
            UpgradeTrial trial,
            ExtensionSchemas schemas,
            ExtensionCopies copies,
            SecretBox secrets,
            JobLifecycle jobs,
            Clock clock,
            Duration retention) {
        this.database = database;
        this.catalogue = catalogue;
        this.sideEffects = sideEffects;
        this.runtime = runtime;
        this.trial = trial;
        this.schemas = schemas;
        this.copies = copies;
        this.secrets = secrets;
        this.jobs = jobs;
        this.clock = clock;
        this.retention = retention;
    }

    /** @param scripts those of the new version that were run in the workspace before */
    private record Data(boolean hasTables, List<MigrationScript> scripts) {}

    /** @param again agrees once more, under the locks of the transaction that is to do it */
    Future<StoredInstallation> upgrade(Authentication by, Agreed agreed, Function<Tx, Future<Agreed>> again) {
        var staged = SchemaChoice.staged();
        var place = agreed.place();
        return prepare(agreed, staged)
                .compose(data -> exchange(
                                place,
                                tx -> lock(tx, place, data.hasTables())
                                        .compose(locked -> states.keep(tx, place))
                                        .compose(kept -> data.hasTables()
                                                ? migrations.stage(
                                                        schemas,
                                                        copies,
                                                        place,
                                                        agreed.plan().arrival(),
                                                        data.scripts(),
                                                        staged)
                                                : Future.succeededFuture())
                                        .compose(copied -> trial.run(
                                                candidate(agreed),
                                                new Trial(tx, data.hasTables() ? staged : SchemaChoice.WITHOUT_TABLES),
                                                running -> running.upgraded(agreed.present()
                                                        .installation()
                                                        .version())))
                                        .compose(tried -> again.apply(tx))
                                        .compose(now -> upgrade(tx, by, agreed.confirmed(now), data, staged)))
                        .recover(failure ->
                                discard(place, data, staged).transform(gone -> Future.failedFuture(failure))));
    }

    /** What is not the upgrade's transaction: a schema for the copy, which the session that fills it must see. */
    private Future<Data> prepare(Agreed agreed, SchemaChoice staged) {
        var place = agreed.place();
        var arrival = agreed.plan().arrival();
        return database.inTransaction(
                place.workspace(),
                tx -> applied.applied(tx, place.workspace(), place.extensionKey())
                        .compose(run -> catalogue
                                .scripts(
                                        tx,
                                        place.extensionKey(),
                                        arrival.version().number().getVersion())
                                .map(scripts -> scripts.subList(0, run.size())))
                        .compose(scripts -> copies.exists(tx, place).compose(exists -> {
                            var data = new Data(exists || !arrival.pending().isEmpty(), scripts);
                            return data.hasTables()
                                    ? copies.stage(tx, place, staged).map(data)
                                    : Future.succeededFuture(data);
                        })));
    }

    private Future<Void> lock(Tx tx, InstallationKey place, boolean hasTables) {
        return tx.list(WAIT)
                .compose(waiting -> installations.hold(tx, place))
                .compose(held -> hasTables ? copies.lock(tx, place) : Future.succeededFuture());
    }

    /** The transaction after which the other version is there; it is not run again, for what it found is stale then. */
    private Future<StoredInstallation> exchange(InstallationKey place, Function<Tx, Future<StoredInstallation>> work) {
        var isBegun = new AtomicBoolean();
        return database.inTransaction(place.workspace(), tx -> {
                    if (isBegun.getAndSet(true)) {
                        throw CommonError.UNAVAILABLE
                                .because("Others were changing the same things; try again in a second.")
                                .withRetryAfter(Duration.ofSeconds(1));
                    }
                    tx.afterCommit(() -> runtime.changed(place.workspace(), place.extensionKey()));
                    return work.apply(tx);
                })
                .recover(ConstraintViolation.means(StateChanges.VIOLATIONS))
                .recover(ConstraintViolation.means(JobOrders.VIOLATIONS));
    }

    private Future<StoredInstallation> upgrade(
            Tx tx, Authentication by, Agreed agreed, Data data, SchemaChoice staged) {
        var now = clock.instant();
        var place = agreed.place();
        var after = candidate(agreed);
        var backup = Backup.of(agreed.present(), data.scripts().size(), data.hasTables(), now.plus(retention), now);
        return (data.hasTables() ? copies.use(tx, place, staged) : Future.<Void>succeededFuture())
                .compose(used -> applied.note(tx, place, agreed.plan().arrival().pending(), now))
                .compose(noted -> backups.replace(tx, backup))
                .compose(kept -> finish(tx, by, agreed, after, false));
    }

    private Future<StoredInstallation> finish(
            Tx tx, Authentication by, Agreed agreed, StoredInstallation after, boolean isRollback) {
        var change = new Transition(
                tx,
                agreed.present().installation(),
                after.installation(),
                agreed.plan().arrival().manifest());
        return installations
                .save(tx, after)
                .compose(saved -> sideEffects.upgraded(change, agreed.former(), by, isRollback))
                .map(after);
    }

    private Future<Void> discard(InstallationKey place, Data data, SchemaChoice staged) {
        return (data.hasTables()
                        ? database.inTransaction(place.workspace(), tx -> copies.dropStaged(tx, place, staged))
                        : Future.<Void>succeededFuture())
                .onFailure(left -> LOG.warn(
                        "A copy for an upgrade of {} in workspace {} is left for later",
                        place.extensionKey(),
                        place.workspace(),
                        left));
    }

    /** @param again agrees once more, under the locks of the transaction that is to do it */
    Future<StoredInstallation> rollback(
            Authentication by, AgreedRollback agreed, Function<Tx, Future<AgreedRollback>> again) {
        var place = agreed.upgrade().place();
        var hasTables = agreed.backup().hasTables();
        return (hasTables
                        ? database.inTransaction(place.workspace(), tx -> copies.openKept(tx, place))
                        : Future.<Void>succeededFuture())
                .compose(open -> exchange(
                        place,
                        tx -> lock(tx, place, hasTables)
                                .compose(locked -> trial.run(
                                        former(agreed),
                                        new Trial(tx, hasTables ? SchemaChoice.KEPT : SchemaChoice.WITHOUT_TABLES),
                                        running -> Future.succeededFuture()))
                                .compose(tried -> again.apply(tx))
                                .compose(now -> {
                                    agreed.upgrade().confirmed(now.upgrade());
                                    return rollback(tx, by, now);
                                })));
    }

    private Future<StoredInstallation> rollback(Tx tx, Authentication by, AgreedRollback agreed) {
        var place = agreed.upgrade().place();
        var backup = agreed.backup();
        return (backup.hasTables() ? copies.useKept(tx, place) : Future.<Void>succeededFuture())
                .compose(used -> applied.forgetAfter(tx, place, backup.steps()))
                .compose(forgotten -> states.restore(tx, place))
                .compose(restored -> jobs.rolledBack(tx, place, backup.createdAt()))
                .compose(taken -> backups.delete(tx, place))
                .compose(gone -> finish(tx, by, agreed.upgrade(), former(agreed), true));
    }

    /** A configuration of a new version, and the hosts that it names for calls by the fields that do. */
    record Configured(ExtensionConfig config, Map<String, String> hosts) {}

    /** The configuration of the new version; throws naming what is wrong with it. */
    Configured configuration(StoredInstallation present, ExtensionManifest manifest, Optional<JsonObject> patch) {
        var purpose = StoredInstallation.purpose(
                present.installation().workspace(), present.installation().extensionKey());
        var schema = new ConfigSchema(manifest.configSchema());
        var config = schema.patched(
                ExtensionConfig.open(secrets, purpose, present.config()), patch.orElseGet(JsonObject::new));
        return new Configured(config, schema.hosts(config));
    }

    private StoredInstallation candidate(Agreed agreed) {
        var manifest = agreed.plan().arrival().manifest();
        var patch = agreed.request().flatMap(UpgradeRequest::config);
        var present = agreed.present();
        var config = configuration(present, manifest, patch).config();
        var purpose = StoredInstallation.purpose(
                present.installation().workspace(), present.installation().extensionKey());
        return at(
                present,
                manifest.version().getVersion(),
                config.seal(secrets, purpose),
                Set.copyOf(manifest.permissions()),
                Installer.egress(manifest, config));
    }

    private StoredInstallation former(AgreedRollback agreed) {
        var backup = agreed.backup();
        return at(
                agreed.present(),
                backup.version(),
                new SealedConfig(backup.config(), backup.secrets()),
                backup.grantedPermissions(),
                backup.grantedEgress());
    }

    private StoredInstallation at(
            StoredInstallation present,
            String version,
            SealedConfig config,
            Set<String> permissions,
            List<String> egress) {
        var now = clock.instant();
        var ready = present.installation().state() == InstallationState.DISABLED
                ? Condition.disabled(now)
                : Condition.starting(now);
        return present.at(version, config, permissions, egress, ready, now);
    }
}
