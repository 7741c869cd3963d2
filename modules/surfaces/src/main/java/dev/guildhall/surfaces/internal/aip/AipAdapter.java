package dev.guildhall.surfaces.internal.aip;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.SurfaceAdapter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Errors as {@code google.rpc.Status}: a number, a message, and details of the types that clients of such APIs know. */
final class AipAdapter implements SurfaceAdapter {

    private static final String TYPES = "type.googleapis.com/google.rpc.";
    private static final String DOMAIN = "guildhall";

    @Override
    public Body error(Problem problem, RoutingContext context) {
        var details = new JsonArray().add(errorInfo(problem));
        if (!problem.details().isEmpty()) {
            details.add(badRequest(problem));
        }
        if (problem.retryAfter() != null) {
            details.add(detail("RetryInfo")
                    .put("retry_delay", Math.max(1, problem.retryAfter().toSeconds()) + "s"));
        }
        details.add(detail("RequestInfo")
                .put("request_id", context.response().headers().get("X-Request-Id")));
        return Body.json(new JsonObject()
                .put("code", code(problem))
                .put("message", problem.getMessage())
                .put("details", details));
    }

    @Override
    public boolean knowsItsQuery() {
        return true;
    }

    private static JsonObject errorInfo(Problem problem) {
        return detail("ErrorInfo")
                .put("reason", problem.code().code().replace('.', '_'))
                .put("domain", DOMAIN);
    }

    private static JsonObject badRequest(Problem problem) {
        var violations = new JsonArray();
        problem.details()
                .forEach(detail -> violations.add(
                        new JsonObject().put("field", detail.field()).put("description", detail.message())));
        return detail("BadRequest").put("field_violations", violations);
    }

    private static JsonObject detail(String type) {
        return new JsonObject().put("@type", TYPES + type);
    }

    /** The number of {@code google.rpc.Code} that says most nearly the same as the status of the answer. */
    private static int code(Problem problem) {
        return switch (problem.code().kind()) {
            case INVALID, TOO_LARGE, HEADERS_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE -> 3;
            case TOO_SLOW, TIMEOUT -> 4;
            case NOT_FOUND, GONE -> 5;
            case CONFLICT -> problem.code().code().endsWith("_EXISTS") ? 6 : 10;
            case FORBIDDEN -> 7;
            case TOO_MANY_REQUESTS -> 8;
            case PRECONDITION_FAILED -> 9;
            case METHOD_NOT_ALLOWED -> 12;
            case INTERNAL -> 13;
            case UPSTREAM_FAILED, UNAVAILABLE -> 14;
            case UNAUTHENTICATED -> 16;
        };
    }
}
