package dev.guildhall.host;

import dev.guildhall.spi.RouteHandler;
import java.util.Map;

/** The route of an extension that serves a request, found but not yet called. */
public final class RouteMatch {

    private final String template;
    private final String permission;
    private final Map<String, String> pathParameters;
    private final RouteHandler handler;

    RouteMatch(String template, String permission, Map<String, String> pathParameters, RouteHandler handler) {
        this.template = template;
        this.permission = permission;
        this.pathParameters = Map.copyOf(pathParameters);
        this.handler = handler;
    }

    /** The path as the extension registered it, for logs and metrics. */
    public String template() {
        return template;
    }

    /** The name of what the caller must hold in the workspace before {@link RunningExtension#serve} may be called. */
    String permission() {
        return permission;
    }

    public Map<String, String> pathParameters() {
        return pathParameters;
    }

    RouteHandler handler() {
        return handler;
    }
}
