package dev.guildhall.identity.internal.saml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * This server as one identity provider knows it.
 *
 * @param entityId its name; its metadata is there
 * @param assertionConsumer where it takes answers
 */
public record ServiceProvider(String entityId, String assertionConsumer) {

    private static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

    /** What it says of itself: it signs nothing, and wants assertions signed. */
    public String metadata() {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
                  <md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" \
                protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
                    <md:NameIDFormat>%s</md:NameIDFormat>
                    <md:AssertionConsumerService Binding="%s" Location="%s" index="0" isDefault="true"/>
                  </md:SPSSODescriptor>
                </md:EntityDescriptor>
                """.formatted(escaped(entityId), SamlAssertion.EMAIL_FORMAT, POST, escaped(assertionConsumer));
    }

    /**
     * Where a browser goes to have somebody signed in.
     *
     * @param singleSignOnUrl the provider's
     * @param id of the request, by which the answer names it
     * @param relayState what the answer comes back with
     */
    public URI request(String singleSignOnUrl, String id, String relayState, Instant now) {
        var request = """
                <samlp:AuthnRequest xmlns:samlp="%s" xmlns:saml="%s" ID="%s" Version="2.0" IssueInstant="%s" \
                Destination="%s" ProtocolBinding="%s" AssertionConsumerServiceURL="%s">\
                <saml:Issuer>%s</saml:Issuer><samlp:NameIDPolicy AllowCreate="true"/></samlp:AuthnRequest>""".formatted(
                        Elements.PROTOCOL,
                        Elements.ASSERTION,
                        id,
                        now.truncatedTo(ChronoUnit.SECONDS),
                        escaped(singleSignOnUrl),
                        POST,
                        escaped(assertionConsumer),
                        escaped(entityId));
        var separator = singleSignOnUrl.contains("?") ? "&" : "?";
        return URI.create(singleSignOnUrl + separator + "SAMLRequest=" + URLEncoder.encode(deflated(request), UTF_8)
                + "&RelayState=" + URLEncoder.encode(relayState, UTF_8));
    }

    private static String deflated(String request) {
        var bytes = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (var out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(request.getBytes(UTF_8));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        } finally {
            deflater.end();
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
