package dev.guildhall.capabilities;

import dev.guildhall.capabilities.internal.CapabilityTable;
import dev.guildhall.capabilities.internal.EndpointCalls;
import dev.guildhall.capabilities.internal.Invoker;
import dev.guildhall.capabilities.internal.WorkspaceCapabilities;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationLifecycle;
import dev.guildhall.extensions.Installations;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.Callers;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.CapabilityCall;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.semver4j.Semver;

/** What can be called in each workspace, and the calls. Answers from memory, which follows the capabilities' events. */
public final class Capabilities implements CapabilityCatalogue, CapabilityInvoker, InstallationLifecycle {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Database database;
    private final Journal journal;
    private final Clock clock;
    private final CapabilityTable table = new CapabilityTable();
    private final CoherentCache<WorkspaceId, WorkspaceCapabilities> registries;
    private final Invoker invoker;

    Capabilities(
            Database database,
            CacheBudget caches,
            Journal journal,
            Installations installations,
            EndpointCalls endpoints,
            WorkerExecutor schemas,
            Clock clock) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
        this.registries = CoherentCache.of(
                caches, workspace -> table.all(database, workspace).map(WorkspaceCapabilities::new));
        this.invoker = new Invoker(registries::get, installations, endpoints, caches, schemas);
    }

    /** The newest version of each capability of a workspace, in no particular order. */
    public Future<List<Capability>> list(WorkspaceId workspace) {
        return registries.get(workspace).map(WorkspaceCapabilities::newest);
    }

    /** The versions of a capability, the newest first; fails with {@code CAPABILITY.NOT_FOUND} when there is none. */
    public Future<List<Capability>> versions(WorkspaceId workspace, String key) {
        return registries.get(workspace).map(all -> all.required(key));
    }

    /**
     * Calls a capability for somebody who has access to the workspace.
     *
     * @param make what is made of the result, on the provider's thread: encoding a large one, for instance, which would
     *     keep an event loop busy
     */
    public <T> Future<T> invoke(
            Authentication by,
            Access access,
            String key,
            VersionRange versions,
            JsonObject input,
            String requestId,
            Function<JsonObject, T> make) {
        var caller = Callers.of(by, access);
        return invoker.invoke(
                access.workspace(),
                key,
                versions,
                input,
                caller,
                Optional.empty(),
                capability -> CallChain.from(requestId, Instant.now().plus(timeout(capability)))
                        .onBehalfOf(caller, access),
                make);
    }

    private static Duration timeout(Capability capability) {
        return capability
                .endpoint()
                .map(endpoint -> Duration.ofSeconds(endpoint.timeoutSeconds()))
                .orElse(TIMEOUT);
    }

    @Override
    public Future<JsonObject> invoke(
            WorkspaceId workspace, String extension, CapabilityCall call, VersionRange versions, CallChain chain) {
        return invoker.invoke(
                workspace,
                call.key(),
                versions,
                call.input(),
                Callers.of(new Principal.Extension(extension), chain),
                call.idempotencyKey(),
                capability -> chain,
                Function.identity());
    }

    @Override
    public Future<Void> installed(Tx tx, Installation installation, ExtensionManifest manifest) {
        tx.afterCommit(() -> registries.invalidate(installation.workspace()));
        var now = clock.instant();
        var written = provided(manifest, now)
                .map(capability -> register(tx, installation, capability))
                .toList();
        return Future.all(written).mapEmpty();
    }

    private static Stream<Capability> provided(ExtensionManifest manifest, Instant now) {
        return manifest.provides().stream()
                .map(offer -> new Capability(
                        offer.key(),
                        offer.version(),
                        manifest.id(),
                        offer.input(),
                        offer.output(),
                        now,
                        Optional.empty()));
    }

    private Future<Void> register(Tx tx, Installation installation, Capability capability) {
        var kept = new JsonObject().put("version", capability.version().getVersion());
        journal.record(
                tx,
                installation.workspace(),
                change("capability.registered", capability.key(), installation).to(kept));
        return insert(tx, installation.workspace(), capability);
    }

    private Future<Void> insert(Tx tx, WorkspaceId workspace, Capability capability) {
        return table.insert(tx, workspace, capability)
                .<Void>mapEmpty()
                .recover(ConstraintViolation.means(
                        "capability_pk",
                        () -> CapabilityError.EXISTS.because("The workspace has the capability " + capability.key()
                                + " " + capability.version() + " already, from somebody else.")));
    }

    @Override
    public Future<Void> upgraded(
            Tx tx, Installation installation, ExtensionManifest former, ExtensionManifest manifest) {
        tx.afterCommit(() -> registries.invalidate(installation.workspace()));
        var workspace = installation.workspace();
        var before = versions(former);
        var after = versions(manifest);
        return table.deleteOf(tx, workspace, installation.extensionKey()).compose(deleted -> {
            before.stream()
                    .filter(one -> !after.contains(one))
                    .forEach(gone ->
                            journal.record(tx, workspace, change("capability.removed", gone.key(), installation)));
            var now = clock.instant();
            var written = provided(manifest, now)
                    .map(capability -> before.contains(new Version(capability.key(), capability.version()))
                            ? insert(tx, workspace, capability)
                            : register(tx, installation, capability))
                    .toList();
            return Future.all(written).mapEmpty();
        });
    }

    private record Version(String key, Semver number) {}

    private static Set<Version> versions(ExtensionManifest manifest) {
        return manifest.provides().stream()
                .map(offer -> new Version(offer.key(), offer.version()))
                .collect(Collectors.toSet());
    }

    @Override
    public Future<Void> uninstalling(Tx tx, Installation installation, ExtensionManifest manifest) {
        tx.afterCommit(() -> registries.invalidate(installation.workspace()));
        return table.deleteOf(tx, installation.workspace(), installation.extensionKey())
                .map(keys -> {
                    keys.forEach(key -> journal.record(
                            tx, installation.workspace(), change("capability.removed", key, installation)));
                    return null;
                });
    }

    @Override
    public Future<List<Offer>> offers(Tx tx, WorkspaceId workspace) {
        return table.all(tx, workspace)
                .map(all -> all.stream()
                        .map(capability -> new Offer(
                                capability.key(),
                                capability.version(),
                                capability.isExternal() ? null : capability.provider()))
                        .toList());
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

    private static Change change(String type, String key, Installation installation) {
        var data = new JsonObject().put("key", key).put("provider", installation.extensionKey());
        return Change.of(Authentication.extension(installation.extensionKey()), type)
                .on(key)
                .telling(data);
    }
}
