package dev.guildhall.identity.internal.saml;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * This server as one identity provider knows it.
 *
 * @param entityId its name; its metadata is there
 * @param assertionConsumer where it takes answers
 */
public record ServiceProvider(String entityId, String assertionConsumer) {

    private static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

    /**
     * What it says of itself: it wants assertions signed, and takes encrypted ones.
     *
     * @param signsRequests whether it signs its requests to this provider
     */
    public String metadata(SamlKey key, boolean signsRequests) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
                  <md:SPSSODescriptor AuthnRequestsSigned="%s" WantAssertionsSigned="true" \
                protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                    <md:KeyDescriptor use="signing">
                      %5$s
                    </md:KeyDescriptor>
                    <md:KeyDescriptor use="encryption">
                      %5$s
                      <md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>
                      <md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes128-gcm"/>
                      <md:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>
                    </md:KeyDescriptor>
                    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
                    <md:NameIDFormat>%s</md:NameIDFormat>
                    <md:AssertionConsumerService Binding="%s" Location="%6$s" index="0" isDefault="true"/>
                  </md:SPSSODescriptor>
                </md:EntityDescriptor>
                """.formatted(
                        escaped(entityId),
                        signsRequests,
                        SamlAssertion.EMAIL_FORMAT,
                        POST,
                        keyInfo(key),
                        escaped(assertionConsumer));
    }

    private static String keyInfo(SamlKey key) {
        return "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>"
                + key.certificate() + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>";
    }

    /**
     * Where a browser goes to have somebody signed in. Slow when it is signed, and then not for event loops.
     *
     * @param singleSignOnUrl the provider's
     * @param id of the request, by which the answer names it
     * @param relayState what the answer comes back with
     * @param signer by which it is signed, if it is
     */
    public URI request(String singleSignOnUrl, String id, String relayState, Instant now, Optional<SamlKey> signer) {
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
        var query = "SAMLRequest=" + URLEncoder.encode(deflated(request), UTF_8) + "&RelayState="
                + URLEncoder.encode(relayState, UTF_8);
        return URI.create(singleSignOnUrl
                + separator
                + signer.map(key -> signed(query, key)).orElse(query));
    }

    /** As the HTTP-Redirect binding has it: what is signed is the query, as it is sent. */
    private static String signed(String query, SamlKey key) {
        var whole = query + "&SigAlg=" + URLEncoder.encode(RSA_SHA256, UTF_8);
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.privateKey());
            signature.update(whole.getBytes(US_ASCII));
            return whole + "&Signature="
                    + URLEncoder.encode(Base64.getEncoder().encodeToString(signature.sign()), UTF_8);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
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
