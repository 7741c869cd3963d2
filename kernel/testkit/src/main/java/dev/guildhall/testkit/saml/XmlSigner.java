package dev.guildhall.testkit.saml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.ExcC14NParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.crypto.dsig.spec.XPathFilterParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Signs elements of documents, well or badly, as a test wants it. */
public final class XmlSigner {

    public static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    public static final String ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    public static final String XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116";

    private static final XMLSignatureFactory XML = XMLSignatureFactory.getInstance("DOM");

    public Key key;
    public String method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    public String digest = "http://www.w3.org/2001/04/xmlenc#sha256";
    public String canonicalization = EXCLUSIVE;
    public List<String> transforms = List.of(ENVELOPED, EXCLUSIVE);
    /** Null for that of the element. */
    public String uri;

    public int references = 1;
    public String object;
    public TestCertificate shown;
    /** Of the namespaces that are signed wherever they are declared. */
    public List<String> prefixes = List.of();

    public XmlSigner(Key key) {
        this.key = key;
    }

    /** Puts the signature of an element where SAML has it, behind the issuer. */
    public void sign(Element element) {
        sign(element, element);
    }

    /** Puts the signature of one element into another. */
    public void sign(Element element, Element into) {
        try {
            var all = new ArrayList<Reference>();
            for (var i = 0; i < references; i++) {
                all.add(reference(element));
            }
            var info = XML.newSignedInfo(
                    XML.newCanonicalizationMethod(canonicalization, (C14NMethodParameterSpec) null),
                    XML.newSignatureMethod(method, null),
                    all);
            var objects = object == null
                    ? null
                    : List.of(XML.newXMLObject(
                            List.of(new DOMStructure(element.getOwnerDocument().createTextNode(object))),
                            null,
                            null,
                            null));
            var context = new DOMSignContext(key, into, behindIssuer(into));
            context.setDefaultNamespacePrefix("ds");
            context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.FALSE);
            element.setIdAttribute("ID", true);
            XML.newXMLSignature(info, keyInfo(), objects, null, null).sign(context);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException failed) {
            throw new AssertionError(failed);
        }
    }

    private Reference reference(Element element) throws GeneralSecurityException {
        var made = new ArrayList<Transform>();
        for (var transform : transforms) {
            made.add(XML.newTransform(transform, parameters(transform)));
        }
        return XML.newReference(
                uri == null ? "#" + element.getAttribute("ID") : uri,
                XML.newDigestMethod(digest, null),
                made,
                null,
                null);
    }

    private TransformParameterSpec parameters(String transform) {
        if (transform.equals(XPATH)) {
            return new XPathFilterParameterSpec("true()");
        }
        return transform.equals(EXCLUSIVE) && !prefixes.isEmpty() ? new ExcC14NParameterSpec(prefixes) : null;
    }

    private KeyInfo keyInfo() {
        if (shown == null) {
            return null;
        }
        var factory = XML.getKeyInfoFactory();
        return factory.newKeyInfo(List.of(factory.newX509Data(List.of(shown.x509()))));
    }

    private static Node behindIssuer(Element element) {
        var first = element.getFirstChild();
        return first != null && "Issuer".equals(first.getLocalName()) ? first.getNextSibling() : first;
    }

    /** Whether all that is signed is signed by this key, as one finds who looks at the signatures alone. */
    public static boolean holds(String xml, TestCertificate certificate) {
        var document = parse(xml);
        var elements = document.getElementsByTagNameNS("*", "*");
        var signatures = document.getElementsByTagNameNS("*", "Signature");
        var holds = signatures.getLength() > 0;
        for (var i = 0; holds && i < signatures.getLength(); i++) {
            var context = new DOMValidateContext(certificate.keys().getPublic(), signatures.item(i));
            context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.FALSE);
            for (var j = 0; j < elements.getLength(); j++) {
                if (((Element) elements.item(j)).hasAttribute("ID")) {
                    context.setIdAttributeNS((Element) elements.item(j), null, "ID");
                }
            }
            try {
                holds = XML.unmarshalXMLSignature(context).validate(context);
            } catch (MarshalException | XMLSignatureException failed) {
                throw new AssertionError(failed);
            }
        }
        return holds;
    }

    public static Document parse(String xml) {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
        } catch (ParserConfigurationException | SAXException | IOException failed) {
            throw new AssertionError(failed);
        }
    }

    public static String text(Document document) {
        try {
            var transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            var out = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(out));
            return out.toString();
        } catch (TransformerException failed) {
            throw new AssertionError(failed);
        }
    }

    public static Element assertion(Document document) {
        return only(document, "Assertion");
    }

    /** The first of this name in a document. */
    public static Element only(Document document, String name) {
        return only(document.getDocumentElement(), name);
    }

    public static Element only(Element root, String name) {
        return (Element) root.getElementsByTagNameNS("*", name).item(0);
    }
}
