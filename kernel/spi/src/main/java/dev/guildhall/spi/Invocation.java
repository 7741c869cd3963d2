package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** One call of a capability. Handed over by the host, so it may grow. */
public interface Invocation {

    /** The capability called, for handlers that serve several. */
    String key();

    /** The version of the capability called, one of the manifest's {@code provides}. */
    String version();

    /** Valid for the capability's input schema; it belongs to the handler, which may change it. */
    JsonObject input();

    /** Who calls, already allowed to. */
    Caller caller();

    /** The same in the host's logs and in the caller's answer. */
    String requestId();

    /** When the caller stops waiting. */
    Instant deadline();

    /**
     * What the caller named this call by: when it comes again, with the same name from the same caller, it is to have one
     * effect. The host only passes it on.
     */
    Optional<String> idempotencyKey();

    /**
     * Whether nobody waits for the answer any more: the caller has gone or the deadline has passed. Ask now and then in
     * work that takes long; a thread that waits is interrupted anyway.
     */
    boolean isCancelled();
}
