package dev.guildhall.core.plugin;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.spi.ExtensionException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call into an installation's code. It waits for a place, runs, and answers on its caller's context, at its deadline
 * at the latest. Its place is free again when it has answered and none of its code runs any more.
 */
final class ExtensionCall<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionCall.class);

    /**
     * What to run and for whom.
     *
     * @param what names the call in messages
     * @param detach copies the result, or throws an {@link IllegalArgumentException} when it is none
     */
    record Order<T>(
            String what, CallChain chain, Duration timeout, Callable<Future<T>> code, UnaryOperator<T> detach) {}

    /** The code an extension chose for its answer. */
    private record AnsweredCode(String code, ErrorKind kind) implements ErrorCode {}

    private final InstallationLane lane;
    private final Order<T> order;
    private final Context caller;
    private final Promise<T> answer = Promise.promise();
    private final long deadline;

    private Strand strand;
    private boolean admitted;
    private boolean answered;
    private boolean timedOut;
    private boolean released;
    private int turns;
    private Thread body;
    private Runnable delivery;

    ExtensionCall(InstallationLane lane, Order<T> order, Context caller) {
        this.lane = lane;
        this.order = order;
        this.caller = caller;
        this.deadline = System.nanoTime() + order.timeout().toNanos();
    }

    Future<T> answer() {
        return answer.future();
    }

    CallChain chain() {
        return order.chain();
    }

    InstallationLane lane() {
        return lane;
    }

    Context caller() {
        return caller;
    }

    /** Whether the caller was told that it took too long, so that what the call still does should have no effect. */
    synchronized boolean isTimedOut() {
        return timedOut;
    }

    synchronized boolean isAnswered() {
        return answered;
    }

    synchronized void admit() {
        admitted = true;
    }

    /** Begins to run on a thread of the extension. */
    void start() {
        try {
            lane.threads().execute(() -> runAll(this));
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            fail(new ExtensionFailure(ExtensionFailure.Kind.OVERLOADED, "There is no thread for " + order.what()));
        }
    }

    // A thread that has become free goes on with the next waiting call of its extension.
    private static void runAll(ExtensionCall<?> first) {
        for (ExtensionCall<?> call = first; call != null; ) {
            call = call.run();
        }
    }

    private ExtensionCall<?> run() {
        if (!beginTurn()) {
            return releaseIfOver(lane.threads());
        }
        var turn = new Turn(lane, this, null, deadline);
        var counts = turn.tryRun(this::runCode);
        synchronized (this) {
            body = null;
        }
        var next = counts ? endTurn(lane.threads()) : null;
        deliver();
        return next;
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

    private void settle(T result, Throwable failure) {
        if (failure == null) {
            succeed(result);
        } else {
            fail(hostsOwn(failure));
        }
    }

    private void succeed(T result) {
        try {
            complete(order.detach().apply(result), null);
        } catch (Throwable noResult) {
            fail(new ExtensionFailure(
                    ExtensionFailure.Kind.BAD_ANSWER,
                    order.what() + " answered with no valid result: " + Detached.describe(noResult)));
        }
    }

    private Throwable hostsOwn(Throwable failure) {
        if (failure instanceof ExtensionException answered) {
            if (answered.getCause() != null) {
                LOG.info("{} answered {}", order.what(), answered.code(), Detached.copyOf(answered.getCause()));
            }
            var kind = HostErrors.kindOf(answered.kind());
            return new AnsweredCode(answered.code(), kind).because(String.valueOf(answered.getMessage()));
        }
        var copy = Detached.copyOf(failure);
        if (!isAnswered()) {
            LOG.warn("{} failed", order.what(), copy);
        }
        return new ExtensionFailure(
                ExtensionFailure.Kind.THREW, order.what() + " failed: " + Detached.describe(failure), copy);
    }

    /** Called every now and then until the call has answered. */
    void check(long now) {
        if (now - deadline < 0) {
            return;
        }
        synchronized (this) {
            timedOut |= !answered;
        }
        fail(new ExtensionFailure(
                ExtensionFailure.Kind.TIMED_OUT,
                order.what() + " did not answer within " + order.timeout().toMillis() + " ms"));
        lane.forget(this);
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
        lane.unwatch(this);
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
                releaseIfOver(null);
            });
        }
    }

    /** Runs a piece of the extension's code that continues this call, or what the call left behind. */
    void proceed(Runnable piece) {
        if (isAnswered()) {
            lane.background(piece);
        } else {
            strand().execute(piece);
        }
    }

    // most calls never need one
    private synchronized Strand strand() {
        if (strand == null) {
            strand = new Strand(lane.threads(), this::strandTurn);
        }
        return strand;
    }

    private Turn strandTurn() {
        return nextTurn(strand());
    }

    /** A turn beside the one the call began with; what goes on after the answer has the time that background code has. */
    private synchronized Turn nextTurn(Strand ofStrand) {
        turns++;
        return new Turn(lane, this, ofStrand, nextDeadline());
    }

    /** When code must end that begins now. */
    synchronized long nextDeadline() {
        return answered ? lane.backgroundDeadline() : deadline;
    }

    /** Runs code that may block, beside the strand. */
    void branch(Runnable piece) {
        lane.threads().execute(() -> nextTurn(null).run(piece));
    }

    private synchronized boolean beginTurn() {
        if (answered) {
            return false;
        }
        turns++;
        body = Thread.currentThread();
        return true;
    }

    void turnOver() {
        endTurn(null);
    }

    private ExtensionCall<?> endTurn(ExtensionThreads here) {
        synchronized (this) {
            turns--;
        }
        return releaseIfOver(here);
    }

    /** Gives the place back once; the call to run next on these threads, if that is the extension's own. */
    private ExtensionCall<?> releaseIfOver(ExtensionThreads here) {
        synchronized (this) {
            if (!admitted || !answered || turns > 0 || released) {
                return null;
            }
            released = true;
        }
        return lane.release(this, here);
    }
}
