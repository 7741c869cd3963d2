package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects.Transition;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.CircuitBreaker;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in the database how an instance fared, unless the installation has moved on meanwhile. */
public final class InstallationStatusWriter {

    private static final Logger LOG = LoggerFactory.getLogger(InstallationStatusWriter.class);

    private final Database database;
    private final Catalogue catalogue;
    private final InstallationSideEffects sideEffects;
    private final InstallationCache cache;
    private final SecretBox secrets;
    private final Clock clock;
    private final InstallationTable installations = new InstallationTable();

    public InstallationStatusWriter(
            Database database,
            Catalogue catalogue,
            InstallationSideEffects sideEffects,
            InstallationCache cache,
            SecretBox secrets,
            Clock clock) {
        this.database = database;
        this.catalogue = catalogue;
        this.sideEffects = sideEffects;
        this.cache = cache;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * The extension has started.
     *
     * @param handlers of events that it has now
     */
    public Future<Installation> started(StoredInstallation seen, Map<String, TypePattern> handlers) {
        return settle(
                seen,
                (tx, present) -> sideEffects
                        .started(tx, present.installation(), handlers)
                        .compose(kept -> started(tx, present)));
    }

    private Future<StoredInstallation> started(Tx tx, StoredInstallation present) {
        if (present.installation().ready().status() == Condition.Status.TRUE) {
            return Future.succeededFuture(present);
        }
        var after = present.started(clock.instant());
        return installations.save(tx, after).map(after);
    }

    /** Its configuration is to be stored with these secrets encrypted, which an earlier release stored in clear. */
    public Future<Installation> sealed(StoredInstallation seen, ExtensionConfig config) {
        return settle(seen, (tx, present) -> {
            var known = present.installation();
            var sealed = config.seal(secrets, StoredInstallation.purpose(known.workspace(), known.extensionKey()));
            var after = present.sealed(sealed, clock.instant());
            return installations.save(tx, after).map(after);
        });
    }

    /** The host has given up on the extension: the installation is FAILED until somebody enables it again. */
    public Future<Installation> failed(StoredInstallation seen, String reason, String message) {
        return settle(seen, (tx, present) -> {
            var ready = Condition.failed(reason, withoutSecrets(present, message), clock.instant());
            var after = present.in(InstallationState.FAILED, ready, clock.instant());
            tx.afterCommit(() -> LOG.warn(
                    "{} of workspace {} failed: {}",
                    seen.installation().extensionKey(),
                    seen.installation().workspace(),
                    reason));
            return catalogue
                    .manifest(
                            tx,
                            after.installation().extensionKey(),
                            after.installation().version())
                    .compose(manifest -> installations
                            .save(tx, after)
                            .compose(updated -> sideEffects.failed(
                                    new Transition(tx, present.installation(), after.installation(), manifest))))
                    .map(after);
        });
    }

    /** Its fuse leaves it alone on this node, for this reason, or no longer. */
    public Future<Installation> fuse(StoredInstallation seen, Optional<CircuitBreaker.Reason> blown) {
        return settle(seen, (tx, present) -> {
            sideEffects.fuse(tx, present.installation(), blown);
            return Future.succeededFuture(present);
        });
    }

    private Future<Installation> settle(
            StoredInstallation seen, BiFunction<Tx, StoredInstallation, Future<StoredInstallation>> change) {
        var known = seen.installation();
        return database.inTransaction(
                known.workspace(),
                tx -> installations
                        .lock(tx, known.workspace(), known.extensionKey())
                        .compose(found -> {
                            var present = found.filter(row -> row.installation().isActiveAs(known));
                            if (present.isEmpty()) {
                                return Future.succeededFuture(found.map(StoredInstallation::installation)
                                        .orElse(known));
                            }
                            tx.afterCommit(() -> cache.invalidate(known.workspace()));
                            return change.apply(tx, present.get()).map(StoredInstallation::installation);
                        }));
    }

    /** What an extension says of its failure, which may well quote what it was configured with. */
    public String withoutSecrets(StoredInstallation stored, String message) {
        var known = stored.installation();
        var purpose = StoredInstallation.purpose(known.workspace(), known.extensionKey());
        return ExtensionConfig.open(secrets, purpose, stored.config()).redacted(message);
    }
}
