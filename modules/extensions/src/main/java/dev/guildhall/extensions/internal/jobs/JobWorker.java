package dev.guildhall.extensions.internal.jobs;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.work.Worker;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.DueJob;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.ExtensionManifest.DeclaredJob;
import dev.guildhall.host.JobSchedule;
import dev.guildhall.spi.JobRun;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one attempt at a run that this node has claimed, and notes what became of it. */
final class JobWorker implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);

    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15));
    private static final Duration NOT_SERVED = Duration.ofSeconds(10);
    private static final Duration SUSPENDED = Duration.ofMinutes(1);
    private static final long UNAVAILABLE_MILLIS = 1_000;
    private static final int LOOKS_APART = 5;
    private static final int LONGEST_ERROR = 500;

    private final JobRunner runner;
    private final JobClaim claim;
    private CallChain chain;
    private boolean stopping;
    private int sweeps;

    JobWorker(JobRunner runner, JobClaim claim) {
        this.runner = runner;
        this.claim = claim;
    }

    @Override
    public Future<Boolean> run() {
        if (!claim.holds()) {
            return Future.succeededFuture(false);
        }
        return attempt()
                .recover(failure -> {
                    LOG.debug("{} cannot be begun", claim.key(), failure);
                    return postpone(NOT_SERVED);
                })
                .map(true);
    }

    @Override
    public void stop() {
        stopping = true;
        giveUp();
    }

    /** Somebody may have taken the order back, and another node the claim. */
    @Override
    public void sweep() {
        if (!claim.holds()) {
            giveUp();
        } else if (++sweeps % LOOKS_APART == 0) {
            runner.claims()
                    .isHeld(claim)
                    .onSuccess(held -> {
                        if (!held) {
                            giveUp();
                        }
                    })
                    .onFailure(failure -> LOG.debug("Cannot look whether {} is still wanted", claim.key(), failure));
        }
    }

    private void giveUp() {
        if (chain != null) {
            chain.cancellation().cancel();
        }
    }

    private Future<Void> attempt() {
        return runner.isSuspended(claim.key().workspace())
                .compose(suspended -> suspended
                        ? postpone(SUSPENDED)
                        : runner.find(claim.key()).compose(found -> found.isEmpty() ? forget() : attempt(found.get())));
    }

    /** The installation and what its manifest says of the job. */
    record Known(StoredInstallation installation, DeclaredJob job) {}

    private Future<Void> attempt(Known known) {
        chain = CallChain.from(
                "job " + claim.id(),
                Cause.beginning(claim.id().toString()),
                Instant.now().plus(known.job().timeout()));
        var key = claim.key();
        return runner.tracing()
                .during(
                        "run job",
                        SpanKind.INTERNAL,
                        chain.cause(),
                        Map.of(
                                "guildhall.job", key.job(),
                                "guildhall.workspace", key.workspace().toString(),
                                "guildhall.extension", key.extension()),
                        cause -> runner.run(key, due(chain.in(cause))))
                .transform(ran -> ran.succeeded()
                        ? noting(() -> over(known, JobOutcome.SUCCEEDED, null))
                        : failed(known, ran.cause()));
    }

    private DueJob due(CallChain traced) {
        return new DueJob(
                claim.key().job(),
                claim.key().order(),
                new JsonObject(claim.input()),
                claim.dueAt(),
                claim.attempt(),
                traced);
    }

    private Future<Void> failed(Known known, Throwable cause) {
        if (cause instanceof ExtensionFailure fault) {
            return switch (fault.kind()) {
                case OVERLOADED, RESTING, START_POSTPONED, STOPPED ->
                    postpone(fault.retryAfter() == null ? NOT_SERVED : fault.retryAfter());
                case LOAD_FAILED, START_FAILED, SWITCHED_OFF -> postpone(NOT_SERVED);
                case CANCELLED -> cancelled();
                case TIMED_OUT -> tryAgain(known, JobOutcome.TIMED_OUT, fault);
                case THREW, BAD_ANSWER, TOO_LARGE, CALLED_IN_CIRCLES -> tryAgain(known, JobOutcome.FAILED, fault);
            };
        }
        if (cause instanceof Problem problem && problem.is(ExtensionError.NOT_INSTALLED)) {
            return forget();
        }
        if (cause instanceof Problem problem
                && !problem.is(ExtensionError.DISABLED)
                && !problem.is(ExtensionError.FAILED)
                && problem.code().code().startsWith(runner.errorPrefix(claim.key()))) {
            return tryAgain(known, JobOutcome.FAILED, problem);
        }
        return postpone(NOT_SERVED);
    }

    // The node goes, or the claim has, or somebody has taken the order back.
    private Future<Void> cancelled() {
        return stopping
                ? postpone(Duration.ZERO)
                : runner.keep(
                                tx -> runner.jobs()
                                        .now(tx)
                                        .compose(now ->
                                                runner.runs().add(tx, finished(JobOutcome.CANCELLED, null, now))),
                                claim)
                        .otherwise(failure -> {
                            LOG.warn("That {} was cancelled is not kept", claim.key(), failure);
                            return null;
                        });
    }

    private Future<Void> postpone(Duration pause) {
        return noting(() -> runner.claims().postpone(claim, pause));
    }

    /** What it is for is not there any more. */
    private Future<Void> forget() {
        return noting(() -> runner.keep(tx -> runner.claims().delete(tx, claim).mapEmpty(), claim));
    }

    private Future<Void> tryAgain(Known known, JobOutcome outcome, Throwable cause) {
        var error = runner.withoutSecrets(known.installation(), String.valueOf(cause.getMessage()));
        var shown = error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error;
        LOG.warn("Attempt {} at {} failed: {}", claim.attempt(), claim.key(), shown);
        return noting(() -> claim.attempt() >= JobRun.MAX_ATTEMPTS
                ? over(known, outcome, shown)
                : runner.keep(
                        tx -> runner.jobs().now(tx).compose(now -> {
                            var pause = PAUSES.get(Math.min(claim.attempt(), PAUSES.size()) - 1);
                            var next = known.job().schedule().map(schedule -> schedule.nextAfter(claim.dueAt(), now));
                            var again = claim.key().isSchedule()
                                            && next.filter(now.plus(pause)::isAfter)
                                                    .isPresent()
                                    ? runner.claims().goOn(tx, claim, next.get())
                                    : runner.claims().retry(tx, claim, pause);
                            return again.compose(held -> held
                                    ? runner.runs().add(tx, finished(outcome, shown, now))
                                    : Future.succeededFuture());
                        }),
                        claim));
    }

    private Future<Void> over(Known known, JobOutcome outcome, String error) {
        return runner.keep(
                tx -> runner.jobs().now(tx).compose(now -> {
                    var next = next(known.job().schedule(), now);
                    var settled = next.isPresent()
                            ? runner.claims().goOn(tx, claim, next.get())
                            : runner.claims().delete(tx, claim);
                    return settled.compose(held ->
                            held ? runner.runs().add(tx, finished(outcome, error, now)) : Future.succeededFuture());
                }),
                claim);
    }

    private Optional<Instant> next(Optional<JobSchedule> schedule, Instant now) {
        return claim.key().isSchedule() ? schedule.map(times -> times.nextAfter(claim.dueAt(), now)) : Optional.empty();
    }

    private FinishedRun finished(JobOutcome outcome, String error, Instant now) {
        return new FinishedRun(
                Ids.next(), claim.key(), claim.dueAt(), claim.startedAt(), now, claim.attempt(), outcome, error);
    }

    // To forget what was done would do it again.
    private Future<Void> noting(Supplier<Future<Void>> step) {
        return step.get().recover(failure -> {
            if (stopping || !claim.holds()) {
                LOG.warn("What became of {} was not noted", claim.key(), failure);
                return Future.succeededFuture();
            }
            LOG.debug("What became of {} is noted in a moment", claim.key(), failure);
            return runner.vertx()
                    .timer(UNAVAILABLE_MILLIS, TimeUnit.MILLISECONDS)
                    .compose(later -> noting(step));
        });
    }
}
