package dev.guildhall.core.archive;

import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.util.List;

/** What a module does about an import beside its rows. */
public interface ArchiveLifecycle {

    /**
     * All rows of the workspace are written in this transaction, which is the workspace's; a failure undoes it all.
     *
     * @return what whoever imports it should know or do now, a sentence each
     */
    Future<List<String>> imported(Tx tx, Newcomer workspace);
}
