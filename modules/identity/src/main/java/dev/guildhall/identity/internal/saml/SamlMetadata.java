package dev.guildhall.identity.internal.saml;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * What an identity provider says of itself.
 *
 * @param singleSignOnUrl where it takes requests by HTTP-Redirect
 * @param certificates what it signs with, each in base64
 * @param wantsSignedRequests whether it takes no others
 */
public record SamlMetadata(
        String entityId, String singleSignOnUrl, List<String> certificates, boolean wantsSignedRequests) {

    private static final String REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

    /** Its metadata cannot be used; the message says why. */
    public static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Unusable(String why) {
            super(why, null, false, false);
        }
    }

    /** Reads metadata; throws {@link Unusable}. Slow: not for event loops. */
    public static SamlMetadata parse(String xml, Instant now) {
        try {
            return read(SecureXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement(), now);
        } catch (SamlRefusal refused) {
            throw new Unusable(refused.getMessage());
        }
    }

    private static SamlMetadata read(Element root, Instant now) {
        require(
                Elements.is(root, Elements.METADATA, "EntityDescriptor"),
                "it is no EntityDescriptor of SAML 2.0; take the metadata of one identity provider");
        var roles = Elements.children(root, Elements.METADATA, "IDPSSODescriptor").stream()
                .filter(role -> protocols(role).contains(Elements.PROTOCOL))
                .toList();
        require(roles.size() == 1, "it describes " + roles.size() + " identity providers of SAML 2.0 and not one");
        var role = roles.get(0);
        requireFresh(root, now);
        requireFresh(role, now);
        return new SamlMetadata(
                Elements.attribute(root, "entityID").orElse(""),
                singleSignOnUrl(role),
                certificates(role),
                wantsSignedRequests(role));
    }

    private static List<String> protocols(Element role) {
        return Arrays.asList(Elements.attribute(role, "protocolSupportEnumeration")
                .orElse("")
                .split("\\s+"));
    }

    private static void requireFresh(Element descriptor, Instant now) {
        SamlTimes.at(descriptor, "validUntil").ifPresent(until -> require(until.isAfter(now), "it ended at " + until));
    }

    private static boolean wantsSignedRequests(Element role) {
        return Elements.attribute(role, "WantAuthnRequestsSigned")
                .filter(Set.of("true", "1")::contains)
                .isPresent();
    }

    private static String singleSignOnUrl(Element role) {
        return Elements.children(role, Elements.METADATA, "SingleSignOnService").stream()
                .filter(service -> Elements.attribute(service, "Binding")
                        .filter(REDIRECT::equals)
                        .isPresent())
                .flatMap(service -> Elements.attribute(service, "Location").stream())
                .findFirst()
                .orElseThrow(() -> new Unusable("the identity provider takes no requests by HTTP-Redirect"));
    }

    private static List<String> certificates(Element role) {
        var found = Elements.children(role, Elements.METADATA, "KeyDescriptor").stream()
                .filter(key -> Elements.attribute(key, "use").orElse("signing").equals("signing"))
                .flatMap(key -> below(key, "KeyInfo", "X509Data", "X509Certificate"))
                .map(certificate -> Elements.text(certificate).replaceAll("\\s", ""))
                .distinct()
                .toList();
        require(!found.isEmpty(), "it has no certificate to sign with");
        return found;
    }

    private static Stream<Element> below(Element parent, String... names) {
        var found = Stream.of(parent);
        for (var name : names) {
            found = found.flatMap(element -> Elements.children(element, Elements.SIGNATURE, name).stream());
        }
        return found;
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new Unusable(otherwise);
        }
    }
}
