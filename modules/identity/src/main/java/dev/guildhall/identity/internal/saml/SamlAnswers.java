package dev.guildhall.identity.internal.saml;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Reads the answers of identity providers, and trusts those that keep to all rules. Slow: not for event loops. */
public final class SamlAnswers {

    private static final int SHORTEST_RSA = 2_048;
    private static final int SHORTEST_EC = 256;

    private SamlAnswers() {}

    /**
     * What was made of an answer: either what the provider vouches for, or why nobody believes it.
     *
     * @param sent what it said, believed or not
     */
    public record Read(SamlSent sent, Optional<SamlAssertion> assertion, Optional<SamlRefusal> refusal) {

        /** The same, which is not believed after all. */
        public Read refused(SamlRefusal why) {
            return new Read(sent, Optional.empty(), Optional.of(why));
        }
    }

    /** Whether signatures by a key of this kind and size prove something. */
    public static boolean isStrong(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey rsa
                ? rsa.getModulus().bitLength() >= SHORTEST_RSA
                : certificate.getPublicKey() instanceof ECPublicKey ec
                        && ec.getParams().getOrder().bitLength() >= SHORTEST_EC;
    }

    /** @param encoded the form's field {@code SAMLResponse} */
    public static Read read(String encoded, SamlExpectation expected) {
        var sent = SamlSent.NOTHING;
        try {
            var document = SecureXml.parse(decoded(encoded));
            sent = SamlSent.of(document);
            return new Read(sent, Optional.of(verified(document, expected)), Optional.empty());
        } catch (SamlRefusal refusal) {
            return new Read(sent, Optional.empty(), Optional.of(refusal));
        }
    }

    private static byte[] decoded(String encoded) {
        try {
            return Base64.getDecoder().decode(encoded.replaceAll("[ \\t\\r\\n]", ""));
        } catch (IllegalArgumentException malformed) {
            throw SamlFault.NOT_BASE64.refuse();
        }
    }

    private static SamlAssertion verified(Document document, SamlExpectation expected) {
        var message = SamlMessage.of(document);
        var isResponseSigned = verify(message, expected);
        var rules = new SamlRules(expected);
        rules.requireResponse(message.response(), isResponseSigned);
        return rules.read(message.assertion());
    }

    /** Whether the whole response is signed. */
    private static boolean verify(SamlMessage message, SamlExpectation expected) {
        var ofResponse = SamlMessage.signature(message.response());
        var ofAssertion = SamlMessage.signature(message.assertion());
        var placed = ofResponse.stream().count() + ofAssertion.stream().count();
        var found = Elements.all(message.response()).stream()
                .filter(element -> "Signature".equals(element.getLocalName()))
                .count();
        if (found != placed) {
            throw SamlFault.SIGNATURE_PLACE.refuse();
        }
        if (found == 0) {
            throw SamlFault.UNSIGNED.refuse();
        }
        var certificates = usable(expected);
        ofResponse.ifPresent(signature -> verify(message.response(), signature, certificates));
        ofAssertion.ifPresent(signature -> verify(message.assertion(), signature, certificates));
        return ofResponse.isPresent();
    }

    private static void verify(Element signed, Element signature, List<X509Certificate> certificates) {
        new XmlSignature(signed, signature).verify(certificates);
    }

    private static List<X509Certificate> usable(SamlExpectation expected) {
        var usable = expected.certificates().stream()
                .filter(certificate ->
                        !expected.now().isBefore(certificate.getNotBefore().toInstant()))
                .filter(certificate ->
                        !expected.now().isAfter(certificate.getNotAfter().toInstant()))
                .filter(SamlAnswers::isStrong)
                .toList();
        if (usable.isEmpty()) {
            throw SamlFault.CERTIFICATE.refuse();
        }
        return usable;
    }
}
