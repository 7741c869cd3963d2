package dev.guildhall.capabilities;

import dev.guildhall.capabilities.Capability.Traits;
import dev.guildhall.capabilities.internal.BindingTable;
import dev.guildhall.capabilities.internal.CallAudit;
import dev.guildhall.capabilities.internal.CapabilityInvocation;
import dev.guildhall.capabilities.internal.CapabilityTable;
import dev.guildhall.capabilities.internal.Choices;
import dev.guildhall.capabilities.internal.EndpointCalls;
import dev.guildhall.capabilities.internal.Invoker;
import dev.guildhall.capabilities.internal.KeyedCapability;
import dev.guildhall.capabilities.internal.WorkspaceCapabilities;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.core.usage.UsageCounter;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationLifecycle;
import dev.guildhall.extensions.Installations;
import dev.guildhall.extensions.Offer;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Provider;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.Callers;
import dev.guildhall.host.Cancellation;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.ProvidedCapability;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.CapabilityCall;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.semver4j.Semver;

/** What can be called in each workspace, and the calls. Answers from memory, which follows the capabilities' events. */
public final class Capabilities implements CapabilityCatalogue, CapabilityInvoker, InstallationLifecycle {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STREAM_TIMEOUT = Duration.ofSeconds(60);

    private final Database database;
    private final Journal journal;
    private final Clock clock;
    private final Choices choices;
    private final CapabilityTable table = new CapabilityTable();
    private final BindingTable bindings = new BindingTable();
    private final CoherentCache<WorkspaceId, WorkspaceCapabilities> registries;
    private final Invoker invoker;

    Capabilities(
            Database database,
            CacheBudget caches,
            Journal journal,
            Installations installations,
            EndpointCalls endpoints,
            Choices choices,
            MeterRegistry meters,
            Tracing tracing,
            WorkerExecutor schemas,
            UsageCounter usage,
            Clock clock) {
        this.database = database;
        this.journal = journal;
        this.choices = choices;
        this.clock = clock;
        this.registries = CoherentCache.of(caches, this::load);
        this.invoker = new Invoker(
                registries::get,
                installations,
                endpoints,
                caches,
                meters,
                tracing,
                new CallAudit(database),
                usage,
                schemas);
    }

    private Future<WorkspaceCapabilities> load(WorkspaceId workspace) {
        return database.inTransaction(
                workspace,
                tx -> table.all(tx, workspace)
                        .compose(all ->
                                bindings.all(tx, workspace).map(chosen -> new WorkspaceCapabilities(all, chosen))));
    }

    /** All that is provided in a workspace, in no particular order. */
    public Future<List<KeyedCapability>> list(WorkspaceId workspace) {
        return registries.get(workspace).map(WorkspaceCapabilities::all);
    }

    /** What can be called in a workspace, each in its newest version; in no particular order. */
    public Future<List<Capability>> callable(WorkspaceId workspace) {
        return list(workspace)
                .map(all -> all.stream()
                        .filter(KeyedCapability::isBound)
                        .map(KeyedCapability::newest)
                        .toList());
    }

    /** All that is provided under a key; fails with {@code CAPABILITY.NOT_FOUND} when there is nothing. */
    public Future<KeyedCapability> find(WorkspaceId workspace, String key) {
        return registries.get(workspace).map(all -> all.required(key));
    }

    /**
     * Calls a capability for somebody who has access to the workspace.
     *
     * @param cancellation tells when they have gone
     * @param make what is made of the result, on the provider's thread: encoding a large one, for instance, which would
     *     keep an event loop busy
     */
    public <T> Future<T> invoke(
            Authentication by,
            Access access,
            CapabilityCall call,
            VersionRange versions,
            String requestId,
            Cancellation cancellation,
            BiFunction<Capability, JsonObject, T> make) {
        return invoker.invoke(invocation(by, access, call, versions, requestId, cancellation), make);
    }

    /**
     * The same for a result that comes in a stream; one that is single is its only item. Completes after the last.
     *
     * @param items takes one after the other, on the event loop
     */
    public Future<Void> stream(
            Authentication by,
            Access access,
            CapabilityCall call,
            VersionRange versions,
            String requestId,
            Cancellation cancellation,
            BiFunction<Capability, JsonObject, Future<Void>> items) {
        return invoker.stream(invocation(by, access, call, versions, requestId, cancellation), items);
    }

    private static CapabilityInvocation invocation(
            Authentication by,
            Access access,
            CapabilityCall call,
            VersionRange versions,
            String requestId,
            Cancellation cancellation) {
        var caller = Callers.of(by, access);
        return new CapabilityInvocation(
                access.workspace(),
                call.key(),
                versions,
                call.input(),
                by,
                caller,
                call.idempotencyKey(),
                capability -> CallChain.from(
                                requestId, by.origin().cause(), Instant.now().plus(timeout(capability)), cancellation)
                        .onBehalfOf(caller, access));
    }

    private static Duration timeout(Capability capability) {
        return capability
                .endpoint()
                .map(endpoint -> Duration.ofSeconds(endpoint.timeoutSeconds()))
                .orElse(capability.traits().streams() ? STREAM_TIMEOUT : TIMEOUT);
    }

    @Override
    public Future<JsonObject> invoke(
            WorkspaceId workspace, String extension, CapabilityCall call, VersionRange versions, CallChain chain) {
        return invoker.invoke(invocation(workspace, extension, call, versions, chain), (capability, output) -> output);
    }

    @Override
    public Future<Void> stream(
            WorkspaceId workspace,
            String extension,
            CapabilityCall call,
            VersionRange versions,
            CallChain chain,
            Function<JsonObject, Future<Void>> items) {
        return invoker.stream(
                invocation(workspace, extension, call, versions, chain), (capability, item) -> items.apply(item));
    }

    private static CapabilityInvocation invocation(
            WorkspaceId workspace, String extension, CapabilityCall call, VersionRange versions, CallChain chain) {
        var by = new Principal.Extension(extension);
        return new CapabilityInvocation(
                workspace,
                call.key(),
                versions,
                call.input(),
                Authentication.of(by).at(new Origin(null, chain.requestId(), chain.cause())),
                Callers.of(by, chain),
                call.idempotencyKey(),
                capability -> chain);
    }

    @Override
    public Future<Void> installed(Tx tx, Installation installation, ExtensionManifest manifest) {
        return provide(tx, installation, List.of(), manifest.provides());
    }

    @Override
    public Future<Void> upgraded(
            Tx tx, Installation installation, ExtensionManifest former, ExtensionManifest manifest) {
        return provide(tx, installation, former.provides(), manifest.provides());
    }

    @Override
    public Future<Void> uninstalling(Tx tx, Installation installation, ExtensionManifest manifest) {
        return provide(tx, installation, manifest.provides(), List.of());
    }

    /** Writes what an extension provides in the place of what it did, and who answers then. */
    private Future<Void> provide(
            Tx tx, Installation installation, List<ProvidedCapability> former, List<ProvidedCapability> provided) {
        var workspace = installation.workspace();
        var extension = installation.extensionKey();
        tx.afterCommit(() -> registries.invalidate(workspace));
        var by = Authentication.extension(extension);
        return offers(tx, workspace).compose(before -> {
            var old = versions(former);
            var young = versions(provided);
            former.stream()
                    .filter(one -> !young.contains(Version.of(one)))
                    .forEach(
                            gone -> journal.record(tx, workspace, change("capability.removed", gone.key(), extension)));
            provided.stream()
                    .filter(one -> !old.contains(Version.of(one)))
                    .forEach(come -> journal.record(
                            tx,
                            workspace,
                            change("capability.registered", come.key(), extension)
                                    .to(new JsonObject()
                                            .put("version", come.version().getVersion()))));
            var now = clock.instant();
            return table.deleteOf(tx, workspace, extension)
                    .compose(deleted -> Future.all(provided.stream()
                            .map(one -> table.insert(tx, workspace, capability(extension, one, now)))
                            .toList()))
                    .compose(written -> choices.write(
                            tx,
                            workspace,
                            by,
                            before,
                            before.with(new Provider(extension), Offer.of(extension, provided))));
        });
    }

    private static Capability capability(String extension, ProvidedCapability provided, Instant now) {
        return new Capability(
                provided.key(),
                provided.version(),
                extension,
                provided.input(),
                provided.output(),
                new Traits(provided.deprecated(), provided.changes(), provided.streams()),
                now,
                Optional.empty());
    }

    private record Version(String key, Semver number) {

        static Version of(ProvidedCapability provided) {
            return new Version(provided.key(), provided.version());
        }
    }

    private static Set<Version> versions(List<ProvidedCapability> provided) {
        return provided.stream().map(Version::of).collect(Collectors.toSet());
    }

    @Override
    public Future<Offers> offers(Tx tx, WorkspaceId workspace) {
        return choices.offers(tx, workspace);
    }

    /** Drops what is remembered of a workspace. */
    void forget(WorkspaceId workspace) {
        registries.invalidate(workspace);
    }

    /** Drops what other nodes changed from memory. */
    void follow(Event event) {
        if (event.type().startsWith("capability.") || event.type().equals("workspace.deleted")) {
            event.workspace().ifPresent(registries::invalidate);
        }
    }

    private static Change change(String type, String key, String extension) {
        var data = new JsonObject().put("key", key).put("provider", extension);
        return Change.of(Authentication.extension(extension), type).on(key).telling(data);
    }
}
