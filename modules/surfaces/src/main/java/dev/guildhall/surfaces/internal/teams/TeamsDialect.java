package dev.guildhall.surfaces.internal.teams;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Dialect;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Plain JSON; an error is its message. */
final class TeamsDialect implements Dialect {

    @Override
    public Body error(Problem problem, RoutingContext context) {
        return Body.json(new JsonObject().put("error", problem.getMessage()));
    }
}
