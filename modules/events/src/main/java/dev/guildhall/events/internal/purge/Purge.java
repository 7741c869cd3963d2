package dev.guildhall.events.internal.purge;

import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is left of deleted workspaces and organizations once their subscribers were told, or could not be told for some minutes.
 * Every node does it, and it does not matter when two do it at once.
 */
public final class Purge {

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private final ClosedTenantTable tenants;

    public Purge(ClosedTenantTable tenants) {
        this.tenants = tenants;
    }

    /** Purges what is due now. */
    public Future<Void> run() {
        return tenants.due().compose(this::purge);
    }

    private Future<Void> purge(List<Tenant> due) {
        var all = Future.<Void>succeededFuture();
        for (var tenant : due) {
            all = all.compose(before -> purge(tenant));
        }
        return all;
    }

    private Future<Void> purge(Tenant tenant) {
        return tenants.deleteSubscribers(tenant)
                .compose(deleted -> deleteEvents(tenant))
                .compose(deleted -> tenants.markPurged(tenant))
                .onSuccess(purged -> LOG.info("Purged the events of {}, which was deleted", tenant));
    }

    private Future<Void> deleteEvents(Tenant tenant) {
        return tenants.deleteSomeEvents(tenant)
                .compose(deleted -> deleted == 0 ? Future.succeededFuture() : deleteEvents(tenant));
    }
}
