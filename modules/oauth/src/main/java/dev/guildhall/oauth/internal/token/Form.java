package dev.guildhall.oauth.internal.token;

import dev.guildhall.oauth.internal.OauthError;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The parameters of a request; what is empty counts as left out (RFC 6749, section 3.2). */
record Form(JsonObject fields) {

    Optional<String> find(String name) {
        return fields.getValue(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** Fails with {@code OAUTH.INVALID_REQUEST} where it is left out. */
    String get(String name) {
        return find(name).orElseThrow(() -> OauthError.INVALID_REQUEST.because(name + " is missing."));
    }

    @Override
    public String toString() {
        return "Form" + fields.fieldNames();
    }
}
