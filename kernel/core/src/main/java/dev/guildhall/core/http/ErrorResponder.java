package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.Problem;
import io.vertx.core.Handler;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every failure into its answer; the one place where an error becomes a status and a bug is logged. */
final class ErrorResponder implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponder.class);

    private static final Map<Integer, ErrorCode> BY_STATUS = Map.of(
            400, CommonError.REQUEST_INVALID,
            401, CommonError.AUTH_REQUIRED,
            403, CommonError.ACCESS_DENIED,
            404, CommonError.NOT_FOUND,
            405, CommonError.METHOD_NOT_ALLOWED,
            413, CommonError.REQUEST_TOO_LARGE,
            415, CommonError.UNSUPPORTED_MEDIA_TYPE);

    private static final Problem CLIENT_GONE =
            CommonError.REQUEST_INVALID.because("The client went away before it had sent all.");

    /** Digits of the length of a body that is soon there. */
    private static final int LITTLE = 4;

    private final List<Surface> surfaces;
    private static final String CHALLENGE = "guildhall.challenge";

    private final Refusals refusals;

    ErrorResponder(List<Surface> surfaces, Refusals refusals) {
        this.surfaces = surfaces;
        this.refusals = refusals;
    }

    /** Has whoever is not known told more than that it takes a bearer. */
    static void challenge(RoutingContext context, String challenge) {
        context.put(CHALLENGE, challenge);
    }

    @Override
    public void handle(RoutingContext context) {
        var problem = problem(context);
        if (isNoFaultOfTheirs(context, problem)) {
            tell(context, problem);
        } else {
            refusals.inTurn(context, () -> tell(context, problem));
        }
    }

    // Whoever is known is told at once that there is too much to do, so that they can go elsewhere.
    private static boolean isNoFaultOfTheirs(RoutingContext context, Problem problem) {
        return problem.code().kind().status() >= 500
                && ApiRequest.authenticationOf(context).isPresent();
    }

    private void tell(RoutingContext context, Problem problem) {
        if (context.response().ended()) {
            return;
        }
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        write(context, problem);
    }

    private static Problem problem(RoutingContext context) {
        var failure = context.failure();
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof DecodeException malformed) {
            return RequestValidation.malformed(malformed);
        }
        var status = failure instanceof HttpException refused ? refused.getStatusCode() : context.statusCode();
        var known = BY_STATUS.get(status);
        if (known != null && isRefusal(failure)) {
            return known.because(explain(status, context));
        }
        return isClientGone(failure) ? CLIENT_GONE : bug(context, failure);
    }

    // Nobody is there to be told, and it is nobody's fault here.
    private static boolean isClientGone(Throwable failure) {
        return failure instanceof HttpClosedException || failure instanceof ClosedChannelException;
    }

    // The router itself refuses with a status, at times with a reason; everything else that fails is a bug.
    private static boolean isRefusal(Throwable failure) {
        return failure == null || failure instanceof HttpException || failure instanceof VertxException;
    }

    private static String explain(int status, RoutingContext context) {
        return switch (status) {
            case 404 -> "There is nothing at " + context.request().method() + " " + context.normalizedPath() + ".";
            case 405 -> "The path does not take " + context.request().method() + ".";
            case 413 -> "The body is larger than allowed.";
            case 415 -> "The content type is not supported.";
            default ->
                context.failure() instanceof VertxException refused
                        ? "The request is malformed: " + refused.getMessage()
                        : "The request is malformed.";
        };
    }

    private static Problem bug(RoutingContext context, Throwable failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("requestId", RequestId.of(context))
                .addKeyValue("method", context.request().method())
                .addKeyValue("path", context.normalizedPath())
                .log("A request failed unexpectedly");
        return CommonError.INTERNAL.because(
                "Something went wrong on our side. Report the request id to whoever runs this installation.");
    }

    // Of a body that is not wanted, little is let in so that the connection can be used again.
    private static boolean isMuchToCome(HttpServerRequest request) {
        if (request.isEnded()) {
            return false;
        }
        var length = request.getHeader("Content-Length");
        return length == null ? request.headers().contains("Transfer-Encoding") : length.length() > LITTLE;
    }

    private void write(RoutingContext context, Problem problem) {
        var status = problem.code().kind().status();
        var response = context.response().setStatusCode(status);
        if (status == 408 || isMuchToCome(context.request())) {
            response.putHeader("Connection", "close");
        }
        if (status == 401) {
            response.putHeader("WWW-Authenticate", challengeOf(context));
        }
        if (!problem.allowed().isEmpty()) {
            response.putHeader("Allow", String.join(", ", problem.allowed()));
        }
        if (problem.retryAfter() != null) {
            response.putHeader(
                    "Retry-After",
                    Long.toString(Math.max(1, problem.retryAfter().toSeconds())));
        }
        var body = Surface.of(surfaces, context).adapter().error(problem.inBrief(), context);
        response.putHeader("Content-Type", body.contentType());
        response.end(body.content());
    }

    private static String challengeOf(RoutingContext context) {
        String challenge = context.get(CHALLENGE);
        return challenge == null ? "Bearer" : challenge;
    }
}
