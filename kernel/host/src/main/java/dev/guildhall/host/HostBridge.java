package dev.guildhall.host;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ExtensionException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leads from the code of one installation to the host and back. The host's part runs on an event loop, with nothing of the
 * extension below it on the stack: whatever the host makes there, such as a thread or a connection, is not tied to the
 * extension's classes. What comes back goes on in the call it belongs to, on the extension's threads.
 */
final class HostBridge {

    /** Long enough for the watch over calls to time out the call itself first, for that is what its caller is told. */
    private static final long AFTER_DEADLINE_MILLIS = 200;

    private final InstallationExecutor installation;
    private final Context home;
    private final int limit;
    private final AtomicInteger underway = new AtomicInteger();
    private volatile boolean closed;

    /** Calls that belong to no other run on the context {@code home}. */
    HostBridge(InstallationExecutor installation, Context home, int limit) {
        this.installation = installation;
        this.home = home;
        this.limit = limit;
    }

    /** The extension's own failure on its way through the host, which is to see nothing of it. */
    static final class CodeFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Throwable failure;

        CodeFailed(Throwable failure) {
            super("The extension's code failed: " + DefensiveCopy.describe(failure), null, false, false);
            this.failure = failure;
        }
    }

    /** Calls a service of the host from the extension's code. */
    <T> Future<T> toHost(Callable<Future<T>> service) {
        return toHost(Execution.currentCall(), service);
    }

    /** Calls a service of the host on behalf of a call, whichever code of the extension asks for it. */
    <T> Future<T> toHost(ExtensionCall<?, ?> call, Callable<Future<T>> service) {
        if (closed) {
            return Future.failedFuture(stopped());
        }
        if (underway.incrementAndGet() > limit) {
            underway.decrementAndGet();
            return refused(
                    "EXTENSION.OVERLOADED", "The extension waits for " + limit + " answers of the host already.");
        }
        var result = Promise.<T>promise();
        contextOf(call)
                .runOnContext(ignored -> called(service).onComplete((value, failure) -> {
                    underway.decrementAndGet();
                    var told = failure == null ? null : toldToExtension(failure);
                    proceed(call, () -> result.complete(value, told));
                }));
        return result.future();
    }

    /**
     * Runs code of the extension for the host, in the call it was given in; it may block. Fails soon after the call's
     * deadline, for the host holds something open meanwhile.
     */
    <T> Future<T> toExtension(ExtensionCall<?, ?> call, Callable<Future<T>> code) {
        var result = Promise.<T>promise();
        var host = contextOf(call);
        Runnable piece = () -> called(code)
                .onComplete((value, failure) -> host.runOnContext(ignored -> {
                    if (failure == null) {
                        result.tryComplete(value);
                    } else {
                        result.tryFail(new CodeFailed(failure));
                    }
                }));
        if (!(call == null ? installation.branch(piece) : call.branch(piece))) {
            result.fail(stopped());
        }
        return inTime(result, host, call == null ? installation.backgroundDeadline() : call.nextDeadline());
    }

    private static <T> Future<T> inTime(Promise<T> result, Context host, long deadline) {
        var left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        var timer = host.owner().setTimer(left + AFTER_DEADLINE_MILLIS, late -> result.tryFail(tooLate()));
        return result.future().onComplete(done -> host.owner().cancelTimer(timer));
    }

    private static ExtensionException stopped() {
        return new ExtensionException(
                Kind.UNAVAILABLE, "EXTENSION.STOPPED", "The extension has stopped in this workspace.");
    }

    static ExtensionException tooLate() {
        return new ExtensionException(Kind.TIMEOUT, "TRANSACTION.TIMED_OUT", "The transaction took too long.");
    }

    /** From now on refuses every call to the host. */
    void close() {
        closed = true;
    }

    private Context contextOf(ExtensionCall<?, ?> call) {
        return call == null ? home : call.caller();
    }

    private void proceed(ExtensionCall<?, ?> call, Runnable piece) {
        if (call == null) {
            installation.background(piece);
        } else {
            call.proceed(piece);
        }
    }

    private static <T> Future<T> called(Callable<Future<T>> code) {
        try {
            var future = code.call();
            return future == null ? Future.failedFuture(new NullPointerException("null instead of a future")) : future;
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private static Throwable toldToExtension(Throwable failure) {
        if (failure instanceof CodeFailed own) {
            return own.failure;
        }
        return failure.getCause() instanceof CodeFailed own ? own.failure : HostErrors.forExtension(failure);
    }

    static <T> Future<T> refused(String code, String message) {
        return Future.failedFuture(new ExtensionException(Kind.UNAVAILABLE, code, message));
    }

    static <T> Future<T> forbidden(String code, String message) {
        return Future.failedFuture(new ExtensionException(Kind.FORBIDDEN, code, message));
    }
}
