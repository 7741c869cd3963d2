package dev.guildhall.identity.internal.saml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads XML that strangers send: no document type, nothing from elsewhere, bounded. Slow: not for event loops. */
final class SecureXml {

    static final int LARGEST = 256 * 1024;

    private static final int DEEPEST = 64;
    private static final int MOST_ATTRIBUTES = 64;

    private SecureXml() {}

    static Document parse(byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw SamlFault.TOO_LARGE.refuse("more than " + LARGEST + " bytes");
        }
        try {
            return builder().parse(new ByteArrayInputStream(bytes));
        } catch (SAXParseException refused) {
            throw refused.getMessage().contains("DOCTYPE")
                    ? SamlFault.DOCTYPE.refuse()
                    : SamlFault.NOT_XML.refuse(
                            "line " + refused.getLineNumber() + ", column " + refused.getColumnNumber());
        } catch (SAXException | IOException malformed) {
            throw SamlFault.NOT_XML.refuse();
        }
    }

    // Not by the class path, where another parser may be.
    private static DocumentBuilder builder() {
        var factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setAttribute("jdk.xml.maxElementDepth", Integer.toString(DEEPEST));
            factory.setAttribute("jdk.xml.elementAttributeLimit", Integer.toString(MOST_ATTRIBUTES));
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Thrown());
            return builder;
        } catch (ParserConfigurationException missing) {
            throw new IllegalStateException("Every JDK can parse XML like this", missing);
        }
    }

    /** For by default the parser writes to the console. */
    private static final class Thrown implements ErrorHandler {

        @Override
        public void warning(SAXParseException harmless) {}

        @Override
        public void error(SAXParseException failure) throws SAXException {
            throw failure;
        }

        @Override
        public void fatalError(SAXParseException failure) throws SAXException {
            throw failure;
        }
    }
}
