package dev.guildhall.testkit.saml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** A SAML provider: reads requests strictly, and signs with a key of its own what a test has drafted. */
public final class FakeSamlProvider {

    public static final String ENTITY_ID = "https://login.acme.example/saml/metadata";
    public static final String URL = "https://login.acme.example/saml?tenant=1";

    /** Keys that take a while to make. */
    public static final TestCertificate CURRENT = TestCertificate.rsa(2_048);

    public static final TestCertificate STRANGE = TestCertificate.rsa(2_048);

    public TestCertificate certificate = CURRENT;

    /** What a browser was sent here with. */
    public record Request(String id, String acs, String issuer, String relayState) {

        /** The form that the browser posts then, at the host it has come from. */
        public String form(String xml) {
            return "SAMLResponse="
                    + URLEncoder.encode(Base64.getEncoder().encodeToString(xml.getBytes(UTF_8)), UTF_8)
                    + "&RelayState=" + URLEncoder.encode(relayState, UTF_8);
        }

        public String path() {
            return URI.create(acs).getPath();
        }
    }

    public JsonObject configuration() {
        return new JsonObject()
                .put("provider", "SAML")
                .put("entityId", ENTITY_ID)
                .put("singleSignOnUrl", URL)
                .put("certificate", certificate.pem());
    }

    public Request read(String location) {
        assertThat(location).startsWith(URL + "&SAMLRequest=");
        var query = query(URI.create(location).getRawQuery());
        var xml = inflated(query.get("SAMLRequest"));
        var request = XmlSigner.parse(xml).getDocumentElement();
        assertThat(request.getNamespaceURI()).isEqualTo("urn:oasis:names:tc:SAML:2.0:protocol");
        assertThat(request.getLocalName()).isEqualTo("AuthnRequest");
        assertThat(request.getAttribute("Version")).isEqualTo("2.0");
        assertThat(request.getAttribute("IssueInstant")).endsWith("Z");
        assertThat(request.getAttribute("Destination")).isEqualTo(URL);
        assertThat(request.getAttribute("ProtocolBinding")).endsWith("HTTP-POST");
        assertThat(request.getAttribute("ID")).matches("_[A-Za-z0-9_-]{43}");
        assertThat(query.get("RelayState").length()).isBetween(40, 80);
        return new Request(
                request.getAttribute("ID"),
                request.getAttribute("AssertionConsumerServiceURL"),
                XmlSigner.only(request.getOwnerDocument(), "Issuer").getTextContent(),
                query.get("RelayState"));
    }

    /** Whether a request is signed by who has the certificate, as the redirect binding has it. */
    public static boolean isSigned(String location, X509Certificate certificate) {
        var query = URI.create(location).getRawQuery();
        var fields = query(query);
        if (!fields.containsKey("Signature")) {
            return false;
        }
        assertThat(fields.get("SigAlg")).isEqualTo("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        var signed = query.substring(query.indexOf("SAMLRequest="), query.indexOf("&Signature="));
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(certificate.getPublicKey());
            signature.update(signed.getBytes(UTF_8));
            return signature.verify(Base64.getDecoder().decode(fields.get("Signature")));
        } catch (GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    private static Map<String, String> query(String text) {
        return Stream.of(text.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    }

    private static String inflated(String deflated) {
        var bytes = new ByteArrayInputStream(Base64.getDecoder().decode(deflated));
        try (var in = new InflaterInputStream(bytes, new Inflater(true))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    public SamlDraft draft(Request request, String subject, String email) {
        return new SamlDraft(request, ENTITY_ID, subject, email);
    }

    public XmlSigner signer() {
        return new XmlSigner(certificate.keys().getPrivate());
    }

    /** As most providers do it. */
    public String signed(SamlDraft draft) {
        var document = XmlSigner.parse(draft.response());
        signer().sign(XmlSigner.assertion(document));
        return XmlSigner.text(document);
    }
}
