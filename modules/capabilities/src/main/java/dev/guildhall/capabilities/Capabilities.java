package dev.guildhall.capabilities;

import dev.guildhall.audit.AuditActor;
import dev.guildhall.capabilities.internal.CapabilityTable;
import dev.guildhall.capabilities.internal.WorkspaceCapabilities;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationLifecycle;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;

/** What can be called in each workspace. Answers from memory, which follows the capabilities' events. */
public final class Capabilities implements CapabilityCatalogue, InstallationLifecycle {

    private final Database database;
    private final Journal journal;
    private final Clock clock;
    private final CapabilityTable table = new CapabilityTable();
    private final CoherentCache<WorkspaceId, WorkspaceCapabilities> registries;

    Capabilities(Database database, CacheBudget caches, Journal journal, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
        this.registries = CoherentCache.of(
                caches, workspace -> table.all(database, workspace).map(WorkspaceCapabilities::new));
    }

    @Override
    public Future<Void> installed(Tx tx, Installation installation, ExtensionManifest manifest) {
        tx.afterCommit(() -> registries.invalidate(installation.workspace()));
        var now = clock.instant();
        var written = manifest.provides().stream()
                .map(offer ->
                        new Capability(offer.key(), offer.version(), manifest.id(), offer.input(), offer.output(), now))
                .map(capability -> register(tx, installation, capability))
                .toList();
        return Future.all(written).mapEmpty();
    }

    private Future<Void> register(Tx tx, Installation installation, Capability capability) {
        var kept = new JsonObject().put("version", capability.version().getVersion());
        journal.record(
                tx,
                installation.workspace(),
                change("capability.registered", capability.key(), installation).to(kept));
        return table.insert(tx, installation.workspace(), capability)
                .<Void>mapEmpty()
                .recover(ConstraintViolation.means(
                        "capability_pk",
                        () -> CapabilityError.EXISTS.because("The workspace has the capability " + capability.key()
                                + " " + capability.version() + " already, from another extension.")));
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
                        .map(capability -> new Offer(capability.key(), capability.version(), capability.provider()))
                        .toList());
    }

    public Future<WorkspaceCapabilities> of(WorkspaceId workspace) {
        return registries.get(workspace);
    }

    /** Drops what other nodes changed from memory. */
    void follow(Event event) {
        if (event.type().startsWith("capability.") || event.type().equals("workspace.deleted")) {
            event.workspace().ifPresent(registries::invalidate);
        }
    }

    private static Change change(String type, String key, Installation installation) {
        var data = new JsonObject().put("key", key).put("provider", installation.extensionKey());
        return Change.of(AuditActor.extension(installation.extensionKey()), type)
                .on(key)
                .telling(data);
    }
}
