package dev.guildhall.extensions.internal.jobs;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.runtime.OwnTransactions;
import dev.guildhall.host.InstallationServices;
import dev.guildhall.spi.JobOrder;
import dev.guildhall.spi.Jobs;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the code of extensions orders for later, and takes back. */
public final class JobOrders {

    private static final ErrorCode FULL = new ErrorCode("JOBS.FULL", ErrorKind.CONFLICT);

    /** What the constraints mean that a transaction may break by an order. */
    public static final Map<String, Supplier<Problem>> VIOLATIONS = Map.of(
            "extension_jobs_full",
            () -> FULL.because("At most " + InstallationServices.MAX_ORDERED_JOBS
                    + " jobs of an extension wait in a workspace; cancel some, or wait."));

    private final JobTable table = new JobTable();
    private volatile Consumer<WorkspaceId> ordered = workspace -> {};

    /** Who is told where something may be due. */
    void onOrdered(Consumer<WorkspaceId> listener) {
        ordered = listener;
    }

    void wake(WorkspaceId workspace) {
        ordered.accept(workspace);
    }

    /** Those of one installation, in its transactions. */
    public Jobs of(InstallationKey place, OwnTransactions transactions) {
        return new Own(place, transactions);
    }

    /** Has a job run once; false when it was ordered under this key already and is not over. */
    public Future<Boolean> order(Tx tx, InstallationKey place, JobOrder order) {
        var name = JobName.of(place, order.jobId(), order.key());
        return table.now(tx).compose(now -> {
            tx.afterCommit(() -> wake(place.workspace()));
            var at = order.at().filter(now::isBefore).orElse(now);
            return table.insert(
                    tx,
                    new JobTable.Planned(name, Optional.empty(), order.input().encode(), at, false));
        });
    }

    private final class Own implements Jobs {

        private final InstallationKey place;
        private final OwnTransactions transactions;

        Own(InstallationKey place, OwnTransactions transactions) {
            this.place = place;
            this.transactions = transactions;
        }

        @Override
        public Future<Boolean> order(JobOrder order) {
            return transactions
                    .run(tx -> JobOrders.this.order(tx, place, order))
                    .recover(ConstraintViolation.means(VIOLATIONS));
        }

        @Override
        public Future<Boolean> cancel(String jobId, String key) {
            return transactions.run(tx -> table.delete(tx, JobName.of(place, jobId, key)));
        }
    }
}
