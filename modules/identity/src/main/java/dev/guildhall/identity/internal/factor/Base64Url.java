package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.error.CommonError;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/** Bytes as the messages of WebAuthn write them in JSON. */
final class Base64Url {

    private Base64Url() {}

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Null where there is none. */
    static byte[] bytes(JsonObject message, String field) {
        var text = message.getString(field);
        try {
            return text == null ? null : Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException cut) {
            throw CommonError.REQUEST_INVALID.onField(field, field + " must be base64url, which this is not");
        }
    }
}
