package dev.guildhall.core.outbound;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.outbound.Destination.Refused;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The only way out to URLs that users chose. It lets calls through to public addresses by HTTPS, and nowhere else; with
 * private addresses allowed, to those and by plain HTTP too. Link-local, metadata and other special addresses are never
 * called. May be used from any event loop; results arrive on the caller's.
 */
public final class OutboundGuard {

    /** How much of an answer is read; a larger one fails the call. */
    public static final int MAX_RESPONSE_BYTES = 1 << 20;

    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_STREAM = Duration.ofMinutes(5);
    private static final Duration RESOLVE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int CONNECTIONS_PER_ADDRESS = 256;
    private static final int WAITING_PER_ADDRESS = 1_024;

    /** What belongs to the connection, or says who is called: not for callers to set. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization");

    private final Vertx vertx;
    private final boolean allowPrivate;
    private final HostResolver resolver;
    private final HttpClient client;

    OutboundGuard(Vertx vertx, boolean allowPrivate, HostResolver resolver, HttpClientOptions options) {
        this.vertx = vertx;
        this.allowPrivate = allowPrivate;
        this.resolver = resolver;
        this.client = vertx.createHttpClient(
                options,
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_ADDRESS).setMaxWaitQueueSize(WAITING_PER_ADDRESS));
    }

    public static OutboundGuard create(Vertx vertx, boolean allowPrivate) {
        return new OutboundGuard(vertx, allowPrivate, resolver(vertx), options());
    }

    // Where Vert.x is told to leave names to the machine, they are left to it here as well.
    private static HostResolver resolver(Vertx vertx) {
        return Boolean.getBoolean("vertx.disableDnsResolver") ? new SystemResolver(vertx) : new DnsResolver();
    }

    static HttpClientOptions options() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setVerifyHost(true)
                .setTrustAll(false)
                .setDecompressionSupported(false)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setSslHandshakeTimeout(CONNECT_TIMEOUT.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) MAX_STREAM.toSeconds())
                .setKeepAliveTimeout(10);
    }

    /**
     * Checks a URL that is being registered. Fails with {@code URL.NOT_ALLOWED} on the field, saying why, when it could
     * not be called now.
     */
    public Future<URI> check(String field, String url) {
        try {
            var destination = Destination.of(url, allowPrivate);
            return addresses(destination)
                    .map(destination.url())
                    .recover(failure -> Future.failedFuture(refuse(field, why(failure))));
        } catch (Refused refused) {
            return Future.failedFuture(refuse(field, refused.getMessage()));
        }
    }

    /** The same for one that nobody need answer to yet: its host need not be known, but if it is an address, may be called. */
    public void requireAllowed(String field, String url) {
        try {
            var address = Destination.of(url, allowPrivate).address();
            if (address.isPresent() && !isAllowed(address.get())) {
                throw refuse(field, "its host is not a public address");
            }
        } catch (Refused refused) {
            throw refuse(field, refused.getMessage());
        }
    }

    /**
     * Sends a request and gives the answer, whatever its status; a redirect is an answer like any other. Fails with
     * {@code URL.NOT_ALLOWED} on {@code url} when the URL may not be called, with an {@link OutboundException} when it
     * was called in vain, and with an IllegalArgumentException for a header that is malformed or not the caller's to
     * set. Nothing is sent twice.
     */
    public Future<GuardedResponse> send(GuardedRequest request) {
        return send(request, () -> true);
    }

    /**
     * The same, for what may not be sent any more when its connection is there: {@code wanted} is asked just before, and
     * when it says no the answer fails and nothing was sent.
     */
    public Future<GuardedResponse> send(GuardedRequest request, BooleanSupplier wanted) {
        return exchange(
                request, wanted, Optional.empty(), Promise.<Void>promise().future(), MAX_TIMEOUT);
    }

    /** The same, ended at once when {@code givenUp} completes, for nobody waits for the answer any more. */
    public Future<GuardedResponse> send(GuardedRequest request, Future<Void> givenUp) {
        return exchange(request, () -> true, Optional.empty(), givenUp, MAX_TIMEOUT);
    }

    /**
     * The same, with the body of a success taken as it comes, in pieces of any size, for up to five minutes; the answer,
     * which comes after the last, has none then. Any other answer has its body as usual.
     *
     * @param pieces is given a piece when the future of the one before has completed; what that fails with ends the
     *     exchange and is the failure of the answer
     */
    public Future<GuardedResponse> stream(
            GuardedRequest request, Future<Void> givenUp, Function<Buffer, Future<Void>> pieces) {
        return exchange(request, () -> true, Optional.of(pieces), givenUp, MAX_STREAM);
    }

    private Future<GuardedResponse> exchange(
            GuardedRequest request,
            BooleanSupplier wanted,
            Optional<Function<Buffer, Future<Void>>> pieces,
            Future<Void> givenUp,
            Duration longest) {
        try {
            var destination = Destination.of(request.url().toString(), allowPrivate);
            var exchange =
                    new Exchange(client, destination, request, headers(request), MAX_RESPONSE_BYTES, wanted, pieces);
            onOwnContext(givenUp)
                    .onSuccess(gone -> exchange.abandon(new OutboundException(
                            OutboundException.Kind.UNREACHABLE, "nobody waits for the answer any more", null)));
            var answer = addresses(destination)
                    .recover(failure -> Future.failedFuture(notCalled(failure)))
                    .compose(exchange::run);
            var limit = request.timeout().compareTo(longest) < 0 ? request.timeout() : longest;
            return withinTime(limit, exchange, answer);
        } catch (Refused refused) {
            return Future.failedFuture(refuse("url", refused.getMessage()));
        } catch (IllegalArgumentException wrongHeader) {
            return Future.failedFuture(wrongHeader);
        }
    }

    public Future<Void> close() {
        resolver.close();
        return client.close();
    }

    /** Every address of the host; fails with {@link Refused} when one of them is not allowed. */
    private Future<List<InetAddress>> addresses(Destination destination) {
        var addresses = destination
                .address()
                .map(address -> Future.succeededFuture(List.of(address)))
                .orElseGet(() -> onOwnContext(resolver.resolve(destination.host()))
                        .timeout(RESOLVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        return addresses.compose(found -> found.stream().allMatch(this::isAllowed)
                ? Future.succeededFuture(found)
                : Future.failedFuture(new Refused("its host is not a public address, or has one that is not")));
    }

    private <T> Future<T> onOwnContext(Future<T> answer) {
        var own = ((VertxInternal) vertx).getOrCreateContext().<T>promise();
        answer.onComplete(own);
        return own.future();
    }

    private boolean isAllowed(InetAddress address) {
        return switch (AddressRules.kind(address)) {
            case PUBLIC -> true;
            case PRIVATE -> allowPrivate;
            case SPECIAL -> false;
        };
    }

    private static String why(Throwable failure) {
        return failure instanceof Refused ? failure.getMessage() : "its host cannot be found";
    }

    private static RuntimeException notCalled(Throwable failure) {
        return failure instanceof Refused
                ? refuse("url", failure.getMessage())
                : new OutboundException(OutboundException.Kind.UNREACHABLE, "the host cannot be found", failure);
    }

    private static Problem refuse(String field, String why) {
        return CommonError.URL_NOT_ALLOWED.onField(field, "The URL is not allowed: " + why);
    }

    private static MultiMap headers(GuardedRequest request) {
        var headers = HttpHeaders.headers().add(HttpHeaders.USER_AGENT, "Guildhall");
        request.headers().forEach((name, value) -> {
            if (name.isEmpty() || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("The header '" + name + "' is not for callers to set");
            }
            headers.set(name, value);
        });
        return headers;
    }

    private static Future<GuardedResponse> withinTime(
            Duration limit, Exchange exchange, Future<GuardedResponse> answer) {
        return answer.timeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException ? abandoned(limit, exchange) : failure));
    }

    private static OutboundException abandoned(Duration limit, Exchange exchange) {
        var timeout = new OutboundException(
                OutboundException.Kind.TIMEOUT, "no answer within " + limit.toMillis() + " ms", null);
        exchange.abandon(timeout);
        return timeout;
    }
}
