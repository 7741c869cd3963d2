package dev.guildhall.surfaces.internal.teams;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.error.Problem.Detail;
import dev.guildhall.core.http.SurfaceAdapter;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.Collectors;

/** Plain JSON; an error is its message, or those of all fields at fault. */
final class TeamsAdapter implements SurfaceAdapter {

    @Override
    public Body error(Problem problem, RoutingContext context) {
        return Body.json(new JsonObject().put("error", message(problem)));
    }

    private static String message(Problem problem) {
        return problem.details().size() < 2
                ? problem.getMessage()
                : problem.details().stream().map(Detail::message).collect(Collectors.joining("; "));
    }
}
