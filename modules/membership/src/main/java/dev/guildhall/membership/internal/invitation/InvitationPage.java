package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.http.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;

/** Where the link of an invitation leads: a page that answers it. It sees the secret in the browser alone. */
final class InvitationPage {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline';"
            + " connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private final Vertx vertx;

    InvitationPage(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<ApiResponse> html() {
        return file("invitation/page.html", "text/html; charset=utf-8");
    }

    Future<ApiResponse> script() {
        return file("invitation/accept.js", "text/javascript; charset=utf-8");
    }

    private Future<ApiResponse> file(String resource, String type) {
        return vertx.executeBlocking(() -> read(resource), false)
                .map(bytes -> new ApiResponse(200, headers(type), Buffer.buffer(bytes)));
    }

    private static Map<String, String> headers(String type) {
        return Map.of(
                "Content-Type",
                type,
                "Content-Security-Policy",
                POLICY,
                "X-Content-Type-Options",
                "nosniff",
                "Referrer-Policy",
                "no-referrer",
                "Cache-Control",
                "max-age=3600");
    }

    private static byte[] read(String resource) throws IOException {
        try (var in = InvitationPage.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("Missing on the class path: " + resource);
            }
            return in.readAllBytes();
        }
    }
}
