package dev.guildhall.host;

import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.host.TaskGroup.Task;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Everything that runs for one installation goes through here, so that it can be limited, watched and ended. */
final class InstallationExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(InstallationExecutor.class);

    private final ExtensionExecutor executor;
    private final ExtensionThreads threads;
    private final String extension;
    private final String workspaceKey;
    private final ExtensionLogger logger;
    private final FairScheduler.Queue queue;
    private final TaskGroup backgroundTasks;
    private final SerialExecutor background;
    private final CircuitBreaker breaker;
    private final Consumer<Optional<CircuitBreaker.Reason>> fuse;
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicLongArray failures = new AtomicLongArray(Kind.values().length);

    /** @param fuse is told why when the installation is left alone, and nothing when that is over */
    InstallationExecutor(
            ExtensionExecutor executor,
            ExtensionThreads threads,
            String extension,
            String workspaceKey,
            ExtensionLogger logger,
            Consumer<Optional<CircuitBreaker.Reason>> fuse) {
        this.fuse = fuse;
        this.logger = logger;
        this.executor = executor;
        this.threads = threads;
        this.extension = extension;
        this.workspaceKey = workspaceKey;
        this.queue = executor.scheduler().open(extension, workspaceKey);
        this.breaker = new CircuitBreaker(
                executor.limits().breaker(), extension + " in workspace " + workspaceKey, this::restingChanged);
        this.backgroundTasks = tasks(new Background());
        this.background = new SerialExecutor(backgroundTasks::execute, this::backgroundExecution);
    }

    private void restingChanged(Optional<CircuitBreaker.Reason> reason) {
        var pause = executor.limits().breaker().pause();
        reason.ifPresentOrElse(
                why -> logger.log(
                        Level.WARN,
                        extension + " " + why + " and is left alone for " + pause + " at a time",
                        null,
                        null),
                () -> logger.log(Level.INFO, extension + " answers again", null, null));
        fuse.accept(reason);
    }

    /** What nobody waits for may be dropped when the extension is unloaded. */
    private static final class Background implements TaskGroup.Owner {

        @Override
        public void refused(ExtensionFailure why) {
            LOG.debug("Dropped what an unloaded extension was still waiting for");
        }

        @Override
        public void drained() {
            // More may come until the extension is unloaded.
        }
    }

    /**
     * A code the extension answered with, as one of its own: nobody is to take it for the platform's, or for that of
     * another extension which it only passes on.
     */
    String ownCode(String code) {
        var prefix = ExtensionManifest.errorPrefix(extension);
        return code.startsWith(prefix) ? code : prefix + code;
    }

    TaskGroup tasks(TaskGroup.Owner owner) {
        return new TaskGroup(executor.scheduler(), queue, threads, owner);
    }

    /** Runs the order as soon as there is a place; the future completes on the caller's context. */
    <T> Future<T> call(ExtensionCall.Order<?, T> order, Context caller) {
        var refusal = breaker.refusal();
        if (refusal == null) {
            var begun = System.nanoTime();
            return submit(order, caller)
                    .onComplete((result, failure) -> note(order, failure, Duration.ofNanos(System.nanoTime() - begun)));
        }
        count(refusal.kind());
        return Future.failedFuture(refusal);
    }

    /** The same for a call whose time its caller uses up as well, who may be slow: how long it took counts against nobody. */
    <T> Future<T> callAtLeisure(ExtensionCall.Order<?, T> order, Context caller) {
        var refusal = breaker.refusal();
        if (refusal != null) {
            count(refusal.kind());
            return Future.failedFuture(refusal);
        }
        return submit(order, caller).onComplete((result, failure) -> {
            if (failure instanceof ExtensionFailure fault && fault.kind() == Kind.TIMED_OUT) {
                count(fault.kind());
                breaker.notBegun();
            } else {
                note(order, failure, Duration.ZERO);
            }
        });
    }

    private void count(Kind kind) {
        failures.incrementAndGet(kind.ordinal());
        executor.failures().count(extension, kind);
    }

    private void note(ExtensionCall.Order<?, ?> order, Throwable failure, Duration after) {
        var kind = failure instanceof ExtensionFailure fault ? fault.kind() : null;
        if (kind != null) {
            count(kind);
        }
        if (kind == Kind.OVERLOADED || kind == Kind.STOPPED || kind == Kind.SWITCHED_OFF || kind == Kind.CANCELLED) {
            breaker.notBegun();
        } else if (kind == null) {
            breaker.answered(after);
        } else if (kind != Kind.TIMED_OUT) {
            breaker.failed(after);
        } else if (order.chain().isNested()) {
            // Its time was what those above it had left, which says nothing about this one.
            breaker.notBegun();
        } else {
            breaker.timedOut();
        }
    }

    private <T> Future<T> submit(ExtensionCall.Order<?, T> order, Context caller) {
        var call = new ExtensionCall<>(this, order, caller, false);
        executor.watchdog().watch(call);
        executor.scheduler().submit(queue, call);
        order.chain().cancellation().onCancel(call::cancel);
        return call.answer();
    }

    /** Runs the extension's start or stop, for which there is always a place. */
    <T> Future<T> force(ExtensionCall.Order<?, T> order, Context caller) {
        var call = new ExtensionCall<>(this, order, caller, true);
        executor.watchdog().watch(call);
        executor.scheduler().force(queue, call);
        return call.answer();
    }

    /** Runs code that belongs to no call. */
    void background(Runnable code) {
        background.execute(code);
    }

    /** Like {@link #background}, for code that may block; false when it cannot run. */
    boolean branch(Runnable code) {
        return backgroundTasks.executeNow(
                task -> new Execution(this, null, null, task, backgroundDeadline()).run(code));
    }

    private Execution backgroundExecution(Task task) {
        return new Execution(this, null, background, task, backgroundDeadline());
    }

    long backgroundDeadline() {
        return System.nanoTime() + executor.limits().times().background().toNanos();
    }

    ExtensionLogger logger() {
        return logger;
    }

    CallStatistics statistics() {
        var counted = new EnumMap<Kind, Long>(Kind.class);
        for (var kind : Kind.values()) {
            var count = failures.get(kind.ordinal());
            if (count > 0) {
                counted.put(kind, count);
            }
        }
        return new CallStatistics(outstanding(), counted, breaker.rest());
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

    int outstanding() {
        return executor.scheduler().outstanding(queue);
    }

    void threadLost() {
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
    void threadRecovered() {
        lost.decrementAndGet();
    }

    void answered(TaskGroup group) {
        executor.scheduler().answered(queue, group);
    }

    Duration patience() {
        return executor.limits().places().patience();
    }

    void forget(ExtensionCall<?, ?> call) {
        executor.scheduler().forget(queue, call);
    }

    void restore(Thread thread) {
        threads.restore(thread);
    }

    RunningCode running() {
        return executor.running();
    }

    void watch(Execution execution) {
        executor.watchdog().watch(execution);
    }

    void unwatch(Execution execution) {
        executor.watchdog().unwatch(execution);
    }

    void unwatch(ExtensionCall<?, ?> call) {
        executor.watchdog().unwatch(call);
    }
}
