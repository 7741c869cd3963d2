package dev.guildhall.extensions.internal.jobs;

import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationLifecycle;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.DeclaredJob;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What becomes of the jobs of an installation with it. While it does not serve, none begins, and what was missed is made up
 * for once when it serves again.
 */
public final class JobLifecycle implements InstallationLifecycle {

    private final JobOrders orders;
    private final JobTable jobs = new JobTable();
    private final RunTable runs = new RunTable();

    public JobLifecycle(JobOrders orders) {
        this.orders = orders;
    }

    @Override
    public Future<Void> installed(Tx tx, Installation installation, ExtensionManifest manifest) {
        return plan(tx, installation, manifest);
    }

    @Override
    public Future<Void> enabled(Tx tx, Installation installation, ExtensionManifest manifest) {
        tx.afterCommit(() -> orders.wake(installation.workspace()));
        return jobs.hold(tx, place(installation), false);
    }

    @Override
    public Future<Void> disabled(Tx tx, Installation installation, ExtensionManifest manifest) {
        return jobs.hold(tx, place(installation), true);
    }

    @Override
    public Future<Void> failed(Tx tx, Installation installation, ExtensionManifest manifest) {
        return jobs.hold(tx, place(installation), true);
    }

    /** A schedule that stays goes on, one that changed begins anew, and what is of no job any more goes. */
    @Override
    public Future<Void> upgraded(
            Tx tx, Installation installation, ExtensionManifest former, ExtensionManifest manifest) {
        var names = manifest.jobs().stream().map(DeclaredJob::id).collect(Collectors.toSet());
        return jobs.deleteOthers(tx, place(installation), names)
                .compose(deleted -> plan(tx, installation, manifest))
                .compose(planned -> jobs.hold(tx, place(installation), !installation.isActive()));
    }

    @Override
    public Future<Void> uninstalling(Tx tx, Installation installation, ExtensionManifest manifest) {
        return jobs.deleteAll(tx, place(installation)).compose(deleted -> runs.deleteAll(tx, place(installation)));
    }

    /** What was ordered since an upgrade is of data that goes with its rollback. */
    public Future<Void> rolledBack(Tx tx, InstallationKey place, Instant upgradedAt) {
        return jobs.deleteOrderedSince(tx, place, upgradedAt);
    }

    private Future<Void> plan(Tx tx, Installation installation, ExtensionManifest manifest) {
        var place = place(installation);
        var schedules = jobs.schedules(tx, place)
                .map(there -> there.stream()
                        .collect(Collectors.toMap(JobTable.Scheduled::job, JobTable.Scheduled::schedule)));
        return Future.all(schedules, jobs.now(tx))
                .compose(found -> plan(tx, installation, manifest, schedules.result(), found.resultAt(1)));
    }

    private Future<Void> plan(
            Tx tx, Installation installation, ExtensionManifest manifest, Map<String, String> there, Instant now) {
        var place = place(installation);
        var changes = new ArrayList<Future<?>>();
        for (var job : manifest.jobs()) {
            var name = JobName.of(place, job.id(), JobName.SCHEDULE);
            var text = job.schedule().map(Object::toString);
            if (text.filter(same -> same.equals(there.get(job.id()))).isPresent()) {
                continue;
            }
            changes.add(jobs.delete(tx, name));
            job.schedule()
                    .ifPresent(schedule -> changes.add(jobs.insert(
                            tx, new JobTable.Planned(name, text, "{}", schedule.next(now), !installation.isActive()))));
        }
        return Future.join(changes).mapEmpty();
    }

    private static InstallationKey place(Installation installation) {
        return new InstallationKey(installation.workspace(), installation.extensionKey());
    }
}
