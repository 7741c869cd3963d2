package dev.guildhall.events;

import dev.guildhall.core.error.CommonError;

/** The sequence of an event, as clients write it. */
public final class EventSequence {

    private EventSequence() {}

    /** Fails naming the field when it is none: what a contract takes for a whole number may still be 1e2, or too long. */
    public static long parse(String field, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw CommonError.REQUEST_INVALID.onField(
                    field, field + " must be the sequence of an event: a whole number");
        }
        return Long.parseLong(text);
    }
}
