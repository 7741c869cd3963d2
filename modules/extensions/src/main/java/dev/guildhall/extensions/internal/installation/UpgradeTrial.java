package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.installation.Upgrader.Agreed;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.runtime.Trial;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.RunningExtension;
import dev.guildhall.spi.Health;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a version before the traffic moves to it, and notes why it did not. */
public final class UpgradeTrial {

    private static final Logger LOG = LoggerFactory.getLogger(UpgradeTrial.class);

    /** The failures that are the version's fault, with the reason that conditions give. */
    private static final Map<ErrorCode, String> FAULTS = Map.of(
            ExtensionError.MIGRATION_FAILED, "MigrationFailed",
            ExtensionError.START_FAILED, "StartFailed",
            ExtensionError.UNHEALTHY, "Unhealthy");

    private final Database database;
    private final InstallationSideEffects sideEffects;
    private final ExtensionRuntime runtime;
    private final SecretBox secrets;
    private final Clock clock;
    private final InstallationTable installations = new InstallationTable();

    public UpgradeTrial(
            Database database,
            InstallationSideEffects sideEffects,
            ExtensionRuntime runtime,
            SecretBox secrets,
            Clock clock) {
        this.database = database;
        this.sideEffects = sideEffects;
        this.runtime = runtime;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Starts the candidate, unless it is to be disabled anyway, has it do its part, and asks how it is. */
    Future<Void> run(StoredInstallation candidate, Trial trial, Function<RunningExtension, Future<Void>> takeOver) {
        if (candidate.installation().state() == InstallationState.DISABLED) {
            return Future.succeededFuture();
        }
        return runtime.attempt(
                        candidate,
                        trial,
                        running -> takeOver.apply(running)
                                .compose(taken -> running.health())
                                .map(health -> requireUp(candidate, health)))
                .transform(tried -> {
                    var ended = trial.end();
                    return tried.failed() ? Future.<Void>failedFuture(tried.cause()) : ended;
                })
                .recover(failure -> Future.failedFuture(explained(candidate, failure)));
    }

    private Void requireUp(StoredInstallation candidate, Health health) {
        if (health.status() != Health.Status.UP) {
            throw ExtensionError.UNHEALTHY.because(
                    label(candidate) + " is not well: " + redacted(candidate, String.valueOf(health.reason())));
        }
        return null;
    }

    private Throwable explained(StoredInstallation candidate, Throwable failure) {
        if (!(failure instanceof ExtensionFailure fault)) {
            return failure;
        }
        return switch (fault.kind()) {
            case START_POSTPONED, OVERLOADED, RESTING, STOPPED ->
                CommonError.UNAVAILABLE
                        .because(label(candidate) + " could not be tried at the moment; try again in a second.")
                        .withRetryAfter(Duration.ofSeconds(1));
            default ->
                ExtensionError.START_FAILED.because(label(candidate) + " did not start: "
                        + redacted(candidate, String.valueOf(fault.getMessage())));
        };
    }

    private static String label(StoredInstallation candidate) {
        return candidate.installation().extensionKey() + " "
                + candidate.installation().version();
    }

    // What an extension says of its failure may well quote what it was configured with.
    private String redacted(StoredInstallation candidate, String message) {
        var known = candidate.installation();
        var purpose = StoredInstallation.purpose(known.workspace(), known.extensionKey());
        return ExtensionConfig.open(secrets, purpose, candidate.config()).redacted(message);
    }

    /** Lets the installation say why it was not upgraded, if that is the version's fault. */
    Future<Void> noteFailure(Authentication by, Agreed agreed, Throwable failure) {
        if (!(failure instanceof Problem problem) || !FAULTS.containsKey(problem.code())) {
            return Future.succeededFuture();
        }
        var now = clock.instant();
        var why = Condition.notUpgraded(FAULTS.get(problem.code()), problem.getMessage(), now);
        var place = agreed.place();
        return database.inTransaction(
                        place.workspace(),
                        tx -> installations
                                .lock(tx, place.workspace(), place.extensionKey())
                                .compose(found -> {
                                    var same = found.filter(agreed::isStill);
                                    if (same.isEmpty()) {
                                        return Future.<Void>succeededFuture();
                                    }
                                    var version = agreed.plan()
                                            .arrival()
                                            .version()
                                            .number()
                                            .getVersion();
                                    sideEffects.upgradeFailed(tx, same.get().installation(), version, why, by);
                                    return installations
                                            .save(tx, same.get().saying(why, now))
                                            .mapEmpty();
                                }))
                .onFailure(unnoted -> LOG.warn(
                        "Cannot note that {} was not upgraded in workspace {}",
                        place.extensionKey(),
                        place.workspace(),
                        unnoted));
    }
}
