package dev.guildhall.spi.testing;

import dev.guildhall.spi.JobOrder;
import dev.guildhall.spi.Jobs;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an extension ordered in a {@link FakeWorkspace}; nothing of it runs unless the test says so. */
final class FakeJobs implements Jobs {

    private record Name(String jobId, String key) {}

    private final AuthorsManifest manifest;
    private final Map<Name, JobOrder> orders = new LinkedHashMap<>();

    FakeJobs(AuthorsManifest manifest) {
        this.manifest = manifest;
    }

    synchronized List<JobOrder> orders() {
        return List.copyOf(orders.values());
    }

    @Override
    public synchronized Future<Boolean> order(JobOrder order) {
        var refusal = manifest.refusalToOrder(order.jobId());
        return refusal.isPresent()
                ? Future.failedFuture(refusal.get())
                : Future.succeededFuture(orders.putIfAbsent(new Name(order.jobId(), order.key()), order) == null);
    }

    @Override
    public synchronized Future<Boolean> cancel(String jobId, String key) {
        return Future.succeededFuture(orders.remove(new Name(jobId, key)) != null);
    }
}
