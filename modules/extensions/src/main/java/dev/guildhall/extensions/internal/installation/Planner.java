package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.ExtensionVersion;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.MigrationScript;
import dev.guildhall.extensions.Offers;
import dev.guildhall.extensions.Plan;
import dev.guildhall.extensions.Plan.Action;
import dev.guildhall.extensions.Plan.Arrival;
import dev.guildhall.extensions.Plan.Binding;
import dev.guildhall.extensions.Plan.Rebinding;
import dev.guildhall.extensions.Plan.RoleChanges;
import dev.guildhall.extensions.Plan.Takeover;
import dev.guildhall.extensions.Provider;
import dev.guildhall.extensions.internal.installation.MigrationTable.AppliedStep;
import dev.guildhall.extensions.internal.installation.VersionChoice.Chosen;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.resolution.Resolver;
import dev.guildhall.extensions.internal.resolution.Situations;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.RequiredExtension;
import dev.guildhall.membership.DeclaredPermissions;
import dev.guildhall.membership.RoleShare;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.semver4j.Semver;

/** Finds out what a change would do, inside the transaction that is to do it or only to tell. */
public final class Planner {

    private final Catalogue catalogue;
    private final CapabilityCatalogue capabilities;
    private final VersionChoice versions;
    private final Consequences consequences;
    private final DeclaredPermissions permissions;
    private final Situations situations;
    private final InstallationTable installations = new InstallationTable();
    private final MigrationTable migrations = new MigrationTable();

    public Planner(
            Catalogue catalogue,
            CapabilityCatalogue capabilities,
            InstallationRules rules,
            Consequences consequences,
            DeclaredPermissions permissions) {
        this.catalogue = catalogue;
        this.capabilities = capabilities;
        this.versions = new VersionChoice(catalogue, rules.platform());
        this.situations = new Situations(catalogue, rules.platform());
        this.consequences = consequences;
        this.permissions = permissions;
    }

    /** What the version says that would be planned for. */
    Future<ExtensionManifest> manifest(Tx tx, String extensionKey, Optional<String> number) {
        return versions.choose(tx, extensionKey, number).map(Chosen::manifest);
    }

    /** The plan for installing a version, or the one to take when none is named. */
    Future<Plan> install(Tx tx, WorkspaceId workspace, String extensionKey, Optional<String> number) {
        return versions.choose(tx, extensionKey, number)
                .compose(chosen -> present(tx, workspace)
                        .compose(present -> resolve(tx, present, chosen)
                                .compose(order -> arrivals(tx, workspace, present, order))
                                .map(arrivals -> new Plan(
                                        Action.INSTALL,
                                        extensionKey,
                                        Optional.empty(),
                                        arrivals,
                                        List.of(),
                                        rebindings(present, arrivals),
                                        RoleChanges.NONE))));
    }

    private static List<Rebinding> rebindings(Present present, List<Arrival> arrivals) {
        var manifests = arrivals.stream().map(Arrival::manifest).toList();
        return after(present, manifests)
                .rebindings(
                        present, manifests.stream().map(ExtensionManifest::id).toList());
    }

    private static Present after(Present present, List<ExtensionManifest> arrivals) {
        var then = present;
        for (var manifest : arrivals) {
            then = then.with(manifest);
        }
        return then;
    }

    private Future<Present> present(Tx tx, WorkspaceId workspace) {
        var offers = capabilities.offers(tx, workspace);
        var all = installations.all(tx, workspace);
        return Future.all(offers, all).map(found -> {
            var versions = new HashMap<String, Semver>();
            var active = new HashSet<String>();
            all.result().stream().map(StoredInstallation::installation).forEach(other -> {
                versions.put(other.extensionKey(), new Semver(other.version()));
                if (other.isActive()) {
                    active.add(other.extensionKey());
                }
            });
            return new Present(versions, active, offers.result());
        });
    }

    private Future<List<Chosen>> resolve(Tx tx, Present present, Chosen wanted) {
        if (wanted.manifest().requiredExtensions().isEmpty()) {
            return Future.succeededFuture(List.of(wanted));
        }
        return situations
                .of(tx, wanted.manifest().requiredExtensions(), present.installed(), present.atWork())
                .compose(situation -> {
                    var outcome = Resolver.resolve(situation, Situations.candidate(wanted.manifest()));
                    outcome.obstacle().ifPresent(why -> {
                        throw why.problem();
                    });
                    var order = outcome.chosen().stream()
                            .map(candidate ->
                                    candidate.key().equals(wanted.manifest().id())
                                            ? Future.succeededFuture(wanted)
                                            : versions.of(tx, candidate))
                            .toList();
                    return Future.join(order)
                            .map(found -> order.stream().map(Future::result).toList());
                });
    }

    private Future<List<Arrival>> arrivals(Tx tx, WorkspaceId workspace, Present present, List<Chosen> order) {
        var arrivals = Future.<List<Arrival>>succeededFuture(new ArrayList<>());
        var after = after(present, order.stream().map(Chosen::manifest).toList());
        var before = present;
        for (var chosen : order) {
            var then = before;
            arrivals = arrivals.compose(
                    earlier -> arrival(tx, workspace, chosen, then, after).map(arrival -> {
                        earlier.add(arrival);
                        return earlier;
                    }));
            before = before.with(chosen.manifest());
        }
        return arrivals;
    }

    /** The plan for going on to a version, or to the one to take when none is named. */
    Future<Plan> upgrade(Tx tx, Installation present, Optional<String> number) {
        var key = present.extensionKey();
        return versions.choose(tx, key, number).compose(chosen -> {
            requireNewer(present, chosen.version());
            return present(tx, present.workspace()).compose(now -> {
                var then = now.with(chosen.manifest());
                var arrival = arrival(tx, present.workspace(), chosen, now, then);
                var losses = consequences.of(tx, present, Optional.of(chosen.manifest()), now.offers(), then.offers());
                var withdrawn = permissions.losing(
                        tx, present.workspace(), key, chosen.manifest().declares());
                return Future.all(arrival, losses, withdrawn)
                        .map(found -> new Plan(
                                Action.UPGRADE,
                                key,
                                Optional.of(present.version()),
                                List.of(arrival.result()),
                                losses.result(),
                                then.rebindings(now, List.of(key)),
                                new RoleChanges(withdrawn.result(), List.of())));
            });
        });
    }

    private static void requireNewer(Installation present, ExtensionVersion chosen) {
        if (!chosen.number().isGreaterThan(new Semver(present.version()))) {
            throw ExtensionError.VERSION_NOT_NEWER.onField(
                    "version",
                    "Version " + present.version() + " of " + present.extensionKey() + " is installed, and "
                            + chosen.number() + " is not newer; a rollback goes back to the one before.");
        }
    }

    /** The plan for going back to the version before the last upgrade. */
    Future<Plan> rollback(Tx tx, Installation present, Backup backup) {
        var key = present.extensionKey();
        return versions.again(tx, key, backup.version())
                .compose(former -> present(tx, present.workspace()).compose(now -> {
                    var then = now.with(former.manifest());
                    var losses =
                            consequences.of(tx, present, Optional.of(former.manifest()), now.offers(), then.offers());
                    var roles = rolledBack(tx, present, former.manifest());
                    return Future.all(losses, roles)
                            .map(found -> new Plan(
                                    Action.ROLLBACK,
                                    key,
                                    Optional.of(present.version()),
                                    List.of(new Arrival(
                                            former.version(),
                                            former.manifest(),
                                            bindings(former.manifest(), now, then),
                                            List.of(),
                                            unmet(former.manifest(), now),
                                            List.of())),
                                    losses.result(),
                                    then.rebindings(now, List.of(key)),
                                    roles.result()));
                }));
    }

    private Future<RoleChanges> rolledBack(Tx tx, Installation present, ExtensionManifest former) {
        var workspace = present.workspace();
        var withdrawn = permissions.losing(tx, workspace, former.id(), former.declares());
        var returned = permissions.regaining(tx, workspace, former.id(), former.declares());
        return Future.all(withdrawn, returned).map(found -> new RoleChanges(withdrawn.result(), returned.result()));
    }

    /** The plan for disabling or uninstalling. */
    Future<Plan> departure(Tx tx, Action action, Installation present) {
        var key = present.extensionKey();
        return present(tx, present.workspace()).compose(now -> {
            // Who is chosen and only disabled stays chosen.
            var offers = action == Action.DISABLE ? now.offers() : now.offers().with(new Provider(key), List.of());
            var then = now.without(key).offering(offers);
            var losses = consequences.of(tx, present, Optional.empty(), now.offers(), offers);
            var withdrawn = action == Action.DISABLE
                    ? Future.succeededFuture(List.<RoleShare>of())
                    : permissions.losing(tx, present.workspace(), key, List.of());
            return Future.all(losses, withdrawn)
                    .map(found -> new Plan(
                            action,
                            key,
                            Optional.of(present.version()),
                            List.of(),
                            losses.result(),
                            then.rebindings(now, List.of(key)),
                            new RoleChanges(withdrawn.result(), List.of())));
        });
    }

    /** @param after what there is when all has come */
    private Future<Arrival> arrival(Tx tx, WorkspaceId workspace, Chosen chosen, Present present, Present after) {
        var manifest = chosen.manifest();
        return pending(tx, workspace, chosen)
                .map(pending -> new Arrival(
                        chosen.version(),
                        manifest,
                        bindings(manifest, present, after),
                        takeovers(manifest, present.offers()),
                        unmet(manifest, present),
                        pending));
    }

    private static List<RequiredExtension> unmet(ExtensionManifest manifest, Present present) {
        return manifest.requiredExtensions().stream()
                .filter(required -> !required.optional())
                .filter(required -> !present.installed().containsKey(required.key())
                        || !required.version().includes(present.installed().get(required.key())))
                .toList();
    }

    private Future<List<MigrationScript>> pending(Tx tx, WorkspaceId workspace, Chosen chosen) {
        var scripts = catalogue.scripts(
                tx, chosen.manifest().id(), chosen.version().number().getVersion());
        var applied = migrations.applied(tx, workspace, chosen.manifest().id());
        return Future.all(scripts, applied).map(done -> {
            requireContinuation(chosen.manifest(), scripts.result(), applied.result());
            return scripts.result()
                    .subList(applied.result().size(), scripts.result().size());
        });
    }

    // The steps of a version are numbered from 1 without gaps, and were applied in that order.
    private static void requireContinuation(
            ExtensionManifest manifest, List<MigrationScript> scripts, List<AppliedStep> kept) {
        if (kept.size() > scripts.size()) {
            throw incompatible(
                    manifest,
                    "it was last written by a version with " + kept.size() + " migrations, and this one has "
                            + scripts.size());
        }
        for (var index = 0; index < kept.size(); index++) {
            if (!kept.get(index).checksum().equals(scripts.get(index).checksum())) {
                throw incompatible(manifest, "migration " + (index + 1) + " is another than the one that was run");
            }
        }
    }

    private static Problem incompatible(ExtensionManifest manifest, String why) {
        return ExtensionError.DATA_INCOMPATIBLE.because("The data that " + manifest.id()
                + " left in this workspace does not fit " + manifest.label() + ": " + why
                + ". Install a version that fits, or remove the data with DELETE and data=purge.");
    }

    /** The key of a capability belongs to whom it is named for, and in a workspace to whoever provides it first. */
    static List<Takeover> takeovers(ExtensionManifest manifest, Offers offers) {
        var names = new LinkedHashMap<String, String>();
        manifest.foreignNames().forEach(name -> names.put(name, null));
        manifest.provides().stream()
                .flatMap(provided -> offers.of(provided.key()).stream())
                .filter(offer -> !manifest.id().equals(offer.provider().extensionKey()))
                .forEach(offer -> names.put(offer.key(), offer.provider().extensionKey()));
        return names.entrySet().stream()
                .map(entry -> new Takeover(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Who would answer to what the extension requires once all has come; what it cannot do without must be there before. */
    private static List<Binding> bindings(ExtensionManifest manifest, Present present, Present after) {
        var then = present.with(manifest);
        return manifest.requires().stream()
                .map(required -> {
                    var binding = new Binding(required, then.bind(required));
                    return binding.isMissing() ? binding : new Binding(required, after.bind(required));
                })
                .toList();
    }
}
