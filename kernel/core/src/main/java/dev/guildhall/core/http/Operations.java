package dev.guildhall.core.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The handlers of a contract, by operation id. */
public final class Operations {

    private final Map<String, Operation> byId = new HashMap<>();
    private final Map<String, BodyReader<?>> readers = new HashMap<>();

    /** Binds an operation that takes no JSON. */
    public Operations on(String operationId, Operation operation) {
        if (byId.putIfAbsent(operationId, operation) != null) {
            throw new IllegalStateException("Two handlers for operation " + operationId);
        }
        return this;
    }

    /** Binds an operation that takes JSON, and the one way in which its body is read. */
    public <T> Operations on(String operationId, BodyReader<T> reader, BodyOperation<T> operation) {
        readers.put(operationId, reader);
        return on(
                operationId,
                request -> reader.read(request, request.json()).compose(body -> operation.handle(request, body)));
    }

    Map<String, Operation> byId() {
        return byId;
    }

    Optional<BodyReader<?>> reader(String operationId) {
        return Optional.ofNullable(readers.get(operationId));
    }
}
