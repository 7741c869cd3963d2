package dev.guildhall.capabilities;

import dev.guildhall.capabilities.internal.CapabilityApi;
import dev.guildhall.capabilities.internal.Invoker;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Permission;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.extensions.InstallationLifecycle;
import dev.guildhall.extensions.Installations;
import dev.guildhall.spi.Caller;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** What can be called in the workspaces, and the calls. */
public final class CapabilitiesModule extends KernelModule {

    /** Few, so that those who send much wait for each other and not everybody for them. */
    private static final int VALIDATING_THREADS = 2;

    private Capabilities capabilities;
    private Invoker invoker;

    @Override
    public String name() {
        return "capabilities";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "extensions");
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        capabilities = new Capabilities(
                environment.database(), environment.caches(), assembly.get(Journal.class), environment.clock());
        invoker = new Invoker(
                capabilities,
                assembly.get(Installations.class),
                environment.caches(),
                environment.vertx().createSharedWorkerExecutor("schemas", VALIDATING_THREADS));
        assembly.offer(CapabilityCatalogue.class, capabilities);
        assembly.offer(
                CapabilityInvoker.class,
                (workspace, extension, key, versions, input, chain) -> invoker.invoke(
                        workspace, key, versions, input, Caller.extension(extension), chain, Function.identity()));
        assembly.contribute(InstallationLifecycle.class, capabilities);
    }

    @Override
    public List<Permission> permissions() {
        return CapabilityPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/capabilities.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(new CapabilityApi(capabilities, invoker));
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(capabilities::follow);
    }
}
