package dev.guildhall.core.id;

import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidValidator;
import dev.guildhall.core.error.CommonError;
import java.util.UUID;

/** Makes and reads the ids of the product's rows: UUIDv7 (RFC 9562), which sort by time of creation. */
public final class Ids {

    // The library takes 32 digits without hyphens too, and UUID.fromString shortened groups: several texts would name
    // one
    // row.
    private static final int CANONICAL_LENGTH = 36;

    private Ids() {}

    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }

    /** Whether the text is a UUID in its canonical form, of any version. */
    public static boolean isUuid(String text) {
        return text != null && text.length() == CANONICAL_LENGTH && UuidValidator.isValid(text);
    }

    /** An id that nothing depends on being unguessable, such as a request's: made without a lock or secure randomness. */
    public static UUID quick() {
        return UuidCreator.getTimeOrderedEpochFast();
    }

    /** Fails with a {@code REQUEST.INVALID} problem naming {@code field} when the text is no UUID. */
    public static UUID parse(String field, String text) {
        if (!isUuid(text)) {
            throw CommonError.REQUEST_INVALID.onField(field, field + " must be a UUID");
        }
        return UUID.fromString(text);
    }
}
