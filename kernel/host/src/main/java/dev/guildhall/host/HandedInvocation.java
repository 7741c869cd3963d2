package dev.guildhall.host;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.Invocation;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** A call of a capability as its handler sees it. */
record HandedInvocation(CapabilityRequest request, Caller caller) implements Invocation {

    @Override
    public String key() {
        return request.key();
    }

    @Override
    public String version() {
        return request.version();
    }

    @Override
    public JsonObject input() {
        return request.input();
    }

    @Override
    public String requestId() {
        return request.chain().requestId();
    }

    @Override
    public Instant deadline() {
        return request.chain().deadline();
    }

    @Override
    public Optional<String> idempotencyKey() {
        return request.idempotencyKey();
    }

    @Override
    public boolean isCancelled() {
        return request.chain().cancellation().isCancelled() || !Instant.now().isBefore(deadline());
    }
}
