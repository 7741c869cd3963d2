package dev.guildhall.host;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.Invocation;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** A call of a capability as its handler sees it. */
public record HandedInvocation(CapabilityRequest request, Caller caller) implements Invocation {

    /** Tells when nobody waits for this any more; every invocation that a handler gets was handed over here. */
    public static Cancellation cancellation(Invocation handed) {
        return ((HandedInvocation) handed).request().chain().cancellation();
    }

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
