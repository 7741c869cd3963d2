package dev.guildhall.core.http;

import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * A published API: where it lives, its contract, the operations the contract declares, and how it speaks.
 *
 * @param prefix what all its paths begin with, such as {@code /web/v1}; empty for the canonical API, which has the rest
 */
public record Surface(String prefix, Contract contract, List<Api> apis, SurfaceAdapter adapter) {

    public Surface {
        apis = List.copyOf(apis);
    }

    /** The API everything is offered in. */
    public static Surface canonical(Contract contract, List<Api> apis) {
        return new Surface("", contract, apis, new CanonicalAdapter());
    }

    boolean isCanonical() {
        return prefix.isEmpty();
    }

    /** The one of these, the canonical API being the last, that has the path of the request. */
    static Surface of(List<Surface> surfaces, RoutingContext context) {
        // Not normalized, which fails for what is hardly a path: each surface finds its own paths only, in any case.
        var path = context.request().path();
        for (var surface : surfaces) {
            if (path != null && surface.serves(path)) {
                return surface;
            }
        }
        return surfaces.get(surfaces.size() - 1);
    }

    private boolean serves(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
