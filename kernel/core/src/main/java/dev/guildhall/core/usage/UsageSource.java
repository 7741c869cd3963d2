package dev.guildhall.core.usage;

import io.vertx.core.Future;
import java.time.LocalDate;
import java.util.List;

/** Counts something of all workspaces from a module's tables; asked every ten minutes, by one node, for today and yesterday. */
@FunctionalInterface
public interface UsageSource {

    /** @param day in UTC; what there is, it gives as it is now */
    Future<List<UsageAmount>> of(LocalDate day);
}
