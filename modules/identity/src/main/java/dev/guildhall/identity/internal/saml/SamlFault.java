package dev.guildhall.identity.internal.saml;

/** Why an answer of a provider is refused. */
public enum SamlFault {
    TOO_LARGE("it is too large"),
    NOT_BASE64("it is not in base64"),
    NOT_XML("it is no XML that can be read"),
    DOCTYPE("it has a document type"),
    MORE_THAN_TEXT("it has comments or instructions in it"),
    NOT_A_RESPONSE("it is no SAML 2.0 response"),
    NOT_ONE_ASSERTION("it has not exactly one assertion, at its place"),
    ENCRYPTED("its assertion is encrypted in a way that is not taken"),
    UNREADABLE(
            "its assertion cannot be decrypted by the key of this server, or is not one that the provider has signed"),
    ID_REPEATED("two elements have the same id, or one has none"),
    UNSIGNED("neither the response nor the assertion is signed"),
    SIGNATURE_PLACE("there is a signature where none belongs"),
    SIGNATURE_FORM("its signature has other parts than it must have"),
    ALGORITHM("its signature uses an algorithm that is not taken"),
    REFERENCE("its signature is of something else than what holds it"),
    TRANSFORM("its signature is of something that is made of it"),
    CERTIFICATE("none of the configured certificates is valid now"),
    WRONG_KEY("it is signed by none of the configured certificates"),
    CHANGED("it was changed after it was signed"),
    STATUS("the provider did not let them in"),
    DESTINATION("it is meant for another address"),
    ISSUER("it is of another issuer"),
    REQUEST("it answers another request, or none"),
    TOO_EARLY("it is not valid yet"),
    TOO_LATE("it is valid no longer"),
    AUDIENCE("it is meant for another audience"),
    CONDITION("it has a condition that is not known here"),
    CONFIRMATION("it says of nobody that they may present it"),
    RECIPIENT("it is to be presented at another address"),
    SUBJECT("it names nobody who can be recognized"),
    NOT_AUTHENTICATED("it does not say that anybody has signed in"),
    REPLAYED("it was used already");

    private final String message;

    SamlFault(String message) {
        this.message = message;
    }

    SamlRefusal refuse() {
        return new SamlRefusal(this, message);
    }

    /** @param more what was found, and what not */
    SamlRefusal refuse(String more) {
        return new SamlRefusal(this, message + ": " + more);
    }
}
