package dev.guildhall.core.http;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;

/** Errors in the envelope of the canonical API, or as RFC 9457 for those who ask for it. */
final class CanonicalAdapter implements SurfaceAdapter {

    private static final String PROBLEM_JSON = "application/problem+json";

    @Override
    public Body error(Problem problem, RoutingContext context) {
        return AcceptHeader.of(context)
                        .preferred(List.of(PROBLEM_JSON), RequestBody.JSON)
                        .isPresent()
                ? new Body(PROBLEM_JSON, asProblem(context, problem).toBuffer())
                : Body.json(asEnvelope(context, problem));
    }

    @Override
    public boolean knowsItsQuery() {
        return true;
    }

    private static JsonObject asEnvelope(RoutingContext context, Problem problem) {
        return withDetails(inShort(problem).put("requestId", RequestId.of(context)), problem);
    }

    /** What is wrong with a part of a request. */
    static JsonObject json(Problem problem) {
        return withDetails(inShort(problem), problem);
    }

    private static JsonObject inShort(Problem problem) {
        return new JsonObject().put("code", problem.code().code()).put("message", problem.getMessage());
    }

    private static JsonObject asProblem(RoutingContext context, Problem problem) {
        var body = new JsonObject()
                .put("type", "about:blank")
                .put("title", problem.code().kind().name().replace('_', ' ').toLowerCase(Locale.ROOT))
                .put("status", problem.code().kind().status())
                .put("detail", problem.getMessage())
                .put("code", problem.code().code())
                .put("requestId", RequestId.of(context));
        return withDetails(body, problem);
    }

    private static JsonObject withDetails(JsonObject body, Problem problem) {
        if (!problem.details().isEmpty()) {
            var details = new JsonArray();
            problem.details()
                    .forEach(detail -> details.add(
                            new JsonObject().put("field", detail.field()).put("message", detail.message())));
            body.put("details", details);
        }
        return body;
    }
}
