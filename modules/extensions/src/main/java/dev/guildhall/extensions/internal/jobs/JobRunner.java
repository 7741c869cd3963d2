package dev.guildhall.extensions.internal.jobs;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.core.work.WorkerPool.Limits;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.InstallationStatusWriter;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.host.DueJob;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Has extensions do their jobs when they are due, whoever needs them meanwhile. */
public final class JobRunner extends VerticleBase {

    private static final int AT_ONCE = 32;
    private static final int CLAIMS = 8;
    private static final Duration OVERTIME = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(4);

    private final Database database;
    private final NodeLease node;
    private final Workspaces workspaces;
    private final InstallationCache cache;
    private final Catalogue catalogue;
    private final ExtensionRuntime runtime;
    private final InstallationStatusWriter statusWriter;
    private final JobTable jobs = new JobTable();
    private final RunTable runs = new RunTable();
    private final JobClaimTable claims;
    private final JobOrders orders;
    private final Tracing tracing;
    private WorkerPool<JobName, JobClaim> workers;

    public JobRunner(
            Database database,
            NodeLease node,
            Workspaces workspaces,
            InstallationCache cache,
            Catalogue catalogue,
            ExtensionRuntime runtime,
            InstallationStatusWriter statusWriter,
            JobOrders orders,
            Tracing tracing) {
        this.database = database;
        this.node = node;
        this.workspaces = workspaces;
        this.cache = cache;
        this.catalogue = catalogue;
        this.runtime = runtime;
        this.statusWriter = statusWriter;
        this.claims = new JobClaimTable(database);
        this.orders = orders;
        this.tracing = tracing;
    }

    @Override
    public Future<?> start() {
        var source = new JobSource(claims, claim -> new JobWorker(this, claim));
        workers = new WorkerPool<>(
                vertx, node, source, new Limits(AT_ONCE, CLAIMS, OVERTIME, STOP_LIMIT), "do for extensions");
        orders.onOrdered(workers::wake);
        return workers.start();
    }

    /** What is under way is given up, and done again by another node. */
    @Override
    public Future<?> stop() {
        orders.onOrdered(workspace -> {});
        return workers.stop().transform(ended -> workers.release());
    }

    Vertx vertx() {
        return vertx;
    }

    Tracing tracing() {
        return tracing;
    }

    JobTable jobs() {
        return jobs;
    }

    RunTable runs() {
        return runs;
    }

    JobClaimTable claims() {
        return claims;
    }

    Future<Boolean> isSuspended(WorkspaceId workspace) {
        return workspaces.isSuspended(workspace);
    }

    /** What the manifest says of a job; empty when the extension is not installed, or has no such job. */
    Future<Optional<JobWorker.Known>> find(JobName name) {
        return cache.find(name.workspace(), name.extension())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : catalogue
                                .usableManifest(
                                        name.extension(),
                                        found.get().installation().version())
                                .map(manifest ->
                                        manifest.job(name.job()).map(job -> new JobWorker.Known(found.get(), job))));
    }

    Future<Void> run(JobName name, DueJob due) {
        return runtime.use(name.workspace(), name.extension(), running -> running.run(due));
    }

    /** Notes something in one transaction of the workspace. */
    Future<Void> keep(Function<Tx, Future<Void>> note, JobClaim claim) {
        return database.inTransaction(claim.key().workspace(), note);
    }

    String withoutSecrets(StoredInstallation installation, String text) {
        return statusWriter.withoutSecrets(installation, text);
    }

    String errorPrefix(JobName name) {
        return ExtensionManifest.errorPrefix(name.extension());
    }
}
