package dev.guildhall.testkit.saml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Encrypts assertions for who has a key, well or badly, as a test wants it. */
public final class XmlEncrypter {

    public static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    public static final String XENC11 = "http://www.w3.org/2009/xmlenc11#";
    public static final String OAEP_MGF1P = XENC + "rsa-oaep-mgf1p";
    public static final String OAEP = XENC11 + "rsa-oaep";
    public static final String RSA_1_5 = XENC + "rsa-1_5";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<String, String> DIGESTS = Map.of(
            "http://www.w3.org/2000/09/xmldsig#sha1", "SHA-1", XENC + "sha256", "SHA-256", XENC + "sha512", "SHA-512");
    private static final Map<String, MGF1ParameterSpec> MASKS =
            Map.of(XENC11 + "mgf1sha1", MGF1ParameterSpec.SHA1, XENC11 + "mgf1sha256", MGF1ParameterSpec.SHA256);

    public PublicKey key;
    public String content = XENC11 + "aes256-gcm";
    public String wrapping = OAEP_MGF1P;
    /** Null for what is not said. */
    public String digest;

    public String mask;
    public boolean isKeyBehind;
    public UnaryOperator<byte[]> encrypted = UnaryOperator.identity();
    public UnaryOperator<byte[]> wrapped = UnaryOperator.identity();
    /** Of the whole {@code EncryptedAssertion}. */
    public UnaryOperator<String> written = UnaryOperator.identity();

    public XmlEncrypter(PublicKey key) {
        this.key = key;
    }

    /** Encrypts the assertion of a document in its place. */
    public void encrypt(Document document) {
        var assertion = XmlSigner.assertion(document);
        replace(assertion, encrypted(text(assertion)));
    }

    /** Puts what is encrypted of a text, which may be nothing like an assertion, in the place of an element. */
    public static void replace(Element element, String encryptedAssertion) {
        var made = XmlSigner.parse(encryptedAssertion).getDocumentElement();
        element.getParentNode().replaceChild(element.getOwnerDocument().importNode(made, true), element);
    }

    public String encrypted(String text) {
        return encrypted(text.getBytes(UTF_8));
    }

    public String encrypted(byte[] plain) {
        var secret = new byte[keyBytes()];
        RANDOM.nextBytes(secret);
        try {
            var data = encrypted.apply(encrypt(secret, plain));
            return written.apply(write(data, wrapped.apply(wrap(secret))));
        } catch (GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    private int keyBytes() {
        return content.contains("tripledes") ? 24 : Integer.parseInt(content.replaceAll(".*#aes(\\d+)-.*", "$1")) / 8;
    }

    private byte[] encrypt(byte[] secret, byte[] plain) throws GeneralSecurityException {
        var isGcm = content.endsWith("gcm");
        var isAes = content.contains("#aes");
        var iv = new byte[isGcm ? 12 : isAes ? 16 : 8];
        RANDOM.nextBytes(iv);
        var cipher = Cipher.getInstance(
                isGcm ? "AES/GCM/NoPadding" : isAes ? "AES/CBC/ISO10126Padding" : "DESede/CBC/ISO10126Padding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(secret, isAes ? "AES" : "DESede"),
                isGcm ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv));
        var out = new ByteArrayOutputStream();
        out.writeBytes(iv);
        out.writeBytes(cipher.doFinal(plain));
        return out.toByteArray();
    }

    private byte[] wrap(byte[] secret) throws GeneralSecurityException {
        if (wrapping.equals(RSA_1_5)) {
            var cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(secret);
        }
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                key,
                new OAEPParameterSpec(
                        DIGESTS.getOrDefault(digest == null ? "" : digest, "SHA-1"),
                        "MGF1",
                        MASKS.getOrDefault(mask == null ? "" : mask, MGF1ParameterSpec.SHA1),
                        PSource.PSpecified.DEFAULT));
        return cipher.doFinal(secret);
    }

    private String write(byte[] data, byte[] secret) {
        var method = "<xenc:EncryptionMethod Algorithm=\"" + wrapping + "\">"
                + (digest == null
                        ? ""
                        : "<ds:DigestMethod xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Algorithm=\"" + digest
                                + "\"/>")
                + (mask == null ? "" : "<xenc11:MGF xmlns:xenc11=\"" + XENC11 + "\" Algorithm=\"" + mask + "\"/>")
                + "</xenc:EncryptionMethod>";
        var secretKey = "<xenc:EncryptedKey>" + method + value(secret) + "</xenc:EncryptedKey>";
        var info = isKeyBehind ? "<ds:KeyName>behind</ds:KeyName>" : secretKey;
        return "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" xmlns:xenc=\"" + XENC
                + "\"><xenc:EncryptedData Type=\"" + XENC + "Element\"><xenc:EncryptionMethod Algorithm=\"" + content
                + "\"/><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">" + info + "</ds:KeyInfo>"
                + value(data) + "</xenc:EncryptedData>" + (isKeyBehind ? secretKey : "")
                + "</saml:EncryptedAssertion>";
    }

    private static String value(byte[] bytes) {
        return "<xenc:CipherData><xenc:CipherValue>" + Base64.getEncoder().encodeToString(bytes)
                + "</xenc:CipherValue></xenc:CipherData>";
    }

    /** As it stands alone. */
    public static String text(Element element) {
        try {
            var transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            var out = new StringWriter();
            transformer.transform(new DOMSource(element), new StreamResult(out));
            return out.toString();
        } catch (TransformerException failed) {
            throw new AssertionError(failed);
        }
    }
}
