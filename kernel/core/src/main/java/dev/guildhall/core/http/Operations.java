package dev.guildhall.core.http;

import java.util.HashMap;
import java.util.Map;

/** The handlers of a contract, by operation id. */
public final class Operations {

    private final Map<String, Operation> byId = new HashMap<>();
    private final Map<String, BodyReader> readers = new HashMap<>();

    public Operations on(String operationId, Operation operation) {
        return on(operationId, BodyReader.NONE, operation);
    }

    /** @param reader how the operation reads its body, for the faults that its contract cannot tell */
    public Operations on(String operationId, BodyReader reader, Operation operation) {
        if (byId.putIfAbsent(operationId, operation) != null) {
            throw new IllegalStateException("Two handlers for operation " + operationId);
        }
        readers.put(operationId, reader);
        return this;
    }

    Map<String, Operation> byId() {
        return byId;
    }

    BodyReader reader(String operationId) {
        return readers.get(operationId);
    }
}
