package dev.guildhall.core.http;

import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Errors in the envelope of the canonical API, as RFC 9457 for those who ask for it, and as a page for browsers. */
final class CanonicalAdapter implements SurfaceAdapter {

    private static final String PROBLEM_JSON = "application/problem+json";
    private static final String HTML = "text/html";

    @Override
    public Body error(Problem problem, RoutingContext context) {
        var wanted = AcceptHeader.of(context).preferred(List.of(PROBLEM_JSON, HTML), RequestBody.JSON);
        return switch (wanted.orElse(RequestBody.JSON)) {
            case PROBLEM_JSON ->
                new Body(PROBLEM_JSON, asProblem(context, problem).toBuffer());
            case HTML -> asPage(context, problem);
            default -> Body.json(asEnvelope(context, problem));
        };
    }

    /** For who comes here by a link, and reads no JSON. */
    private static Body asPage(RoutingContext context, Problem problem) {
        var details = problem.details().stream()
                .map(Problem.Detail::message)
                .filter(message -> !problem.getMessage().contains(message));
        var page = HtmlPage.filled("docs/error.html")
                .with("title", title(problem.code().kind()))
                .with(
                        "message",
                        Stream.concat(Stream.of(problem.getMessage()), details).collect(Collectors.joining(" ")))
                .with("code", problem.code().code())
                .with("requestId", RequestId.of(context));
        context.response().putHeader("Content-Security-Policy", HtmlPage.POLICY);
        return new Body(HtmlPage.TYPE, Buffer.buffer(page.html()));
    }

    private static String title(ErrorKind kind) {
        return switch (kind.status()) {
            case 401 -> "Please sign in";
            case 403 -> "This is not allowed";
            case 404, 410 -> "There is nothing here";
            case 429 -> "Too much at once";
            default -> kind.status() >= 500 ? "Something does not work" : "This did not work";
        };
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
