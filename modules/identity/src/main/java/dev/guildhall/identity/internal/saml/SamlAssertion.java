package dev.guildhall.identity.internal.saml;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider vouches for.
 *
 * @param endsAt when nobody could sign in by it any more
 * @param subject who it is about, by the name that the provider has for them
 * @param format of that name
 * @param session what the provider calls its own session
 * @param attributes what else it says, by name
 */
public record SamlAssertion(
        String id,
        Instant endsAt,
        String subject,
        String format,
        Optional<String> session,
        Map<String, List<String>> attributes) {

    public static final String EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    static final String UNSPECIFIED_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
    static final String TRANSIENT_FORMAT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

    public SamlAssertion {
        attributes = Map.copyOf(attributes);
    }

    @Override
    public String toString() {
        return "SamlAssertion";
    }
}
