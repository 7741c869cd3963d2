package dev.guildhall.spi;

import io.vertx.core.Future;

/** Answers the HTTP requests of one route in one workspace. Called on a worker thread, from several at once. */
@FunctionalInterface
public interface RouteHandler {

    /**
     * The answer. Each request is handed over once; one that a client sends again is another. An
     * {@link ExtensionException} becomes an error answer with its own code; any other failure and a missed
     * {@link RouteRequest#deadline()} are reported as the extension's.
     */
    Future<RouteResponse> handle(RouteRequest request) throws Exception;
}
