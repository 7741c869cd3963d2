package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.extensions.ExtensionPermissions;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.Callers;
import dev.guildhall.host.IncomingRequest;
import dev.guildhall.host.RouteMatch;
import dev.guildhall.host.RunningExtension;
import dev.guildhall.membership.Permissions;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteResponse;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What extensions serve over HTTP, each below its own prefix in the workspaces it is installed in. */
public final class ExtensionRoutesApi implements Api {

    private static final Duration TIME_OUT = Duration.ofSeconds(30);

    /** In {@code /api/workspaces/{workspaceId}/x/{extensionKey}/} and the path that follows. */
    private static final int SLASHES_BEFORE_PATH = 6;

    private static final String CREDENTIAL_PARAMETER = "access_token";

    /** The caller's credentials are the platform's business, and so is the connection. */
    private static final Set<String> NOT_FOR_EXTENSIONS = Set.of(
            "authorization",
            "cookie",
            "proxy-authorization",
            "x-api-key",
            "x-auth-token",
            "x-access-token",
            "x-csrf-token",
            "x-portal-access-code",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "host");

    /**
     * What an extension may say of its answer, beside headers of its own; everything else could speak for the product, to
     * its origin, or to the proxies between.
     */
    private static final Set<String> FROM_EXTENSIONS = Set.of(
            "content-type",
            "content-disposition",
            "content-language",
            "cache-control",
            "etag",
            "expires",
            "last-modified",
            "link",
            "location",
            "retry-after",
            "vary");

    private static final String OWN_HEADER = "x-extension-";

    private final ExtensionRuntime runtime;

    public ExtensionRoutesApi(ExtensionRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void bind(Operations operations) {
        for (var method : HttpVerb.values()) {
            operations.on(
                    "extensionRoute" + method.name().charAt(0)
                            + method.name().substring(1).toLowerCase(Locale.ROOT),
                    request -> answer(request, method));
        }
    }

    private Future<ApiResponse> answer(ApiRequest request, HttpVerb method) {
        var key = request.path("extensionKey");
        var path = pathBelow(request.context().normalizedPath());
        return runtime.use(
                        request.workspace(),
                        key,
                        running -> running.route(method, path)
                                .compose(route -> serve(request, running, route, method, path)))
                .map(ExtensionRoutesApi::answer)
                .recover(failure -> Future.failedFuture(CallFailures.ofRoute(failure)));
    }

    private static Future<RouteResponse> serve(
            ApiRequest request, RunningExtension running, RouteMatch route, HttpVerb method, String path) {
        require(request, route.permission());
        // Without it somebody may only look, and a request that does more is none of theirs.
        if (method != HttpVerb.GET) {
            require(request, ExtensionPermissions.CAPABILITIES_INVOKE.name());
        }
        var handed = request(request, method, path);
        var chain = CallChain.from(handed.requestId(), handed.deadline()).onBehalfOf(handed.caller(), request.access());
        return running.serve(route, handed, chain);
    }

    private static void require(ApiRequest request, String permission) {
        request.access().require(Permissions.named(permission).orElseThrow());
    }

    private static IncomingRequest request(ApiRequest call, HttpVerb method, String path) {
        var request = call.context().request();
        var body = call.context().body().buffer();
        return new IncomingRequest(
                method,
                path,
                Map.of(),
                queryParameters(call.context().queryParams()),
                headers(request.headers()),
                body == null ? Buffer.buffer() : body,
                Callers.of(call.authentication(), call.access()),
                call.requestId(),
                Instant.now().plus(TIME_OUT));
    }

    /** The path after the extension's key, as in the URL. */
    private static String pathBelow(String path) {
        var end = 0;
        for (var slash = 1; slash < SLASHES_BEFORE_PATH && end >= 0; slash++) {
            end = path.indexOf('/', end + 1);
        }
        return end < 0 ? "/" : path.substring(end);
    }

    private static Map<String, List<String>> queryParameters(MultiMap sent) {
        var parameters = new LinkedHashMap<String, List<String>>();
        sent.forEach((name, value) -> {
            if (!CREDENTIAL_PARAMETER.equalsIgnoreCase(name)) {
                parameters.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
            }
        });
        return parameters;
    }

    private static Map<String, List<String>> headers(MultiMap sent) {
        var headers = new TreeMap<String, List<String>>();
        sent.forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_FOR_EXTENSIONS.contains(lower)) {
                headers.computeIfAbsent(lower, first -> new ArrayList<>()).add(value);
            }
        });
        return headers;
    }

    /**
     * The answer with what keeps it from acting as the product: whatever page it is, it has an origin of its own, runs no
     * scripts, and is what it says it is.
     */
    private static ApiResponse answer(RouteResponse response) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/octet-stream");
        headers.put("cache-control", "no-store");
        response.headers().forEach((name, values) -> {
            if (FROM_EXTENSIONS.contains(name) || name.startsWith(OWN_HEADER)) {
                headers.put(name, String.join(", ", values));
            }
        });
        headers.put("content-security-policy", "sandbox");
        headers.put("x-content-type-options", "nosniff");
        var isEmpty = response.status() == 204 || response.status() == 304;
        return new ApiResponse(response.status(), headers, isEmpty ? null : response.body());
    }
}
