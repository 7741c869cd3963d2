package dev.guildhall.core.outbound;

import dev.guildhall.core.outbound.OutboundException.Kind;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** One request and its answer, over a connection to an address that was checked. */
final class Exchange {

    private final HttpClient client;
    private final Destination destination;
    private final GuardedRequest request;
    private final MultiMap headers;
    private final int maxResponseBytes;
    private final BooleanSupplier wanted;
    private final Optional<Function<Buffer, Future<Void>>> pieces;
    private final Promise<GuardedResponse> answer = Promise.promise();
    private volatile HttpClientRequest sent;

    /** @param pieces takes the body of a success as it comes; without it, the answer has it whole */
    Exchange(
            HttpClient client,
            Destination destination,
            GuardedRequest request,
            MultiMap headers,
            int maxResponseBytes,
            BooleanSupplier wanted,
            Optional<Function<Buffer, Future<Void>>> pieces) {
        this.client = client;
        this.destination = destination;
        this.request = request;
        this.headers = headers;
        this.maxResponseBytes = maxResponseBytes;
        this.wanted = wanted;
        this.pieces = pieces;
    }

    /** Sends the request to the first of the addresses that takes a connection. */
    Future<GuardedResponse> run(List<InetAddress> addresses) {
        if (!answer.future().isComplete()) {
            connect(addresses).compose(this::send).onFailure(this::fail);
        }
        return answer.future();
    }

    /** Gives up: whatever is under way ends, and the answer fails with the cause. */
    void abandon(Throwable cause) {
        answer.tryFail(cause);
        if (sent != null) {
            sent.reset();
        }
    }

    private Future<HttpClientRequest> connect(List<InetAddress> addresses) {
        return client.request(options(addresses.get(0)))
                .recover(failure -> addresses.size() == 1 || answer.future().isComplete()
                        ? Future.failedFuture(failure)
                        : connect(addresses.subList(1, addresses.size())));
    }

    // The connection goes to the address; Host header, SNI and the certificate's check go by the name.
    private RequestOptions options(InetAddress address) {
        return new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, destination.port())))
                .setHost(destination.host())
                .setPort(destination.port())
                .setSsl(destination.secure())
                .setMethod(request.method())
                .setURI(destination.target())
                .setHeaders(headers)
                .setFollowRedirects(false);
    }

    // The answer is listened for before anything is sent, or its beginning could come while nobody listens.
    private Future<HttpClientResponse> send(HttpClientRequest connected) {
        sent = connected;
        if (destination.host().contains(":")) {
            connected.authority(HostAndPort.create("[" + destination.host() + "]", destination.port()));
        }
        connected.response().onSuccess(this::receive);
        if (!wanted.getAsBoolean()) {
            answer.tryFail(
                    new OutboundException(Kind.UNREACHABLE, "it was not sent, for it is not wanted any more", null));
        }
        if (answer.future().isComplete()) {
            connected.reset();
        }
        return request.body() == null ? connected.send() : connected.send(request.body());
    }

    private void receive(HttpClientResponse response) {
        var body = Buffer.buffer();
        response.exceptionHandler(this::fail);
        response.endHandler(ended ->
                answer.tryComplete(new GuardedResponse(response.statusCode(), headers(response.headers()), body)));
        var status = response.statusCode();
        pieces.filter(taken -> status >= 200 && status < 300)
                .ifPresentOrElse(
                        taken -> response.handler(piece -> pass(response, taken, piece)),
                        () -> response.handler(chunk -> append(response, body, chunk)));
    }

    private void append(HttpClientResponse response, Buffer body, Buffer chunk) {
        if (body.length() + chunk.length() > maxResponseBytes) {
            abandon(new OutboundException(
                    Kind.TOO_LARGE,
                    response.statusCode(),
                    "the answer is larger than " + maxResponseBytes + " bytes",
                    null));
        } else {
            body.appendBuffer(chunk);
        }
    }

    /** Nothing more is read of the answer until the piece is taken, wherever that is. */
    private void pass(HttpClientResponse response, Function<Buffer, Future<Void>> taken, Buffer piece) {
        response.pause();
        var context = Vertx.currentContext();
        taken.apply(piece)
                .onSuccess(next -> context.runOnContext(here -> response.resume()))
                .onFailure(this::abandon);
    }

    private static Map<String, List<String>> headers(MultiMap sent) {
        var headers = new HashMap<String, List<String>>();
        sent.forEach((name, value) -> headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), first -> new ArrayList<>())
                .add(value));
        return headers;
    }

    private void fail(Throwable failure) {
        answer.tryFail(new OutboundException(
                Kind.UNREACHABLE, "no answer from " + destination.host() + ": " + failure.getMessage(), failure));
    }
}
