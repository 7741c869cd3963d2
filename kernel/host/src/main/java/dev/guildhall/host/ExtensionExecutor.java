package dev.guildhall.host;

/** What all installations share for running code: the places, the limits and the watch. */
final class ExtensionExecutor {

    private final ExecutionLimits limits;
    private final FairScheduler scheduler;
    private final Watchdog watchdog;
    private final RunningCode running;
    private final CallFailureCounts failures = new CallFailureCounts();

    ExtensionExecutor(ExecutionLimits limits, RunningCode running) {
        this.limits = limits;
        this.running = running;
        this.scheduler = new FairScheduler(limits.places());
        this.watchdog = new Watchdog(limits.times().grace());
    }

    ExecutionLimits limits() {
        return limits;
    }

    FairScheduler scheduler() {
        return scheduler;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    RunningCode running() {
        return running;
    }

    CallFailureCounts failures() {
        return failures;
    }

    void close() {
        watchdog.close();
    }
}
