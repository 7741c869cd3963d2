package dev.guildhall.core.security;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What something follows from, as the extensions of CloudEvents for correlation and for distributed tracing name it.
 *
 * @param correlation what all that follows from one beginning shares: the id of the request, of the run of a job or of the
 *     first event; empty for what is a beginning itself, which its own id then names
 * @param event the id of the event that was being handled; empty for what follows from the beginning without another event
 * @param trace the {@code traceparent} of the span in which it was done; empty where there are no traces
 */
public record Cause(Optional<String> correlation, Optional<UUID> event, Optional<String> trace) {

    /** Of what begins by itself. */
    public static final Cause NONE = new Cause(Optional.empty(), Optional.empty(), Optional.empty());

    public Cause {
        Objects.requireNonNull(correlation, "correlation");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(trace, "trace");
    }

    /** Of what a request or the run of a job does. */
    public static Cause beginning(String id) {
        return new Cause(Optional.of(id), Optional.empty(), Optional.empty());
    }

    /** Of what was kept, with null for what is empty. */
    public static Cause of(String correlation, UUID event, String trace) {
        return correlation == null && event == null && trace == null
                ? NONE
                : new Cause(Optional.ofNullable(correlation), Optional.ofNullable(event), Optional.ofNullable(trace));
    }

    /** Of what handling an event does that came about by this cause itself. */
    public Cause by(String ownCorrelation, UUID handled) {
        return new Cause(Optional.of(ownCorrelation), Optional.of(handled), trace);
    }

    /** The same in a span. */
    public Cause tracedBy(String traceparent) {
        return new Cause(correlation, event, Optional.of(traceparent));
    }
}
