package dev.guildhall.capabilities;

import dev.guildhall.capabilities.internal.CapabilityApi;
import dev.guildhall.capabilities.internal.CapabilityArchive;
import dev.guildhall.capabilities.internal.Choices;
import dev.guildhall.capabilities.internal.Dependents;
import dev.guildhall.capabilities.internal.EndpointCalls;
import dev.guildhall.capabilities.internal.EndpointReader;
import dev.guildhall.capabilities.internal.EndpointSecrets;
import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.usage.UsageCounter;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.extensions.InstallationLifecycle;
import dev.guildhall.extensions.Installations;
import dev.guildhall.extensions.ServiceClient;
import dev.guildhall.tenancy.Workspaces;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What can be called in the workspaces, and the calls. */
public final class CapabilitiesModule extends KernelModule {

    /** Few, so that those who send much wait for each other and not everybody for them. */
    private static final int VALIDATING_THREADS = 2;

    private Capabilities capabilities;
    private CapabilityApi api;

    @Override
    public String name() {
        return "capabilities";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "extensions", "tenancy");
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var schemas = environment.vertx().createSharedWorkerExecutor("schemas", VALIDATING_THREADS);
        var secrets = new EndpointSecrets(environment.secrets(), environment.clock());
        var choices = new Choices(assembly.get(Journal.class), environment.clock());
        var dependents = new Dependents(assembly.get(Installations.class));
        capabilities = new Capabilities(
                environment.database(),
                environment.caches(),
                assembly.get(Journal.class),
                assembly.get(Installations.class),
                new EndpointCalls(assembly.get(ServiceClient.class), secrets),
                choices,
                environment.meters(),
                environment.tracing(),
                schemas,
                assembly.get(UsageCounter.class),
                environment.clock());
        var endpoints = new Endpoints(
                environment.database(),
                assembly.get(Workspaces.class),
                assembly.get(Journal.class),
                secrets,
                choices,
                dependents,
                environment.clock(),
                capabilities::forget);
        var bindings = new Bindings(
                environment.database(), assembly.get(Workspaces.class), choices, dependents, capabilities::forget);
        api = new CapabilityApi(capabilities, endpoints, bindings, new EndpointReader(environment.outbound(), schemas));
        var archive = new CapabilityArchive(environment.secrets(), secrets);
        assembly.contribute(ArchivedTables.class, archive.tables());
        assembly.contribute(ArchiveLifecycle.class, archive);
        assembly.offer(Capabilities.class, capabilities);
        assembly.offer(CapabilityCatalogue.class, capabilities);
        assembly.offer(CapabilityInvoker.class, capabilities);
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
        return List.of(api);
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(capabilities::follow);
    }
}
