package dev.guildhall.core.http;

import java.util.HashMap;
import java.util.Map;

/** The handlers of a contract, by operation id. */
public final class Operations {

    private final Map<String, Operation> byId = new HashMap<>();

    public Operations on(String operationId, Operation operation) {
        if (byId.putIfAbsent(operationId, operation) != null) {
            throw new IllegalStateException("Two handlers for operation " + operationId);
        }
        return this;
    }

    Map<String, Operation> byId() {
        return byId;
    }
}
