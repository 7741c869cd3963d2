package dev.guildhall.identity.internal.factor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * What a browser hands out for a new passkey: the {@code RegistrationResponseJSON} of WebAuthn, as far as it counts.
 *
 * @param transports those that are known; what else a browser names is no use to others
 */
public record Attestation(byte[] clientData, byte[] attestationObject, List<String> transports) {

    private static final Set<String> TRANSPORTS = Set.of("ble", "hybrid", "internal", "nfc", "smart-card", "usb");

    /** @param credential empty where the request has none that fits its contract */
    public static Attestation of(JsonObject credential) {
        var response = credential.getJsonObject("response", new JsonObject());
        var transports = response.getJsonArray("transports");
        return new Attestation(
                Base64Url.bytes(response, "clientDataJSON"),
                Base64Url.bytes(response, "attestationObject"),
                (transports == null ? new JsonArray() : transports)
                        .stream()
                                .map(Object::toString)
                                .filter(TRANSPORTS::contains)
                                .distinct()
                                .sorted()
                                .toList());
    }

    @Override
    public String toString() {
        return "Attestation";
    }
}
