package dev.guildhall.core.id;

import java.util.UUID;

/** Identifies an app, a product that is run on the platform: a UUIDv7. */
public record AppId(UUID value) {

    /** Fails with a {@code REQUEST.INVALID} problem naming {@code field} when the text is no UUID. */
    public static AppId parse(String field, String text) {
        return new AppId(Ids.parse(field, text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
