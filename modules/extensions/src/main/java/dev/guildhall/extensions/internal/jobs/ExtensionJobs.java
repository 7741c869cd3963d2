package dev.guildhall.extensions.internal.jobs;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.Installations;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.DeclaredJob;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the jobs of installations do, for those who look after them. Everything fails with {@code EXTENSION.NOT_INSTALLED}
 * when the extension is not.
 */
public final class ExtensionJobs {

    private final Database database;
    private final Installations installations;
    private final Catalogue catalogue;
    private final JobOrders orders;
    private final JobTable jobs = new JobTable();
    private final RunTable runs = new RunTable();
    private final AuditLog audit = new AuditLog();

    public ExtensionJobs(Database database, Installations installations, Catalogue catalogue, JobOrders orders) {
        this.database = database;
        this.installations = installations;
        this.catalogue = catalogue;
        this.orders = orders;
    }

    /**
     * How a job stands: its schedule, or an order of it.
     *
     * @param pending empty for a job without a schedule
     * @param last the latest run that is kept
     */
    record Standing(DeclaredJob job, JobName name, Optional<PendingJob> pending, Optional<FinishedRun> last) {}

    /** Each job of the manifest, and each order that is not over. */
    Future<List<Standing>> list(WorkspaceId workspace, String extensionKey) {
        return installed(workspace, extensionKey).compose(manifest -> {
            var place = new InstallationKey(workspace, extensionKey);
            var pending = jobs.list(database, place);
            var latest = runs.latest(database, place);
            return Future.all(pending, latest)
                    .map(found -> standings(place, manifest, pending.result(), latest.result()));
        });
    }

    private static List<Standing> standings(
            InstallationKey place, ExtensionManifest manifest, List<PendingJob> pending, List<FinishedRun> latest) {
        var byName = pending.stream().collect(Collectors.toMap(PendingJob::name, Function.identity()));
        var lastOf = latest.stream().collect(Collectors.toMap(FinishedRun::name, Function.identity()));
        var all = new ArrayList<Standing>();
        for (var job : manifest.jobs()) {
            all.add(standing(job, JobName.of(place, job.id(), JobName.SCHEDULE), byName, lastOf));
        }
        pending.stream()
                .map(PendingJob::name)
                .filter(name -> !name.isSchedule())
                .forEach(name ->
                        manifest.job(name.job()).ifPresent(job -> all.add(standing(job, name, byName, lastOf))));
        return all;
    }

    private static Standing standing(
            DeclaredJob job, JobName name, Map<JobName, PendingJob> pending, Map<JobName, FinishedRun> last) {
        return new Standing(job, name, Optional.ofNullable(pending.get(name)), Optional.ofNullable(last.get(name)));
    }

    /** The runs of a job that are kept, the latest first. */
    Future<List<FinishedRun>> runs(WorkspaceId workspace, String extensionKey, String job) {
        return job(workspace, extensionKey, job)
                .compose(known -> runs.list(database, new InstallationKey(workspace, extensionKey), job));
    }

    /** Makes a job due now, by its schedule or as it was ordered. */
    Future<Void> run(Authentication by, WorkspaceId workspace, String extensionKey, String job, Optional<String> key) {
        var name = new JobName(workspace, extensionKey, job, key.orElse(JobName.SCHEDULE));
        return job(workspace, extensionKey, job)
                .compose(known -> database.inTransaction(workspace, tx -> {
                    tx.afterCommit(() -> orders.wake(workspace));
                    note(tx, by, name, "extension.job_hurried");
                    return jobs.hurry(tx, name)
                            .compose(hurried -> hurried ? Future.succeededFuture() : refused(tx, name));
                }));
    }

    private Future<Void> refused(Tx tx, JobName name) {
        return jobs.exists(tx, name)
                .compose(exists -> exists
                        ? ExtensionError.JOB_RUNNING
                                .because("The job " + name.job() + " runs at the moment.")
                                .asFuture()
                        : noSuchJob(name).asFuture());
    }

    /** Takes an order back; a run under way is told, and not tried again. */
    Future<Void> cancel(Authentication by, WorkspaceId workspace, String extensionKey, String job, String key) {
        var name = new JobName(workspace, extensionKey, job, key);
        return job(workspace, extensionKey, job)
                .compose(known -> database.inTransaction(workspace, tx -> {
                    note(tx, by, name, "extension.job_cancelled");
                    return jobs.delete(tx, name)
                            .compose(deleted -> deleted
                                    ? Future.succeededFuture()
                                    : noSuchJob(name).asFuture());
                }));
    }

    private void note(Tx tx, Authentication by, JobName name, String action) {
        var what = new JsonObject().put("job", name.job());
        name.order().ifPresent(key -> what.put("key", key));
        audit.append(
                tx,
                name.workspace(),
                AuditEntry.of(by, action).on(name.extension()).to(what));
    }

    private Future<DeclaredJob> job(WorkspaceId workspace, String extensionKey, String job) {
        return installed(workspace, extensionKey)
                .map(manifest -> manifest.job(job)
                        .orElseThrow(() -> noSuchJob(new JobName(workspace, extensionKey, job, JobName.SCHEDULE))));
    }

    private static Problem noSuchJob(JobName name) {
        return ExtensionError.JOB_NOT_FOUND.because(
                name.order().isPresent()
                        ? "Nothing is ordered of the job " + name.job() + " under this key."
                        : "The extension " + name.extension() + " has no schedule for a job " + name.job() + ".");
    }

    private Future<ExtensionManifest> installed(WorkspaceId workspace, String extensionKey) {
        return installations.get(workspace, extensionKey).compose(this::manifest);
    }

    private Future<ExtensionManifest> manifest(Installation present) {
        return catalogue.manifest(present.extensionKey(), present.version());
    }
}
