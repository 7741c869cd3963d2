package dev.guildhall.host;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.JobOrder;
import dev.guildhall.spi.Jobs;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;

/** What an extension has the host do later, within what its manifest declares. */
record GuardedJobs(InstallationServices services, ExtensionManifest manifest, HostBridge bridge) implements Jobs {

    private static final int MAX_KEY = 200;
    private static final Duration LATEST = Duration.ofDays(366);

    @Override
    public Future<Boolean> order(JobOrder order) {
        if (order.at().filter(time -> time.isAfter(Instant.now().plus(LATEST))).isPresent()) {
            return invalid("at", "must be within a year");
        }
        return named(
                order.jobId(),
                order.key(),
                () -> DefensiveCopy.detached(
                        order.input(),
                        GuardedState.MAX_VALUE,
                        "JOBS.INPUT_TOO_LARGE",
                        copy -> bridge.toHost(() -> services.jobs().order(order.withInput(copy)))));
    }

    @Override
    public Future<Boolean> cancel(String jobId, String key) {
        return named(jobId, key, () -> bridge.toHost(() -> services.jobs().cancel(jobId, key)));
    }

    private interface Use {
        Future<Boolean> make();
    }

    private Future<Boolean> named(String jobId, String key, Use use) {
        if (manifest.job(jobId).isEmpty()) {
            return HostBridge.forbidden("JOBS.NOT_DECLARED", "The manifest's jobs does not list " + jobId);
        }
        return key != null && !key.isEmpty() && key.length() <= MAX_KEY && key.indexOf('\0') < 0
                ? use.make()
                : invalid("key", "has 1 to " + MAX_KEY + " characters");
    }

    private static Future<Boolean> invalid(String field, String rule) {
        return Future.failedFuture(ExtensionException.invalid("REQUEST.INVALID", field + " " + rule)
                .withField(field, rule));
    }
}
