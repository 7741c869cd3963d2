package dev.guildhall.portal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.portal.internal.PortalApi;
import dev.guildhall.portal.internal.PortalFiles;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The web UI. */
public final class PortalModule extends KernelModule {

    private Future<Optional<PortalFiles>> files;

    @Override
    public String name() {
        return "portal";
    }

    @Override
    public void assemble(Assembly assembly) {
        files = assembly.environment().vertx().executeBlocking(PortalFiles::read, false);
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/portal-pages.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(new PortalApi(files));
    }

    @Override
    public Future<?> start() {
        return files;
    }
}
