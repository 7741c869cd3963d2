package dev.guildhall.surfaces.internal.developer;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.SurfaceAdapter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Plain JSON; an error is an object of its own, with every field at fault. */
final class DeveloperAdapter implements SurfaceAdapter {

    @Override
    public Body error(Problem problem, RoutingContext context) {
        var error = new JsonObject().put("code", problem.code().code()).put("message", problem.getMessage());
        if (!problem.details().isEmpty()) {
            var details = new JsonArray();
            // The modules behind call fields as the canonical API does.
            problem.details()
                    .forEach(detail -> details.add(new JsonObject()
                            .put("field", SnakeCase.of(detail.field()))
                            .put("message", detail.message())));
            error.put("details", details);
        }
        return Body.json(new JsonObject().put("error", error));
    }

    @Override
    public boolean knowsItsQuery() {
        return true;
    }
}
