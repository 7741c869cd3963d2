package dev.guildhall.core.http;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.usage.UsageCounter;
import dev.guildhall.core.usage.UsageMetric;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Counts what is asked of each workspace by those who have access to it, whatever they are answered. Nobody else can make a
 * workspace use more.
 */
final class RequestCount implements Handler<RoutingContext> {

    private final UsageCounter usage;

    RequestCount(UsageCounter usage) {
        this.usage = usage;
    }

    @Override
    public void handle(RoutingContext context) {
        context.addHeadersEndHandler(answered -> ApiRequest.accessOf(context).ifPresent(access -> {
            if (access.tenant() instanceof WorkspaceId workspace) {
                usage.add(workspace, UsageMetric.API_REQUESTS, 1);
            }
        }));
        context.next();
    }
}
