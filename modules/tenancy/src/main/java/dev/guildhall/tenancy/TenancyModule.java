package dev.guildhall.tenancy;

import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Authorizer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Wires the module: what it serves and what it listens to. */
public final class TenancyModule {

    private final Workspaces workspaces;
    private final Authorizer authorizer;
    private final EventFeed feed;

    public TenancyModule(Workspaces workspaces, Authorizer authorizer, EventFeed feed) {
        this.workspaces = workspaces;
        this.authorizer = authorizer;
        this.feed = feed;
    }

    public KernelModule kernelModule() {
        return new KernelModule("tenancy", new Following(), List.of(new WorkspaceApi(workspaces, authorizer)));
    }

    private final class Following extends VerticleBase {

        @Override
        public Future<?> start() {
            workspaces.follow(feed);
            return Future.succeededFuture();
        }
    }
}
