package dev.guildhall.identity.internal.sso;

import dev.guildhall.identity.internal.saml.SamlAnswers.Read;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What an answer of a provider said, as it is shown to who configures it. */
final class SamlFacts {

    private SamlFacts() {}

    static JsonObject json(Read read) {
        var sent = read.sent();
        return new JsonObject()
                .put(
                        "message",
                        read.refusal()
                                .map(why -> "Refused: " + why.getMessage() + ".")
                                .orElse("It was accepted."))
                .put("issuer", sent.issuer().orElse(null))
                .put("destination", sent.destination().orElse(null))
                .put("status", sent.status().orElse(null))
                .put("audiences", new JsonArray(sent.audiences()))
                .put("signed", new JsonArray(sent.signed()))
                .put("signatureMethods", new JsonArray(sent.signatureMethods()))
                .put("nameIdFormat", sent.nameIdFormat().orElse(null))
                .put("attributes", new JsonArray(sent.attributes()));
    }
}
