package dev.guildhall.core.text;

import dev.guildhall.core.error.CommonError;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Points in time as clients write them: RFC 3339, with whatever offset. */
public final class Timestamp {

    private Timestamp() {}

    /** Fails with {@code REQUEST.INVALID}, which names the field, for what is no time. */
    public static Instant parse(String field, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException malformed) {
            throw CommonError.REQUEST_INVALID.onField(field, field + " must be a time like 2027-01-31T00:00:00Z");
        }
    }
}
