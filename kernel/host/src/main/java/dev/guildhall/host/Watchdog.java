package dev.guildhall.host;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after all running calls and executions a few times a second: a timer for each would cost more than the calls. */
final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long PERIOD_MILLIS = 50;

    private final Duration grace;
    private final Set<ExtensionCall<?, ?>> calls = ConcurrentHashMap.newKeySet();
    private final Set<Execution> executions = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Watchdog::newThread);

    @SuppressWarnings("FutureReturnValueIgnored") // A check writes down itself what it fails with.
    Watchdog(Duration grace) {
        this.grace = grace;
        clock.scheduleAtFixedRate(this::check, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "guildhall-extension-watchdog");
        thread.setDaemon(true);
        return thread;
    }

    void watch(ExtensionCall<?, ?> call) {
        calls.add(call);
    }

    void unwatch(ExtensionCall<?, ?> call) {
        calls.remove(call);
    }

    void watch(Execution execution) {
        executions.add(execution);
    }

    void unwatch(Execution execution) {
        executions.remove(execution);
    }

    private void check() {
        var now = System.nanoTime();
        try {
            calls.forEach(call -> call.check(now));
            executions.forEach(execution -> execution.check(now, grace));
        } catch (RuntimeException | Error unexpected) {
            LOG.error("Looking after the running extensions failed", unexpected);
        }
    }

    void close() {
        clock.shutdownNow();
    }
}
