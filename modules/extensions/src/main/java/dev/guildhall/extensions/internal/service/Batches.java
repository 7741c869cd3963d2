package dev.guildhall.extensions.internal.service;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import dev.guildhall.events.PublicationRule;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.InstallationFence;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.jobs.JobOrders;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.EmissionRules;
import dev.guildhall.extensions.internal.runtime.InstallationRates;
import dev.guildhall.extensions.internal.runtime.StateChanges;
import dev.guildhall.extensions.internal.service.Batch.Emission;
import dev.guildhall.extensions.internal.service.Batch.StateChange;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.spi.State;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What services of extensions do in their workspaces by their tokens, within what their manifests say and what was granted:
 * the same as code in process does by its context.
 */
public final class Batches implements PublicationRule {

    private static final ErrorCode CHANGED = new ErrorCode("STATE.CHANGED", ErrorKind.CONFLICT);
    private static final ErrorCode NO_VALUE = new ErrorCode("STATE.NOT_FOUND", ErrorKind.NOT_FOUND);
    private static final ErrorCode NOT_DECLARED = new ErrorCode("JOBS.NOT_DECLARED", ErrorKind.FORBIDDEN);

    private final Database database;
    private final InstallationCache installations;
    private final Catalogue catalogue;
    private final Outbox outbox;
    private final JobOrders jobs;
    private final InstallationRates rates;
    private final StateChanges states = new StateChanges();
    private final InstallationFence fence = new InstallationFence();

    public Batches(
            Database database,
            InstallationCache installations,
            Catalogue catalogue,
            Outbox outbox,
            JobOrders jobs,
            InstallationRates rates) {
        this.database = database;
        this.installations = installations;
        this.catalogue = catalogue;
        this.outbox = outbox;
        this.jobs = jobs;
        this.rates = rates;
    }

    /**
     * What has become of a batch, each list in the order of what was asked for.
     *
     * @param versions of the values; empty for one that is forgotten
     * @param events their ids
     * @param ordered whether the job was ordered, and not there under its key already
     */
    record Done(List<Optional<Long>> versions, List<UUID> events, List<Boolean> ordered) {}

    private record Installed(Installation installation, ExtensionManifest manifest) {

        InstallationKey key() {
            return InstallationKey.of(installation);
        }
    }

    /** Does all of it in one transaction, or nothing. */
    Future<Done> apply(Authentication by, InstallationKey place, Batch batch) {
        return installed(place).compose(installed -> {
            requireAllowed(installed, batch);
            rates.countEvents(place, batch.events().size());
            return database.inTransaction(place.workspace(), tx -> {
                        by.origin().witness().ifPresent(witness -> witness.changes(tx));
                        return fence.hold(tx, installed.installation())
                                .compose(held ->
                                        oneByOne(batch.state(), (index, change) -> change(tx, place, index, change)))
                                .compose(versions -> oneByOne(
                                                batch.jobs(), (index, order) -> jobs.order(tx, place, order))
                                        .map(ordered ->
                                                new Done(versions, emit(tx, by, place, batch.events()), ordered)));
                    })
                    .recover(ConstraintViolation.means(StateChanges.VIOLATIONS))
                    .recover(ConstraintViolation.means(JobOrders.VIOLATIONS));
        });
    }

    /** What the extension remembers under this key; fails with {@code STATE.NOT_FOUND}. */
    Future<State.Entry> value(InstallationKey place, String key) {
        return database.first(place.workspace(), StateChanges.finding(place, key))
                .map(found ->
                        found.orElseThrow(() -> NO_VALUE.because("The extension remembers nothing under this key.")));
    }

    /** What services publish as clients do is held to their manifests, and counted, as what they publish in batches. */
    @Override
    public Future<Void> allow(Authentication by, WorkspaceId workspace, List<NewEvent> events) {
        if (by.credential().kind() != Credential.Kind.INSTALLATION_TOKEN
                || !(by.principal() instanceof Principal.Extension extension)) {
            return Future.succeededFuture();
        }
        return installed(new InstallationKey(workspace, extension.key())).map(installed -> {
            for (var event : events) {
                EmissionRules.checkType(installed.installation(), installed.manifest(), event.type());
                EmissionRules.checkData(installed.manifest(), event.type(), event.content());
            }
            rates.countEvents(installed.key(), events.size());
            return null;
        });
    }

    private Future<Installed> installed(InstallationKey place) {
        return installations
                .find(place.workspace(), place.extensionKey())
                .map(found -> found.map(StoredInstallation::installation)
                        .filter(Installation::isActive)
                        .orElseThrow(() -> ExtensionError.NOT_INSTALLED.because(
                                "The extension " + place.extensionKey() + " does not serve this workspace.")))
                .compose(present -> catalogue
                        .manifest(present.extensionKey(), present.version())
                        .map(manifest -> new Installed(present, manifest)));
    }

    private static void requireAllowed(Installed installed, Batch batch) {
        for (var index = 0; index < batch.events().size(); index++) {
            var event = batch.events().get(index);
            try {
                EmissionRules.check(
                        installed.installation(), installed.manifest(), event.type(), event.subject(), event.data());
            } catch (Problem refused) {
                throw refused.withDetails(List.of(new Problem.Detail("events." + index, refused.getMessage())));
            }
        }
        for (var index = 0; index < batch.jobs().size(); index++) {
            var job = batch.jobs().get(index).jobId();
            if (installed.manifest().job(job).isEmpty()) {
                throw NOT_DECLARED.onField(
                        "jobs." + index + ".jobId", "The manifest's jobs does not list " + job + ".");
            }
        }
    }

    private Future<Optional<Long>> change(Tx tx, InstallationKey place, int index, StateChange change) {
        var key = change.key();
        if (change.expectedVersion().isEmpty()) {
            return change.value().isPresent()
                    ? states.put(tx, place, key, change.value().get()).map(Optional::of)
                    : states.remove(tx, place, key).map(Optional.empty());
        }
        long expected = change.expectedVersion().get();
        return change.value().isPresent()
                ? states.compareAndSet(tx, place, key, expected, change.value().get())
                        .map(version -> Optional.of(version.orElseThrow(() -> changed(index, key))))
                : states.removeIf(tx, place, key, expected).map(removed -> {
                    if (!removed) {
                        throw changed(index, key);
                    }
                    return Optional.empty();
                });
    }

    private static Problem changed(int index, String key) {
        return CHANGED.onField(
                "state." + index + ".expectedVersion",
                "The value of " + key + " has another version by now: read it again, and decide anew.");
    }

    private List<UUID> emit(Tx tx, Authentication by, InstallationKey place, List<Emission> events) {
        var actor = new Principal.Extension(place.extensionKey());
        return events.stream()
                .map(event -> outbox.append(
                        tx,
                        place.workspace(),
                        new NewEvent(
                                event.type(),
                                event.subject(),
                                actor,
                                by.origin().cause(),
                                event.data())))
                .toList();
    }

    private static <T, R> Future<List<R>> oneByOne(List<T> all, BiFunction<Integer, T, Future<R>> step) {
        var results = new ArrayList<R>();
        var done = Future.<Void>succeededFuture();
        for (var index = 0; index < all.size(); index++) {
            var place = index;
            done = done.compose(before -> step.apply(place, all.get(place))).map(result -> {
                results.add(result);
                return null;
            });
        }
        return done.map(results);
    }
}
