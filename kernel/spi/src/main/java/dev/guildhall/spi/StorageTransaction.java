package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A running transaction on the extension's tables; see {@link Storage} for parameters and rows. Its statements run one
 * after the other in the order they were given, and once one has failed all that follow fail.
 */
public interface StorageTransaction {

    Future<List<JsonObject>> query(String sql, Object... parameters);

    Future<Integer> execute(String sql, Object... parameters);

    /**
     * Adds an event to the transaction: it is published if and when the transaction commits, as by
     * {@link WorkspaceContext#emit}. The future completes with the event's id before that.
     */
    Future<String> emit(String type, String subject, JsonObject data);
}
