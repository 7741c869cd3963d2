package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.outbound.GuardedRequest;
import dev.guildhall.core.outbound.GuardedResponse;
import dev.guildhall.core.outbound.OutboundException;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.host.HostPattern;
import dev.guildhall.host.ReceivedResponse;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ExtensionException.Kind;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/** The calls of one installation to the hosts that its workspace granted. */
final class InstallationHttp {

    private final OutboundGuard outbound;
    private final InstallationRates rates;
    private final InstallationKey installation;
    private final List<HostPattern> egress;

    InstallationHttp(OutboundGuard outbound, InstallationRates rates, Installation installation) {
        this.outbound = outbound;
        this.rates = rates;
        this.installation = InstallationKey.of(installation);
        this.egress =
                installation.grantedEgress().stream().map(HostPattern::parse).toList();
    }

    private interface Sending {
        Future<GuardedResponse> send(GuardedRequest request);
    }

    Future<OutboundResponse> send(OutboundRequest request) {
        return sending(request, outbound::send);
    }

    Future<OutboundResponse> stream(
            OutboundRequest request, Future<Void> givenUp, Function<Buffer, Future<Void>> pieces) {
        return sending(request, guarded -> outbound.stream(guarded, givenUp, pieces));
    }

    private Future<OutboundResponse> sending(OutboundRequest request, Sending sending) {
        var host = request.url().getHost();
        if (host == null || egress.stream().noneMatch(granted -> granted.matches(host))) {
            return Future.failedFuture(new ExtensionException(
                    Kind.FORBIDDEN, "URL.NOT_ALLOWED", "The workspace has not granted calls to " + host + "."));
        }
        rates.countOutboundCall(installation);
        return sending.send(guarded(request))
                .<OutboundResponse>map(answer -> new ReceivedResponse(answer.status(), answer.headers(), answer.body()))
                .recover(failure -> Future.failedFuture(explained(failure)));
    }

    private static GuardedRequest guarded(OutboundRequest request) {
        var method = HttpMethod.valueOf(request.method().name());
        var headers = new HashMap<String, String>();
        request.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return new GuardedRequest(method, request.url(), headers, request.body(), request.timeout());
    }

    private static Throwable explained(Throwable failure) {
        if (failure instanceof OutboundException unanswered) {
            return switch (unanswered.kind()) {
                case UNREACHABLE ->
                    new ExtensionException(Kind.UNAVAILABLE, "OUTBOUND.UNREACHABLE", unanswered.getMessage());
                case TIMEOUT -> new ExtensionException(Kind.TIMEOUT, "OUTBOUND.TIMEOUT", unanswered.getMessage());
                case TOO_LARGE -> new ExtensionException(Kind.FAILED, "OUTBOUND.TOO_LARGE", unanswered.getMessage());
            };
        }
        return failure instanceof IllegalArgumentException wrong
                ? new ExtensionException(Kind.INVALID, "OUTBOUND.INVALID", wrong.getMessage())
                : failure;
    }
}
