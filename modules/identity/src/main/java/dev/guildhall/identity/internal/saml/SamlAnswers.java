package dev.guildhall.identity.internal.saml;

import java.security.GeneralSecurityException;
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
        var response = message.response();
        var certificates = usable(expected);
        var rules = new SamlRules(expected);
        if (message.isEncrypted()) {
            var isSigned = !verify(List.of(response), certificates).isEmpty();
            rules.requireResponse(response, isSigned);
            return rules.read(decrypted(message.assertion(), isSigned, certificates, expected.key()));
        }
        var signed = verify(List.of(response, message.assertion()), certificates);
        if (signed.isEmpty()) {
            throw SamlFault.UNSIGNED.refuse();
        }
        rules.requireResponse(response, signed.contains(response));
        return rules.read(message.assertion());
    }

    /**
     * The assertion that the provider has signed or, when it has signed the response around it, sent. Until that is certain
     * all that can be wrong is told alike: anybody can have this server decrypt what they have made up or changed, and must
     * not learn from its answers what came of it.
     */
    private static Element decrypted(
            Element element, boolean isResponseSigned, List<X509Certificate> certificates, SamlKey key) {
        var encrypted = EncryptedAssertion.of(element);
        try {
            var assertion = SamlMessage.decrypted(SecureXml.parse(encrypted.decrypt(key.privateKey())));
            if (verify(List.of(assertion), certificates).isEmpty() && !isResponseSigned) {
                throw SamlFault.UNSIGNED.refuse();
            }
            return assertion;
        } catch (SamlRefusal | GeneralSecurityException untold) {
            throw SamlFault.UNREADABLE.refuse();
        }
    }

    /** Which of these are signed; below the first no signature may be but theirs. */
    private static List<Element> verify(List<Element> elements, List<X509Certificate> certificates) {
        var signed = elements.stream()
                .filter(element -> SamlMessage.signature(element).isPresent())
                .toList();
        var found = Elements.all(elements.get(0)).stream()
                .filter(element -> "Signature".equals(element.getLocalName()))
                .count();
        if (found != signed.size()) {
            throw SamlFault.SIGNATURE_PLACE.refuse();
        }
        for (var element : signed) {
            new XmlSignature(element, SamlMessage.signature(element).orElseThrow()).verify(certificates);
        }
        return signed;
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
