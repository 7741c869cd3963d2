package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A call of a capability, for {@link WorkspaceContext#invoke(CapabilityCall)}; made by {@link #of} and changed by the
 * {@code with…} methods, which make another one.
 */
public final class CapabilityCall {

    private final String key;
    private final JsonObject input;
    private final String versions;
    private final Duration timeout;
    private final String idempotencyKey;
    private final Future<?> cancellation;

    private CapabilityCall(
            String key,
            JsonObject input,
            String versions,
            Duration timeout,
            String idempotencyKey,
            Future<?> cancellation) {
        this.key = Objects.requireNonNull(key, "key");
        this.input = input;
        this.versions = versions;
        this.timeout = timeout;
        this.idempotencyKey = idempotencyKey;
        this.cancellation = cancellation;
    }

    public static CapabilityCall of(String key, JsonObject input) {
        return new CapabilityCall(key, input, null, null, null, null);
    }

    public String key() {
        return key;
    }

    public JsonObject input() {
        return input;
    }

    public Optional<String> versions() {
        return Optional.ofNullable(versions);
    }

    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    public Optional<Future<?>> cancellation() {
        return Optional.ofNullable(cancellation);
    }

    public CapabilityCall withInput(JsonObject other) {
        return new CapabilityCall(key, other, versions, timeout, idempotencyKey, cancellation);
    }

    /** Of the versions that the manifest requires, only those of this range, such as {@code ^1.2}. */
    public CapabilityCall withVersions(String range) {
        return new CapabilityCall(key, input, range, timeout, idempotencyKey, cancellation);
    }

    /** Waits no longer than this; without it, as long as whoever waits for this extension does, which is the most. */
    public CapabilityCall withTimeout(Duration limit) {
        return new CapabilityCall(key, input, versions, limit, idempotencyKey, cancellation);
    }

    /** Names the call, at most 200 characters, so that the provider can tell when it comes again. */
    public CapabilityCall withIdempotencyKey(String name) {
        return new CapabilityCall(key, input, versions, timeout, name, cancellation);
    }

    /** Gives the call up when this future completes, however it does. */
    public CapabilityCall cancelledBy(Future<?> signal) {
        return new CapabilityCall(key, input, versions, timeout, idempotencyKey, signal);
    }
}
