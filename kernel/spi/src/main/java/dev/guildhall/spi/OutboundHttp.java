package dev.guildhall.spi;

import io.vertx.core.Future;

/**
 * HTTP calls to the outside. The host checks each: the URL's host is in the manifest's {@code egress} and was granted,
 * its address is public, and the scheme is HTTPS. Redirects are not followed.
 */
public interface OutboundHttp {

    /**
     * The answer, whatever its status. Fails with {@link ExtensionException.Kind#FORBIDDEN} when the host is not one the
     * extension may call, {@link ExtensionException.Kind#UNAVAILABLE} when no answer could be got, and
     * {@link ExtensionException.Kind#TIMEOUT}. Nothing is sent twice.
     */
    Future<OutboundResponse> send(OutboundRequest request);
}
