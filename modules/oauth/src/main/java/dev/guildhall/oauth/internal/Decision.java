package dev.guildhall.oauth.internal;

import dev.guildhall.core.error.CommonError;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** What somebody says who is asked to let an application in. */
public enum Decision {
    ALLOW,
    REFUSE;

    private static final String FIELD = "decision";

    /** Reads {@code decision} in any case; empty where nothing is decided yet. Fails with {@code REQUEST.INVALID}. */
    public static Optional<Decision> of(JsonObject body) {
        return Optional.ofNullable(body.getString(FIELD)).map(Decision::named);
    }

    private static Decision named(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "ALLOW" -> ALLOW;
            case "REFUSE" -> REFUSE;
            default -> throw CommonError.REQUEST_INVALID.onField(FIELD, "decision must be ALLOW or REFUSE");
        };
    }
}
