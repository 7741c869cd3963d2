package dev.guildhall.identity.internal.saml;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Element;

/**
 * A signature that is enveloped in the element it signs, of the one form that is taken: one reference, to that very
 * element, as it stands. The form is looked at before anything is computed, and the key is one that was configured, whatever
 * the signature says of its own.
 */
final class XmlSignature {

    private static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private static final List<String> TRANSFORMS =
            List.of("http://www.w3.org/2000/09/xmldsig#enveloped-signature", EXCLUSIVE);
    private static final Set<String> SIGNATURES = Set.of(
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512");
    private static final Set<String> DIGESTS = Set.of(
            "http://www.w3.org/2001/04/xmlenc#sha256",
            "http://www.w3.org/2001/04/xmldsig-more#sha384",
            "http://www.w3.org/2001/04/xmlenc#sha512");

    // Others are expressions that choose an element by what it is.
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private final Element signed;
    private final Element signature;

    XmlSignature(Element signed, Element signature) {
        this.signed = signed;
        this.signature = signature;
    }

    /** The certificate by whose key it is signed. */
    X509Certificate verify(List<X509Certificate> certificates) {
        requireForm();
        return certificates.stream().filter(this::isSignedBy).findFirst().orElseThrow(SamlFault.WRONG_KEY::refuse);
    }

    private void requireForm() {
        var parts = Elements.children(signature);
        requireParts(
                parts,
                parts.size() == 3
                        ? List.of("SignedInfo", "SignatureValue", "KeyInfo")
                        : List.of("SignedInfo", "SignatureValue"));
        var info = Elements.children(parts.get(0));
        requireParts(info, List.of("CanonicalizationMethod", "SignatureMethod", "Reference"));
        requireCanonical(info.get(0));
        requireAlgorithm(info.get(1), SIGNATURES);
        requireReference(info.get(2));
    }

    private void requireReference(Element reference) {
        var id = SamlMessage.id(signed)
                .filter(name -> NAME.matcher(name).matches())
                .orElseThrow(SamlFault.REFERENCE::refuse);
        if (!Elements.attribute(reference, "URI").equals(Optional.of("#" + id))) {
            throw SamlFault.REFERENCE.refuse();
        }
        var parts = Elements.children(reference);
        var names = parts.stream().map(Element::getLocalName).toList();
        if (names.equals(List.of("DigestMethod", "DigestValue"))) {
            throw SamlFault.TRANSFORM.refuse("there are no transforms");
        }
        requireParts(parts, List.of("Transforms", "DigestMethod", "DigestValue"));
        requireAlgorithm(parts.get(1), DIGESTS);
        var transforms = Elements.children(parts.get(0));
        if (!transforms.stream().map(XmlSignature::algorithm).toList().equals(TRANSFORMS)) {
            throw SamlFault.TRANSFORM.refuse();
        }
        requireParts(transforms, List.of("Transform", "Transform"));
        requireParts(Elements.children(transforms.get(0)), List.of());
        requireCanonical(transforms.get(1));
    }

    private static void requireCanonical(Element method) {
        if (!algorithm(method).equals(EXCLUSIVE)) {
            throw SamlFault.TRANSFORM.refuse(Clipped.of(algorithm(method)));
        }
        var isMore = Elements.children(method).stream()
                .anyMatch(parameter -> !Elements.is(parameter, EXCLUSIVE, "InclusiveNamespaces"));
        if (isMore || Elements.children(method).size() > 1) {
            throw SamlFault.SIGNATURE_FORM.refuse();
        }
    }

    private static void requireAlgorithm(Element method, Set<String> taken) {
        if (!taken.contains(algorithm(method))) {
            throw SamlFault.ALGORITHM.refuse(Clipped.of(algorithm(method)));
        }
        requireParts(Elements.children(method), List.of());
    }

    private static void requireParts(List<Element> found, List<String> names) {
        var right = found.size() == names.size();
        for (var i = 0; right && i < names.size(); i++) {
            right = Elements.is(found.get(i), Elements.SIGNATURE, names.get(i));
        }
        if (!right) {
            throw SamlFault.SIGNATURE_FORM.refuse();
        }
    }

    private static String algorithm(Element method) {
        return Elements.attribute(method, "Algorithm").orElse("");
    }

    private boolean isSignedBy(X509Certificate certificate) {
        var context = new DOMValidateContext(certificate.getPublicKey(), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
        context.setIdAttributeNS(signed, null, "ID");
        boolean isByKey;
        boolean isUnchanged;
        try {
            var read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            isByKey = read.getSignatureValue().validate(context);
            isUnchanged = isByKey && read.validate(context);
        } catch (XMLSignatureException keyOfAnotherKind) {
            return false;
        } catch (MarshalException | RuntimeException malformed) {
            // The library is not written for what strangers send: it has other failures beside its own.
            throw SamlFault.SIGNATURE_FORM.refuse();
        }
        if (isByKey && !isUnchanged) {
            throw SamlFault.CHANGED.refuse();
        }
        return isByKey;
    }
}
