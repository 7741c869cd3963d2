package dev.guildhall.oauth.internal;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.error.Problem.Detail;
import dev.guildhall.core.http.SurfaceAdapter;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.stream.Collectors;

/** Speaks OAuth: an error is {@code error} and {@code error_description}, by the words and letters of RFC 6749. */
public final class OauthAdapter implements SurfaceAdapter {

    private static final String OWN = "OAUTH.";

    @Override
    public Body error(Problem problem, RoutingContext context) {
        return Body.json(json(problem));
    }

    public static JsonObject json(Problem problem) {
        return new JsonObject()
                .put("error", word(problem.code()))
                .put("error_description", description(message(problem)));
    }

    /** What is wrong, with all the fields at fault. */
    public static String message(Problem problem) {
        return problem.details().size() < 2
                ? problem.getMessage()
                : problem.details().stream().map(Detail::message).collect(Collectors.joining("; "));
    }

    /** The error's name in the protocol. */
    public static String word(ErrorCode code) {
        if (code.code().startsWith(OWN)) {
            return code.code().substring(OWN.length()).toLowerCase(Locale.ROOT);
        }
        var status = code.kind().status();
        if (status == 401) {
            return "invalid_client";
        }
        if (status == 403) {
            return "access_denied";
        }
        if (status == 429 || status == 503) {
            return "temporarily_unavailable";
        }
        return status < 500 ? "invalid_request" : "server_error";
    }

    /** Section 5.2 has neither quotation marks nor backslashes in it, and nothing but ASCII. */
    public static String description(String message) {
        return message.replace('"', '\'').replaceAll("[^\\x20-\\x7E]|\\\\", "?");
    }
}
