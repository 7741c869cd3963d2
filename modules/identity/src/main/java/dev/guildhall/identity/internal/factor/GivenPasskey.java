package dev.guildhall.identity.internal.factor;

import io.vertx.core.json.JsonObject;

/**
 * What somebody gives to prove that they have a passkey.
 *
 * @param state of the ceremony that it answers
 */
public record GivenPasskey(String state, Assertion assertion) {

    public static GivenPasskey of(JsonObject given) {
        return new GivenPasskey(
                given.getString("state"), Assertion.of(given.getJsonObject("credential", new JsonObject())));
    }

    @Override
    public String toString() {
        return "GivenPasskey";
    }
}
