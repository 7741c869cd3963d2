package dev.guildhall.identity.internal.factor;

import io.vertx.core.json.JsonObject;

/**
 * What a browser hands out when somebody proves that they have a passkey: the {@code AuthenticationResponseJSON} of
 * WebAuthn, as far as it counts.
 *
 * @param userHandle null where the authenticator tells none
 */
public record Assertion(
        byte[] credentialId, byte[] clientData, byte[] authenticatorData, byte[] signature, byte[] userHandle) {

    /** @param credential empty where the request has none that fits its contract */
    public static Assertion of(JsonObject credential) {
        var response = credential.getJsonObject("response", new JsonObject());
        return new Assertion(
                Base64Url.bytes(credential, "id"),
                Base64Url.bytes(response, "clientDataJSON"),
                Base64Url.bytes(response, "authenticatorData"),
                Base64Url.bytes(response, "signature"),
                Base64Url.bytes(response, "userHandle"));
    }

    @Override
    public String toString() {
        return "Assertion";
    }
}
