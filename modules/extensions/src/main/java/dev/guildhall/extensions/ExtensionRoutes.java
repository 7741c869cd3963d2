package dev.guildhall.extensions;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.Callers;
import dev.guildhall.host.IncomingRequest;
import dev.guildhall.host.RouteMatch;
import dev.guildhall.host.RunningExtension;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What installed extensions serve by routes of their own, for those who may ask for it. */
public final class ExtensionRoutes {

    private static final Duration TIME_OUT = Duration.ofSeconds(30);

    private final ExtensionRuntime runtime;

    /**
     * What somebody asks of an extension.
     *
     * @param path below the extension's prefix, with a slash at its beginning
     */
    public record Request(
            HttpVerb method,
            String path,
            Map<String, List<String>> queryParameters,
            Map<String, List<String>> headers,
            Buffer body,
            String requestId) {}

    ExtensionRoutes(ExtensionRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * The extension's answer to somebody who has access to the workspace. Fails with {@code ACCESS.DENIED} when they do
     * not hold what the route needs, and besides {@code capabilities.invoke} unless they only look.
     */
    public Future<RouteResponse> serve(
            WorkspaceId workspace, String extensionKey, Request request, Authentication by, Access access) {
        return runtime.use(
                        workspace,
                        extensionKey,
                        running -> running.route(request.method(), request.path())
                                .compose(route -> serve(running, route, request, by, access)))
                .recover(failure -> Future.failedFuture(CallFailures.ofRoute(failure)));
    }

    private static Future<RouteResponse> serve(
            RunningExtension running, RouteMatch route, Request request, Authentication by, Access access) {
        access.require(running.needed(route));
        // Without it somebody may only look, and a request that does more is none of theirs.
        if (request.method() != HttpVerb.GET) {
            access.require(ExtensionPermissions.CAPABILITIES_INVOKE);
        }
        var incoming = incoming(request, by, access);
        var chain = CallChain.from(incoming.requestId(), by.origin().cause(), incoming.deadline())
                .onBehalfOf(incoming.caller(), access);
        return running.serve(route, incoming, chain);
    }

    private static IncomingRequest incoming(Request request, Authentication by, Access access) {
        return new IncomingRequest(
                request.method(),
                request.path(),
                Map.of(),
                request.queryParameters(),
                request.headers(),
                request.body(),
                Callers.of(by, access),
                request.requestId(),
                Instant.now().plus(TIME_OUT));
    }
}
