package dev.guildhall.identity.internal.saml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** Reads elements of SAML documents. */
final class Elements {

    static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
    static final String SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";

    private Elements() {}

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    static List<Element> children(Element parent) {
        var found = new ArrayList<Element>();
        for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    static List<Element> children(Element parent, String namespace, String name) {
        return children(parent).stream()
                .filter(child -> is(child, namespace, name))
                .toList();
    }

    /** All of them below an element or in a document, however deep. */
    static List<Element> all(Element root) {
        var found = new ArrayList<Element>();
        found.add(root);
        for (var at = 0; at < found.size(); at++) {
            found.addAll(children(found.get(at)));
        }
        return found;
    }

    /** All of its text: no part of it can be hidden by a node in between. */
    static String text(Element element) {
        return element.getTextContent();
    }

    /** The same without the white space around it. */
    static String trimmed(Element element) {
        return text(element).strip();
    }

    static Optional<String> attribute(Element element, String name) {
        return element.hasAttributeNS(null, name) ? Optional.of(element.getAttributeNS(null, name)) : Optional.empty();
    }
}
