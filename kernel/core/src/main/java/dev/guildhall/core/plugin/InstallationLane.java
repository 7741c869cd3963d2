package dev.guildhall.core.plugin;

import dev.guildhall.core.plugin.ExtensionFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs for one installation goes through here, so that it can be limited, watched and ended. */
final class InstallationLane {

    private static final Logger LOG = LoggerFactory.getLogger(InstallationLane.class);

    private final ExtensionExecutor executor;
    private final ExtensionThreads threads;
    private final String extension;
    private final String workspaceKey;
    private final CallScheduler.Queue queue = new CallScheduler.Queue();
    private final Strand background;
    private final AtomicInteger lost = new AtomicInteger();

    InstallationLane(ExtensionExecutor executor, ExtensionThreads threads, String extension, String workspaceKey) {
        this.executor = executor;
        this.threads = threads;
        this.extension = extension;
        this.workspaceKey = workspaceKey;
        this.background = new Strand(threads, this::backgroundTurn);
    }

    /** Runs the order as soon as there is a place; the future completes on the caller's context. */
    <T> Future<T> call(ExtensionCall.Order<T> order, Context caller) {
        var call = new ExtensionCall<>(this, order, caller);
        executor.watchdog().watch(call);
        executor.scheduler().submit(queue, call);
        return call.answer();
    }

    /** Runs the extension's start or stop, for which there is always a place. */
    <T> Future<T> force(ExtensionCall.Order<T> order, Context caller) {
        var call = new ExtensionCall<>(this, order, caller);
        executor.watchdog().watch(call);
        executor.scheduler().force(queue, call);
        return call.answer();
    }

    /** Runs code that belongs to no call. */
    void background(Runnable piece) {
        background.execute(piece);
    }

    /** Like {@link #background}, for code that may block. */
    void branch(Runnable piece) {
        threads.execute(() -> new Turn(this, null, null, backgroundDeadline()).run(piece));
    }

    private Turn backgroundTurn() {
        return new Turn(this, null, background, backgroundDeadline());
    }

    long backgroundDeadline() {
        return System.nanoTime() + executor.limits().background().toNanos();
    }

    ExtensionThreads threads() {
        return threads;
    }

    String extension() {
        return extension;
    }

    String workspaceKey() {
        return workspaceKey;
    }

    /** Refuses calls from now on. */
    void refuse(Kind kind, String message) {
        executor.scheduler().refuse(queue, new ExtensionFailure(kind, message));
    }

    /** Completes when no call runs any more, on the given context. */
    Future<Void> idle(Context context) {
        var idle = Promise.<Void>promise();
        executor.scheduler().whenIdle(queue, () -> context.runOnContext(ignored -> idle.complete()));
        return idle.future();
    }

    void lose() {
        var count = lost.incrementAndGet();
        LOG.warn(
                "{} in workspace {} ignores its time-out and the interrupt: thread {} of {} is given up",
                extension,
                workspaceKey,
                count,
                executor.limits().lostThreads());
        if (count >= executor.limits().lostThreads()) {
            refuse(Kind.SWITCHED_OFF, extension + " was switched off: " + count + " of its calls never ended");
        }
    }

    /** A thread that was given up has ended after all. */
    void found() {
        lost.decrementAndGet();
    }

    ExtensionCall<?> release(ExtensionCall<?> call, ExtensionThreads here) {
        return executor.scheduler().release(queue, here);
    }

    void forget(ExtensionCall<?> call) {
        executor.scheduler().forget(queue, call);
    }

    void restore(Thread thread) {
        threads.restore(thread);
    }

    void watch(Turn turn) {
        executor.watchdog().watch(turn);
    }

    void unwatch(Turn turn) {
        executor.watchdog().unwatch(turn);
    }

    void unwatch(ExtensionCall<?> call) {
        executor.watchdog().unwatch(call);
    }
}
