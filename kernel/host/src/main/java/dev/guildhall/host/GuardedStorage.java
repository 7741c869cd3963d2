package dev.guildhall.host;

import dev.guildhall.spi.Storage;
import dev.guildhall.spi.StorageException;
import dev.guildhall.spi.StorageTransaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** An extension's tables as its code sees them. */
final class GuardedStorage implements Storage {

    private static final StackWalker FRAMES = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final int MAX_FRAMES = 5;
    private static final int MAX_STATEMENT = 300;

    private final InstallationServices services;
    private final ExtensionManifest manifest;
    private final Grants grants;
    private final HostBridge bridge;

    GuardedStorage(InstallationServices services, ExtensionManifest manifest, Grants grants, HostBridge bridge) {
        this.services = services;
        this.manifest = manifest;
        this.grants = grants;
        this.bridge = bridge;
    }

    @Override
    public Future<List<JsonObject>> query(String sql, Object... parameters) {
        var call = Execution.currentCall();
        return bound(
                sql,
                parameters,
                values -> bridge.toHost(call, () -> storage(call).query(sql, values)));
    }

    @Override
    public Future<Integer> execute(String sql, Object... parameters) {
        var call = Execution.currentCall();
        return bound(
                sql,
                parameters,
                values -> bridge.toHost(call, () -> storage(call).execute(sql, values)));
    }

    @Override
    public <T> Future<T> inTransaction(Function<StorageTransaction, Future<T>> work) {
        var call = Execution.currentCall();
        return bridge.toHost(
                call,
                () -> storage(call).inTransaction(transaction -> {
                    var guarded = new GuardedTransaction(transaction, call);
                    return inTime(call)
                            .compose(open -> bridge.toExtension(call, () -> work.apply(guarded)))
                            .compose(result -> inTime(call).map(result))
                            .recover(guarded::hostsFailureFirst)
                            .eventually(guarded::end);
                }));
    }

    private Storage storage(ExtensionCall<?, ?> call) {
        return services.storage(ExtensionCall.cause(call));
    }

    // Whoever was told that it took too long is to find nothing done.
    private static Future<Void> inTime(ExtensionCall<?, ?> call) {
        return call != null && call.isTimedOut() ? Future.failedFuture(HostBridge.tooLate()) : Future.succeededFuture();
    }

    private static <T> Future<T> bound(String sql, Object[] parameters, Function<Object[], Future<T>> use) {
        Object[] values;
        try {
            values = values(parameters);
        } catch (IllegalArgumentException notAValue) {
            return Future.failedFuture(notAValue);
        }
        var caller = FRAMES.walk(frames -> frames.filter(frame -> isOfExtension(frame.getDeclaringClass()))
                .limit(MAX_FRAMES)
                .map(StackWalker.StackFrame::toStackTraceElement)
                .toArray(StackTraceElement[]::new));
        return use.apply(values).recover(failure -> Future.failedFuture(explained(failure, sql, caller)));
    }

    private static boolean isOfExtension(Class<?> type) {
        return type.getClassLoader() instanceof ExtensionClassLoader;
    }

    /** A refusal with the statement and where in the extension it came from, without which it says little. */
    private static Throwable explained(Throwable failure, String sql, StackTraceElement[] caller) {
        if (!(failure instanceof StorageException refused)) {
            return failure;
        }
        var statement = sql.length() > MAX_STATEMENT ? sql.substring(0, MAX_STATEMENT) + "…" : sql;
        var shown = new StorageException(
                refused.sqlState(), refused.constraint(), refused.getMessage() + " [" + statement.strip() + "]");
        shown.setStackTrace(caller);
        return shown;
    }

    // a single null for the variable arguments is one parameter that is null
    private static Object[] values(Object[] parameters) {
        var given = parameters == null ? new Object[] {null} : parameters;
        var values = new Object[given.length];
        for (var index = 0; index < given.length; index++) {
            values[index] = DefensiveCopy.parameter(given[index]);
        }
        return values;
    }

    /** A transaction that ends with the work it was opened for, or with the call whose work that is. */
    private final class GuardedTransaction implements StorageTransaction {

        private final StorageTransaction transaction;
        private final ExtensionCall<?, ?> call;
        private volatile boolean ended;
        private volatile Throwable hostFailure;

        GuardedTransaction(StorageTransaction transaction, ExtensionCall<?, ?> call) {
            this.transaction = transaction;
            this.call = call;
        }

        @Override
        public Future<List<JsonObject>> query(String sql, Object... parameters) {
            return bound(sql, parameters, values -> whileOpen(() -> transaction.query(sql, values)));
        }

        @Override
        public Future<Integer> execute(String sql, Object... parameters) {
            return bound(sql, parameters, values -> whileOpen(() -> transaction.execute(sql, values)));
        }

        @Override
        public Future<String> emit(String type, String subject, JsonObject data) {
            return DefensiveCopy.detached(
                    data,
                    GuardedEvents.MAX_BYTES,
                    "EVENT.TOO_LARGE",
                    copy -> manifest.publishes(type)
                            ? grants.opening(
                                    Grants.EVENTS_PUBLISH, () -> whileOpen(() -> transaction.emit(type, subject, copy)))
                            : GuardedEvents.undeclared(type));
        }

        private <T> Future<T> whileOpen(Supplier<Future<T>> operation) {
            return bridge.toHost(
                    call,
                    () -> ended
                            ? HostBridge.refused("TRANSACTION.ENDED", "The transaction has ended already.")
                            : inTime(call).compose(open -> attempt(operation)));
        }

        private <T> Future<T> attempt(Supplier<Future<T>> operation) {
            return operation.get().recover(failure -> {
                if (HostErrors.isForExtensions(failure)) {
                    return Future.failedFuture(failure);
                }
                hostFailure = failure;
                return HostBridge.refused("TRANSACTION.FAILED", "The transaction failed and will be rolled back.");
            });
        }

        /** Lets the host see its own failure, which may be one that running the transaction again cures. */
        <T> Future<T> hostsFailureFirst(Throwable failure) {
            return Future.failedFuture(hostFailure == null ? failure : hostFailure);
        }

        Future<Void> end() {
            ended = true;
            return Future.succeededFuture();
        }
    }
}
