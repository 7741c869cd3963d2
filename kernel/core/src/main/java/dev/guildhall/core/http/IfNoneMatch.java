package dev.guildhall.core.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Set;

/** The {@code If-None-Match} condition of a request that reads (RFC 9110, section 13.1.2). */
final class IfNoneMatch {

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private IfNoneMatch() {}

    /** Whether requests of this kind may name what the client has. */
    static boolean isAskedBy(HttpMethod method) {
        return READS.contains(method);
    }

    /** Whether the client has what would be answered, so that it need not be sent again. */
    static boolean isSatisfied(HttpServerRequest request, ApiResponse response) {
        var seen = request.getHeader("If-None-Match");
        var tag = response.headers().get("ETag");
        return seen != null
                && tag != null
                && response.status() == 200
                && isAskedBy(request.method())
                && Arrays.stream(seen.split(","))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || weak(one).equals(weak(tag)));
    }

    private static String weak(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
