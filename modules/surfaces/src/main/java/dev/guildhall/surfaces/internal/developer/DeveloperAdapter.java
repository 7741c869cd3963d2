package dev.guildhall.surfaces.internal.developer;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.SurfaceAdapter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** Plain JSON; an error is an object of its own, with every field at fault. */
final class DeveloperAdapter implements SurfaceAdapter {

    @Override
    public Body error(Problem problem, RoutingContext context) {
        var error = new JsonObject().put("code", problem.code().code()).put("message", problem.getMessage());
        if (!problem.details().isEmpty()) {
            var details = new JsonArray();
            problem.details()
                    .forEach(detail -> details.add(new JsonObject()
                            .put("field", inSnakeCase(detail.field()))
                            .put("message", detail.message())));
            error.put("details", details);
        }
        return Body.json(new JsonObject().put("error", error));
    }

    @Override
    public boolean knowsItsQuery() {
        return true;
    }

    // The modules behind call fields as the canonical API does.
    private static String inSnakeCase(String field) {
        return field.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
