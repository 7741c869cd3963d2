package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.security.Cause;
import dev.guildhall.host.TaskGroup.Task;
import dev.guildhall.spi.ExtensionException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * One call into an installation's code. It waits for a place, runs, and answers on its caller's context, at its deadline
 * at the latest. Its place is free again when it has answered and none of its code runs any more.
 */
final class ExtensionCall<R, T> implements TaskGroup.Owner {

    /**
     * What to run and for whom.
     *
     * @param what names the call in messages
     * @param detach makes the host's own answer of the result, or throws an {@link IllegalArgumentException} when it is
     *     none; it runs where the extension's code does
     */
    record Order<R, T>(
            String what, CallChain chain, Duration timeout, Callable<Future<R>> code, Function<R, T> detach) {}

    /** The code an extension chose for its answer. */
    private final InstallationExecutor installation;

    private final Order<R, T> order;
    private final Context caller;
    private final Promise<T> answer = Promise.promise();
    private final long deadline;

    private final TaskGroup tasks;
    private final boolean urgent;
    private final long submitted = System.nanoTime();

    private SerialExecutor serial;
    private boolean begun;
    private boolean answered;
    private boolean timedOut;
    private Thread body;
    private Runnable delivery;

    /** @param urgent its code waits for no place, as nothing does that a call waits for */
    ExtensionCall(InstallationExecutor installation, Order<R, T> order, Context caller, boolean urgent) {
        this.installation = installation;
        this.order = order;
        this.caller = caller;
        this.urgent = urgent || order.chain().isNested();
        this.deadline = submitted + order.timeout().toNanos();
        this.tasks = installation.tasks(this);
    }

    /** What all that a call does follows from; nothing outside of any, which is null. */
    static Cause cause(ExtensionCall<?, ?> call) {
        return call == null ? Cause.NONE : call.chain().cause();
    }

    Future<T> answer() {
        return answer.future();
    }

    /** What it is, for people. */
    String describe() {
        return order.what() + ", request " + order.chain().requestId();
    }

    CallChain chain() {
        return order.chain();
    }

    TaskGroup tasks() {
        return tasks;
    }

    Context caller() {
        return caller;
    }

    /** Whether any of its code has run. */
    synchronized boolean hasBegun() {
        return begun;
    }

    /** Whether the caller was told that it took too long, so that what the call still does should have no effect. */
    synchronized boolean isTimedOut() {
        return timedOut;
    }

    synchronized boolean isAnswered() {
        return answered;
    }

    @Override
    public void refused(ExtensionFailure why) {
        fail(why);
    }

    @Override
    public void drained() {
        endIfAnswered();
    }

    private void endIfAnswered() {
        if (isAnswered()) {
            installation.answered(tasks);
        }
    }

    /** Runs what was ordered, on a thread of the extension. */
    void run(Task task) {
        if (!begin()) {
            return;
        }
        new Execution(installation, this, null, task, deadline).run(this::runCode);
        synchronized (this) {
            body = null;
        }
        task.end();
        deliver();
    }

    private synchronized boolean begin() {
        begun = !answered;
        body = begun ? Thread.currentThread() : null;
        return begun;
    }

    private void runCode() {
        try {
            var result = order.code().call();
            if (result == null) {
                fail(new ExtensionFailure(ExtensionFailure.Kind.BAD_ANSWER, order.what() + " returned no future"));
            } else if (result.succeeded()) {
                succeed(result.result());
            } else {
                result.onComplete(this::settle);
            }
        } catch (Throwable thrown) {
            settle(null, thrown);
        }
    }

    private void settle(R result, Throwable failure) {
        if (failure == null) {
            succeed(result);
        } else {
            fail(hostsOwn(failure));
        }
    }

    private void succeed(R result) {
        try {
            complete(order.detach().apply(result), null);
        } catch (Problem refused) {
            fail(refused);
        } catch (DefensiveCopy.TooLargeException tooLarge) {
            fail(new ExtensionFailure(
                    ExtensionFailure.Kind.TOO_LARGE,
                    order.what() + " answered with something " + tooLarge.getMessage()));
        } catch (Throwable noResult) {
            fail(new ExtensionFailure(
                    ExtensionFailure.Kind.BAD_ANSWER,
                    order.what() + " answered with no valid result: " + DefensiveCopy.describe(noResult)));
            log(Level.WARN, order.what() + " answered with no valid result", DefensiveCopy.of(noResult));
        }
    }

    private Throwable hostsOwn(Throwable failure) {
        if (failure instanceof ExtensionException answered) {
            if (answered.getCause() != null) {
                log(
                        Level.INFO,
                        order.what() + " answered " + DefensiveCopy.text(answered.code()),
                        DefensiveCopy.of(answered.getCause()));
            }
            return HostErrors.told(installation.ownCode(DefensiveCopy.text(answered.code())), answered);
        }
        var copy = DefensiveCopy.of(failure);
        if (!isAnswered()) {
            log(Level.WARN, order.what() + " failed", copy);
        }
        return new ExtensionFailure(
                ExtensionFailure.Kind.THREW, order.what() + " failed: " + DefensiveCopy.describe(failure), copy);
    }

    private void log(Level level, String message, Throwable copy) {
        installation.logger().log(level, message, copy, order.chain().requestId());
    }

    /** Called every now and then until the call has answered. */
    void check(long now) {
        if (!hasBegun()) {
            checkWaiting(now);
        } else if (now - deadline >= 0) {
            synchronized (this) {
                timedOut |= !answered;
            }
            var late =
                    order.what() + " did not answer within " + order.timeout().toMillis() + " ms";
            if (!isAnswered()) {
                log(Level.WARN, late, null);
            }
            fail(new ExtensionFailure(ExtensionFailure.Kind.TIMED_OUT, late));
        }
    }

    // Whoever is told so knows that nothing was done.
    private void checkWaiting(long now) {
        var patience = installation.patience();
        if (now - deadline >= 0 || now - submitted >= patience.toNanos()) {
            fail(ExtensionFailure.overloaded(order.what() + " found no place to begin", patience));
            installation.forget(this);
        }
    }

    /** Nobody waits for it any more: it begins no more, and what runs of it is interrupted. */
    void cancel() {
        fail(new ExtensionFailure(ExtensionFailure.Kind.CANCELLED, order.what() + " was given up by its caller"));
        if (!hasBegun()) {
            installation.forget(this);
        }
    }

    boolean isCancelled() {
        return order.chain().cancellation().isCancelled();
    }

    void fail(Throwable failure) {
        complete(null, failure);
    }

    private void complete(T result, Throwable failure) {
        boolean atOnce;
        synchronized (this) {
            if (answered) {
                return;
            }
            answered = true;
            delivery = () -> answer.complete(result, failure);
            atOnce = Thread.currentThread() != body;
        }
        installation.unwatch(this);
        if (atOnce) {
            deliver();
        }
    }

    /** Tells the caller, who finds the place free if the code answered at once, as most does. */
    private void deliver() {
        Runnable due;
        synchronized (this) {
            due = delivery;
            delivery = null;
        }
        if (due != null) {
            // Code of the extension may be on this stack; a thread that is made here would be tied to its classes.
            caller.runOnContext(ignored -> {
                due.run();
                endIfAnswered();
            });
        }
    }

    /** Runs a piece of the extension's code that continues this call, or what the call left behind. */
    void proceed(Runnable code) {
        if (isAnswered()) {
            installation.background(code);
        } else {
            serial().execute(code);
        }
    }

    // most calls never need one
    private synchronized SerialExecutor serial() {
        if (serial == null) {
            serial = new SerialExecutor(this::enter, this::serialExecution);
        }
        return serial;
    }

    private void enter(Consumer<Task> code) {
        if (urgent) {
            tasks.executeNow(code);
        } else {
            tasks.execute(code);
        }
    }

    private Execution serialExecution(Task task) {
        return new Execution(installation, this, serial(), task, nextDeadline());
    }

    /** When code must end that begins now: what goes on after the answer has the time that background code has. */
    synchronized long nextDeadline() {
        return answered ? installation.backgroundDeadline() : deadline;
    }

    /** Runs code that may block, beside the serial executor; false when it cannot run. */
    boolean branch(Runnable code) {
        return tasks.executeNow(task -> new Execution(installation, this, null, task, nextDeadline()).run(code));
    }
}
