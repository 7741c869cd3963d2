package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.extensions.ExtensionRoutes;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteResponse;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What extensions serve over HTTP, each below its own prefix in the workspaces it is installed in. */
public final class ExtensionRoutesApi implements Api {

    public static final Duration TIME_OUT = Duration.ofSeconds(30);

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

    private final ExtensionRoutes routes;

    public ExtensionRoutesApi(ExtensionRoutes routes) {
        this.routes = routes;
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
        return routes.serve(
                        request.workspace(),
                        request.path("extensionKey"),
                        read(request, method),
                        request.authentication(),
                        request.access())
                .map(response -> answer(request, response));
    }

    private static ExtensionRoutes.Request read(ApiRequest call, HttpVerb method) {
        var body = call.context().body().buffer();
        return new ExtensionRoutes.Request(
                method,
                pathBelow(call.context().normalizedPath(), SLASHES_BEFORE_PATH),
                queryParameters(call.context().queryParams()),
                headers(call.context().request().headers()),
                body == null ? Buffer.buffer() : body,
                call.requestId());
    }

    /** The path after the extension's key, as in the URL, from its slash of this number on. */
    public static String pathBelow(String path, int slashes) {
        var end = 0;
        for (var slash = 1; slash < slashes && end >= 0; slash++) {
            end = path.indexOf('/', end + 1);
        }
        return end < 0 ? "/" : path.substring(end);
    }

    public static Map<String, List<String>> queryParameters(MultiMap sent) {
        var parameters = new LinkedHashMap<String, List<String>>();
        sent.forEach((name, value) -> {
            if (!CREDENTIAL_PARAMETER.equalsIgnoreCase(name)) {
                parameters.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
            }
        });
        return parameters;
    }

    /** What an extension is told of the headers of a request. */
    public static Map<String, List<String>> headers(MultiMap sent) {
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
    public static ApiResponse answer(ApiRequest request, RouteResponse response) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/octet-stream");
        headers.put("cache-control", "no-store");
        response.headers().forEach((name, values) -> {
            if (!FROM_EXTENSIONS.contains(name) && !name.startsWith(OWN_HEADER)) {
                return;
            }
            if (values.size() == 1) {
                headers.put(name, values.get(0));
            } else {
                headers.remove(name);
                request.context().response().putHeader(name, values);
            }
        });
        headers.put("content-security-policy", "sandbox");
        headers.put("x-content-type-options", "nosniff");
        var isEmpty = response.status() == 204 || response.status() == 304;
        return new ApiResponse(response.status(), headers, isEmpty ? null : response.body());
    }
}
