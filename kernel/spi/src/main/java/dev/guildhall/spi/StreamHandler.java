package dev.guildhall.spi;

import io.vertx.core.Future;

/** Serves one capability whose result comes in a stream, in one workspace. Called on a worker thread, from several at once. */
@FunctionalInterface
public interface StreamHandler {

    /**
     * Completes after the last item, each valid for the capability's output schema. It fails as a {@link CapabilityHandler}
     * does; what was sent before stays sent, and the caller is told that it is not all. At {@link Invocation#deadline()},
     * or when the caller goes, the thread gets an interrupt and {@code results} takes no more.
     */
    Future<Void> stream(Invocation invocation, ResultStream results) throws Exception;
}
