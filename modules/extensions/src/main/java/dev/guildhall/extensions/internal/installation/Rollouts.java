package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Rollout.State;
import dev.guildhall.extensions.UpgradeRequest;
import dev.guildhall.extensions.internal.installation.RolloutTable.Candidate;
import dev.guildhall.extensions.internal.installation.RolloutTable.Claim;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings new releases to the installations that take them by themselves: to one workspace, to ten more, and then to a
 * hundred at a time. The first where a release fails its migrations, its start or its health check stops it for good. Where
 * something stands in its way, such as permissions to consent to, it waits for somebody there, who is told.
 */
public final class Rollouts {

    private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);

    private static final List<Integer> WAVES = List.of(1, 10, 100);

    private static final Set<ErrorCode> FAULTS =
            Set.of(ExtensionError.MIGRATION_FAILED, ExtensionError.START_FAILED, ExtensionError.UNHEALTHY);

    private final Database database;
    private final Upgrader upgrader;
    private final InstallationSideEffects sideEffects;
    private final ExtensionRuntime runtime;
    private final Clock clock;
    private final InstallationTable installations = new InstallationTable();
    private final RolloutTable rollouts = new RolloutTable();

    public Rollouts(
            Database database,
            Upgrader upgrader,
            InstallationSideEffects sideEffects,
            ExtensionRuntime runtime,
            Clock clock) {
        this.database = database;
        this.upgrader = upgrader;
        this.sideEffects = sideEffects;
        this.runtime = runtime;
        this.clock = clock;
    }

    /** What has become of one workspace's turn. */
    private enum Outcome {
        UPGRADED,
        PASSED,
        /** The version did not come off; nobody else is to have it. */
        FAILED,
        /** Nothing is known of it. */
        UNKNOWN
    }

    private record Turn(Outcome outcome, String reason) {}

    /** Does one wave, if one is due that no other node does. */
    public Future<Void> look() {
        return rollouts.claim(database)
                .compose(found -> found.isEmpty() ? Future.succeededFuture() : wave(found.get()));
    }

    private Future<Void> wave(Claim claim) {
        int size = size(claim.wave());
        return rollouts.candidates(database, claim, size).compose(candidates -> {
            var isLast = candidates.size() < size;
            return each(claim, candidates, 0).compose(goesOn -> {
                if (!goesOn) {
                    return Future.succeededFuture();
                }
                return isLast ? rollouts.end(database, claim, State.DONE, null) : rollouts.next(database, claim);
            });
        });
    }

    /** How many workspaces a wave brings a release to, the first of which is 1. */
    static int size(int wave) {
        return WAVES.get(Math.min(wave, WAVES.size()) - 1);
    }

    /** Whether the wave came to its end. */
    private Future<Boolean> each(Claim claim, List<Candidate> candidates, int index) {
        if (index == candidates.size()) {
            return Future.succeededFuture(true);
        }
        var candidate = candidates.get(index);
        return turn(claim, candidate).compose(turn -> switch (turn.outcome()) {
            case UPGRADED, PASSED ->
                rollouts.done(database, claim, candidate.workspace(), turn.outcome() == Outcome.UPGRADED)
                        .compose(isOurs -> isOurs ? each(claim, candidates, index + 1) : Future.succeededFuture(false));
            case FAILED -> {
                LOG.warn(
                        "The rollout of {} {} has stopped at workspace {}: {}",
                        claim.extensionKey(),
                        claim.version(),
                        candidate.workspace(),
                        turn.reason());
                yield rollouts.end(database, claim, State.STOPPED, turn.reason())
                        .map(false);
            }
            case UNKNOWN -> rollouts.later(database, claim).map(false);
        });
    }

    private Future<Turn> turn(Claim claim, Candidate candidate) {
        if (!candidate.policy().admits(candidate.version(), claim.version())) {
            return Future.succeededFuture(new Turn(Outcome.PASSED, null));
        }
        // Nobody is there to consent to more than there is.
        var access = new Access(candidate.workspace(), "SYSTEM", Set.of());
        var request = new UpgradeRequest(
                Optional.of(claim.version().getVersion()),
                Optional.empty(),
                Set.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                false);
        return upgrader.upgrade(Authentication.SYSTEM, access, claim.extensionKey(), request, IfMatch.ANY)
                .map(upgraded -> new Turn(Outcome.UPGRADED, null))
                .recover(failure -> outcome(claim, candidate, failure));
    }

    private Future<Turn> outcome(Claim claim, Candidate candidate, Throwable failure) {
        if (!(failure instanceof Problem problem) || problem.code().kind() == ErrorKind.UNAVAILABLE) {
            LOG.warn(
                    "{} {} could not be tried in workspace {}",
                    claim.extensionKey(),
                    claim.version(),
                    candidate.workspace(),
                    failure);
            return Future.succeededFuture(new Turn(Outcome.UNKNOWN, null));
        }
        if (FAULTS.contains(problem.code())) {
            return Future.succeededFuture(
                    new Turn(Outcome.FAILED, problem.code().code()));
        }
        return (isMoot(problem) ? Future.succeededFuture(0) : tell(claim, candidate, problem))
                .map(told -> new Turn(Outcome.PASSED, null));
    }

    // Somebody was faster, or it is gone.
    private static boolean isMoot(Problem problem) {
        return problem.is(ExtensionError.VERSION_NOT_NEWER)
                || problem.is(ExtensionError.NOT_INSTALLED)
                || problem.is(CommonError.WORKSPACE_NOT_FOUND);
    }

    private Future<Integer> tell(Claim claim, Candidate candidate, Problem why) {
        var now = clock.instant();
        var condition = Condition.upgradeAvailable(
                why.is(ExtensionError.CONSENT_REQUIRED), claim.version().getVersion(), why.getMessage(), now);
        return database.inTransaction(candidate.workspace(), tx -> {
            tx.afterCommit(() -> runtime.forget(candidate.workspace()));
            return installations
                    .lock(tx, candidate.workspace(), claim.extensionKey())
                    .compose(found -> {
                        found.ifPresent(present -> sideEffects.upgradeAvailable(
                                tx, present.installation(), claim.version().getVersion(), condition));
                        return found.isPresent()
                                ? installations.save(tx, found.get().saying(condition, now))
                                : Future.succeededFuture(0);
                    });
        });
    }
}
