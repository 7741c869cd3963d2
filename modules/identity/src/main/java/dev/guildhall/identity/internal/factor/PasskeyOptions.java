package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.internal.factor.Ceremonies.Ceremony;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.List;

/** What browsers are asked, in the JSON of WebAuthn level 3: their own functions read it as it is. */
public final class PasskeyOptions {

    private static final String REQUIRED = "required";

    private PasskeyOptions() {}

    /** By what authenticators know an account: no address, for it is kept where no secret is. */
    static byte[] handle(UserId user) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(user.value().getMostSignificantBits())
                .putLong(user.value().getLeastSignificantBits())
                .array();
    }

    /**
     * For a new passkey.
     *
     * @param email by which people tell their accounts apart, in the lists of their authenticators
     * @param had not to be made once more
     */
    public static JsonObject toCreate(
            Ceremony ceremony, RelyingParty party, UserId user, String email, List<Passkey> had) {
        var algorithms = new JsonArray();
        RelyingParty.ALGORITHMS.forEach(algorithm ->
                algorithms.add(new JsonObject().put("type", "public-key").put("alg", algorithm)));
        return begun(
                ceremony,
                new JsonObject()
                        .put("rp", new JsonObject().put("id", party.id()).put("name", party.id()))
                        .put(
                                "user",
                                new JsonObject()
                                        .put("id", Base64Url.text(handle(user)))
                                        .put("name", email)
                                        .put("displayName", email))
                        .put("pubKeyCredParams", algorithms)
                        .put("excludeCredentials", descriptors(had))
                        .put(
                                "authenticatorSelection",
                                new JsonObject()
                                        .put("residentKey", REQUIRED)
                                        .put("requireResidentKey", true)
                                        .put("userVerification", REQUIRED))
                        .put("attestation", "none"));
    }

    /** For a proof of one of these, or of any that the authenticator has for this host when none is named. */
    public static JsonObject toGet(Ceremony ceremony, RelyingParty party, List<Passkey> allowed) {
        return begun(
                ceremony,
                new JsonObject()
                        .put("rpId", party.id())
                        .put("allowCredentials", descriptors(allowed))
                        .put("userVerification", REQUIRED));
    }

    private static JsonObject begun(Ceremony ceremony, JsonObject options) {
        return new JsonObject()
                .put("state", ceremony.state())
                .put(
                        "publicKey",
                        options.put("challenge", Base64Url.text(ceremony.challenge()))
                                .put("timeout", Ceremonies.PATIENCE.toMillis()));
    }

    private static JsonArray descriptors(List<Passkey> passkeys) {
        var all = new JsonArray();
        passkeys.forEach(passkey -> all.add(passkey.descriptor()));
        return all;
    }
}
