package dev.guildhall.scim.internal;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.SurfaceAdapter;
import io.vertx.ext.web.RoutingContext;

/** Speaks SCIM: an error is an object of its own, and directories add parameters of theirs to the query. */
public final class ScimAdapter implements SurfaceAdapter {

    @Override
    public Body error(Problem problem, RoutingContext context) {
        return new Body(Scim.MEDIA_TYPE, ScimErrors.json(problem).toBuffer());
    }
}
