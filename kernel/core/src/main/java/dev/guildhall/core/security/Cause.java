package dev.guildhall.core.security;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What something follows from, as the Correlation extension of CloudEvents names it.
 *
 * @param correlation what all that follows from one beginning shares: the id of the request, of the run of a job or of the
 *     first event; empty for what is a beginning itself, which its own id then names
 * @param event the id of the event that was being handled; empty for what follows from the beginning without another event
 */
public record Cause(Optional<String> correlation, Optional<UUID> event) {

    /** Of what begins by itself. */
    public static final Cause NONE = new Cause(Optional.empty(), Optional.empty());

    public Cause {
        Objects.requireNonNull(correlation, "correlation");
        Objects.requireNonNull(event, "event");
    }

    /** Of what a request or the run of a job does. */
    public static Cause beginning(String id) {
        return new Cause(Optional.of(id), Optional.empty());
    }

    /** Of what handling an event does. */
    public static Cause event(String correlation, UUID event) {
        return new Cause(Optional.of(correlation), Optional.of(event));
    }

    /** Of what was kept, with null for what is empty. */
    public static Cause of(String correlation, UUID event) {
        return correlation == null && event == null
                ? NONE
                : new Cause(Optional.ofNullable(correlation), Optional.ofNullable(event));
    }
}
