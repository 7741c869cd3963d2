package dev.guildhall.core.id;

import java.util.UUID;

/** Identifies a user account: a UUIDv7. */
public record UserId(UUID value) {

    /** Fails with a {@code REQUEST.INVALID} problem naming {@code field} when the text is no UUID. */
    public static UserId parse(String field, String text) {
        return new UserId(Ids.parse(field, text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
