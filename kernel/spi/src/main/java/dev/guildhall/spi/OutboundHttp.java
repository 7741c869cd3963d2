package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

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

    /**
     * The same, with the body of a success taken as it comes and of any size; the answer, which completes after the last
     * piece, has none then. Any other answer has its body as usual. It ends with the call of the extension that it was begun
     * in, at the latest.
     *
     * @param body takes a piece of any size, on a worker thread of the extension, when the future of the one before has
     *     completed; what that fails with ends the exchange, and is what this fails with
     */
    Future<OutboundResponse> stream(OutboundRequest request, Function<Buffer, Future<Void>> body);
}
