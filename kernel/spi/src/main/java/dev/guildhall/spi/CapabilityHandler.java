package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Serves one capability in one workspace. Called on a worker thread, from several at once. */
@FunctionalInterface
public interface CapabilityHandler {

    /**
     * The result, valid for the capability's output schema. An {@link ExtensionException} reaches the caller with its
     * own code; any other failure, also one thrown, is reported as {@code CAPABILITY.FAILED} and logged. When the
     * future is not complete at {@link Invocation#deadline()}, the caller gets {@code CAPABILITY.TIMEOUT} and the thread
     * an interrupt.
     */
    Future<JsonObject> invoke(Invocation invocation) throws Exception;
}
