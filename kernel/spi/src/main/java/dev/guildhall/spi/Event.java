package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A fact about the workspace, with the attributes of CloudEvents 1.0. Handed over by the host, so it may grow; safe for use
 * by several threads but for {@link #data()}.
 */
public interface Event {

    /** Unique; the same whenever and wherever this event is delivered. */
    String id();

    /** {@code /workspaces/} and the workspace's id. */
    String source();

    /** In the past tense, such as {@code member.added}. */
    String type();

    /** What the fact is about, often an id; null when the type says it all. */
    String subject();

    Instant time();

    /** The event's place in the workspace: greater than that of every earlier one, without gaps. */
    long sequence();

    String workspaceId();

    /** Who caused it: {@code user:} and an id, {@code extension:} and a key, or {@code system}; others may come. */
    String actor();

    /** What all events that follow from the same beginning share: the id of a request, of a job's run, or of the first event. */
    String correlationId();

    /** The id of the event that was being handled when this one came about, if one was. */
    Optional<String> causationId();

    /** This delivery's own copy, which the handler may change. */
    JsonObject data();
}
