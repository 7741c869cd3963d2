package dev.guildhall.identity.internal.saml;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.traversal.DocumentTraversal;
import org.w3c.dom.traversal.NodeFilter;

/**
 * A response of the one form that is taken: with one assertion, at its place, and with nothing that could be taken for
 * another. Nothing of it is trusted yet.
 *
 * @param assertion as it was sent, which may be encrypted
 */
record SamlMessage(Element response, Element assertion) {

    private static final String VERSION = "2.0";
    private static final int OTHER_THAN_TEXT =
            NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_PROCESSING_INSTRUCTION | NodeFilter.SHOW_CDATA_SECTION;

    static SamlMessage of(Document document) {
        requireElementsAndText(document);
        var response = document.getDocumentElement();
        if (!Elements.is(response, Elements.PROTOCOL, "Response") || !isVersion2(response)) {
            throw SamlFault.NOT_A_RESPONSE.refuse();
        }
        var all = Elements.all(response);
        requireOneId(all);
        return new SamlMessage(response, assertion(response, all));
    }

    // Whoever reads a text up to a comment reads another name than the one that was signed.
    private static void requireElementsAndText(Document document) {
        var nodes = ((DocumentTraversal) document).createNodeIterator(document, OTHER_THAN_TEXT, null, false);
        if (nodes.nextNode() != null) {
            throw SamlFault.MORE_THAN_TEXT.refuse();
        }
    }

    private static void requireOneId(List<Element> all) {
        var seen = new HashSet<String>();
        for (var element : all) {
            var attributes = element.getAttributes();
            for (var i = 0; i < attributes.getLength(); i++) {
                var attribute = attributes.item(i);
                if ("id".equalsIgnoreCase(attribute.getLocalName()) && !seen.add(attribute.getNodeValue())) {
                    throw SamlFault.ID_REPEATED.refuse();
                }
            }
        }
    }

    private static Element assertion(Element response, List<Element> all) {
        var found = all.stream().filter(SamlMessage::isAssertion).toList();
        if (found.size() != 1 || found.get(0).getParentNode() != response) {
            // The provider sends none where it did not let somebody in.
            requireSuccess(response);
            throw SamlFault.NOT_ONE_ASSERTION.refuse("there are " + found.size());
        }
        var assertion = found.get(0);
        if (id(response).isEmpty()) {
            throw SamlFault.ID_REPEATED.refuse();
        }
        return isEncrypted(assertion) ? assertion : plain(assertion);
    }

    private static Element plain(Element assertion) {
        if (!Elements.is(assertion, Elements.ASSERTION, "Assertion") || !isVersion2(assertion)) {
            throw SamlFault.NOT_ONE_ASSERTION.refuse("it is not of SAML 2.0");
        }
        if (id(assertion).isEmpty()) {
            throw SamlFault.ID_REPEATED.refuse();
        }
        return assertion;
    }

    /** The assertion that a document is which was decrypted, by the same rules. */
    static Element decrypted(Document document) {
        requireElementsAndText(document);
        var all = Elements.all(document.getDocumentElement());
        requireOneId(all);
        if (all.stream().filter(SamlMessage::isAssertion).count() != 1) {
            throw SamlFault.NOT_ONE_ASSERTION.refuse();
        }
        return plain(document.getDocumentElement());
    }

    boolean isEncrypted() {
        return isEncrypted(assertion);
    }

    private static boolean isEncrypted(Element assertion) {
        return Elements.is(assertion, Elements.ASSERTION, "EncryptedAssertion");
    }

    private static boolean isAssertion(Element element) {
        return "Assertion".equals(element.getLocalName()) || "EncryptedAssertion".equals(element.getLocalName());
    }

    static void requireSuccess(Element response) {
        var codes = Elements.children(response, Elements.PROTOCOL, "Status").stream()
                .flatMap(status -> Elements.children(status, Elements.PROTOCOL, "StatusCode").stream())
                .map(code -> Elements.attribute(code, "Value").orElse(""))
                .toList();
        if (!codes.equals(List.of("urn:oasis:names:tc:SAML:2.0:status:Success"))) {
            throw SamlFault.STATUS.refuse(
                    codes.isEmpty()
                            ? "it says nothing of it"
                            : Clipped.of(codes.get(0).replaceFirst(".*:", "")));
        }
    }

    /** The signature of an element, if it has one. */
    static Optional<Element> signature(Element signed) {
        return Elements.children(signed, Elements.SIGNATURE, "Signature").stream()
                .findFirst();
    }

    static Optional<String> id(Element element) {
        return Elements.attribute(element, "ID").filter(id -> !id.isEmpty());
    }

    private static boolean isVersion2(Element element) {
        return Elements.attribute(element, "Version").filter(VERSION::equals).isPresent();
    }
}
