package dev.guildhall.events.internal.log;

import dev.guildhall.events.NewEvent;
import java.util.UUID;

/** An event that waits for the end of its transaction, and then knows its sequence. */
public final class Recorded {

    private final UUID id;
    private final NewEvent event;
    private long sequence;

    Recorded(UUID id, NewEvent event) {
        this.id = id;
        this.event = event;
    }

    public UUID id() {
        return id;
    }

    NewEvent event() {
        return event;
    }

    /** The sequence, known once the transaction has committed. */
    public long sequence() {
        if (sequence == 0) {
            throw new IllegalStateException("The event " + id + " is not committed");
        }
        return sequence;
    }

    void number(long assigned) {
        sequence = assigned;
    }
}
