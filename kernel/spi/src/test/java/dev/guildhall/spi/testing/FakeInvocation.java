package dev.guildhall.spi.testing;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.Invocation;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

record FakeInvocation(String key, String version, JsonObject input, Caller caller, String requestId, Instant deadline)
        implements Invocation {

    @Override
    public Optional<String> idempotencyKey() {
        return Optional.empty();
    }

    @Override
    public boolean isCancelled() {
        return !Instant.now().isBefore(deadline);
    }
}
