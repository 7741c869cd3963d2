package dev.guildhall.host;

import dev.guildhall.spi.OutboundHttp;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.function.Function;

/** Calls to the outside as an extension's code sees them: to the hosts of its manifest and its configuration. */
record GuardedHttp(InstallationServices services, ExtensionManifest manifest, HostBridge bridge)
        implements OutboundHttp {

    private interface Sending {
        Future<OutboundResponse> send(OutboundRequest copy);
    }

    @Override
    public Future<OutboundResponse> send(OutboundRequest request) {
        return sending(request, services::send);
    }

    @Override
    public Future<OutboundResponse> stream(OutboundRequest request, Function<Buffer, Future<Void>> body) {
        var serving = Execution.currentCall();
        return sending(
                request,
                copy -> services.stream(
                        copy, end(serving), piece -> bridge.toExtension(serving, () -> body.apply(piece))));
    }

    /** When nobody is there any more for what comes: what runs in the background, or goes on after the answer, stays. */
    private static Future<Void> end(ExtensionCall<?, ?> serving) {
        return serving == null || serving.isAnswered()
                ? Promise.<Void>promise().future()
                : serving.answer().transform(answered -> Future.succeededFuture());
    }

    private Future<OutboundResponse> sending(OutboundRequest request, Sending sending) {
        var host = request.url().getHost();
        if (host == null
                || (!manifest.mayCallHost(host)
                        && !services.configuredHosts().contains(host.toLowerCase(Locale.ROOT)))) {
            return HostBridge.forbidden(
                    "URL.NOT_ALLOWED",
                    "Neither the manifest's egress nor the configuration names the host " + host + ".");
        }
        var copy = DefensiveCopy.of(request);
        return bridge.toHost(() -> sending.send(copy));
    }
}
