package dev.guildhall.host;

import dev.guildhall.host.TaskGroup.Task;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * One stretch of an extension's code on one of its threads, from where it begins until it returns. One that takes
 * too long is interrupted; when that does not end it either, its thread is counted as lost. One that computes for long
 * yields to all other threads.
 */
final class Execution {

    private static final ThreadLocal<Execution> CURRENT = new ThreadLocal<>();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Of processor time, after which it yields to others. */
    private static final Duration LONG = Duration.ofMillis(100);

    private final InstallationExecutor installation;
    private final ExtensionCall<?, ?> call;
    private final SerialExecutor serial;
    private final Task task;
    private final long deadline;
    private Thread thread;
    private boolean lost;
    private boolean wasBlocked;
    private int noted;
    private long computedBefore = -1;

    /**
     * @param call null outside of any call
     * @param serial null outside of any serial executor
     * @param task what it is a part of
     * @param deadline on the clock of {@link System#nanoTime}
     */
    Execution(
            InstallationExecutor installation,
            ExtensionCall<?, ?> call,
            SerialExecutor serial,
            Task task,
            long deadline) {
        this.installation = installation;
        this.call = call;
        this.serial = serial;
        this.task = task;
        this.deadline = deadline;
    }

    /** The call whose code runs on this thread; null when there is none. */
    static ExtensionCall<?, ?> currentCall() {
        var execution = CURRENT.get();
        return execution == null ? null : execution.call;
    }

    /** Runs the code. */
    void run(Runnable code) {
        begin();
        try {
            code.run();
        } catch (Throwable thrown) {
            installation
                    .logger()
                    .log(
                            Level.WARN,
                            installation.extension() + " threw",
                            DefensiveCopy.of(thrown),
                            call == null ? null : call.chain().requestId());
        } finally {
            end();
        }
    }

    private void begin() {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        CURRENT.set(this);
        MDC.put("workspace", installation.workspaceKey());
        MDC.put("extension", installation.extension());
        if (call != null) {
            MDC.put("request", call.chain().requestId());
        }
        noted = installation.running().begins(describe());
        installation.watch(this);
    }

    private String describe() {
        return call == null
                ? installation.extension() + " in workspace " + installation.workspaceKey() + ", outside of any call"
                : call.describe();
    }

    private void end() {
        installation.unwatch(this);
        installation.running().ends(noted);
        synchronized (this) {
            thread = null;
        }
        CURRENT.remove();
        MDC.clear();
        Thread.interrupted();
        installation.restore(Thread.currentThread());
        if (isLost()) {
            installation.threadRecovered();
        } else {
            task.unpark();
        }
    }

    /** Called every now and then while the execution runs. */
    void check(long now, Duration grace) {
        if (serial != null) {
            serial.unblock();
        }
        if (isToGiveUp(now, grace)) {
            installation.threadLost();
            task.end();
        } else {
            parkWhileBlocked();
        }
    }

    // Seen blocked twice in a row, or it may be just a lock that another thread has for a moment.
    private void parkWhileBlocked() {
        var isBlocked = isBlocked();
        if (!isBlocked) {
            task.unpark();
            yieldIfLong();
        } else if (wasBlocked) {
            task.park();
        }
        wasBlocked = isBlocked;
    }

    // From the first look on, for most are over before there is one.
    private synchronized void yieldIfLong() {
        if (thread == null) {
            return;
        }
        var computed = THREADS.getThreadCpuTime(thread.getId());
        if (computedBefore < 0) {
            computedBefore = computed;
        } else if (computed - computedBefore > LONG.toNanos()) {
            ExtensionThreads.lower(thread);
        }
    }

    private synchronized boolean isToGiveUp(long now, Duration grace) {
        var isUnwanted = call != null && call.isCancelled();
        if (thread == null || lost || now - deadline < 0 && !isUnwanted) {
            return false;
        }
        thread.interrupt();
        lost = now - deadline > grace.toNanos();
        return lost;
    }

    synchronized boolean isLost() {
        return lost;
    }

    /** Whether the code waits for something, perhaps for code that would have to run after it. */
    synchronized boolean isBlocked() {
        if (thread == null) {
            return false;
        }
        return lost
                || switch (thread.getState()) {
                    case BLOCKED, WAITING, TIMED_WAITING -> true;
                    default -> false;
                };
    }
}
