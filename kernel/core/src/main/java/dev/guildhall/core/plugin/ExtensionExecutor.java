package dev.guildhall.core.plugin;

/** What all installations share for running code: the places, the limits and the watch. */
final class ExtensionExecutor {

    private final ExecutionLimits limits;
    private final CallScheduler scheduler;
    private final Watchdog watchdog;

    ExtensionExecutor(ExecutionLimits limits) {
        this.limits = limits;
        this.scheduler = new CallScheduler(limits.places());
        this.watchdog = new Watchdog(limits.times().grace());
    }

    ExecutionLimits limits() {
        return limits;
    }

    CallScheduler scheduler() {
        return scheduler;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    void close() {
        watchdog.close();
    }
}
