package dev.guildhall.identity.internal.saml;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.w3c.dom.Element;

/**
 * An assertion that is encrypted for this server (XML Encryption 1.1), of the one form that is taken: by AES, whose key is
 * there once, by RSA-OAEP. The form is looked at before anything is computed. That something can be decrypted says nothing of
 * who has encrypted it: the key that it takes is public.
 */
final class EncryptedAssertion {

    private static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    private static final String XENC11 = "http://www.w3.org/2009/xmlenc11#";
    private static final String OAEP_MGF1P = XENC + "rsa-oaep-mgf1p";
    private static final String OAEP = XENC11 + "rsa-oaep";

    private static final Map<String, String> DIGESTS = Map.of(
            Elements.SIGNATURE + "sha1",
            "SHA-1",
            XENC + "sha256",
            "SHA-256",
            "http://www.w3.org/2001/04/xmldsig-more#sha384",
            "SHA-384",
            XENC + "sha512",
            "SHA-512");

    private static final Map<String, MGF1ParameterSpec> MASKS = Map.of(
            XENC11 + "mgf1sha1", MGF1ParameterSpec.SHA1,
            XENC11 + "mgf1sha256", MGF1ParameterSpec.SHA256,
            XENC11 + "mgf1sha384", MGF1ParameterSpec.SHA384,
            XENC11 + "mgf1sha512", MGF1ParameterSpec.SHA512);

    private static final int GCM_IV = 12;
    private static final int GCM_TAG_BITS = 128;
    private static final int CBC_IV = 16;
    private static final Set<String> BESIDE_THE_KEY = Set.of("KeyInfo", "ReferenceList", "CarriedKeyName");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Content content;
    private final byte[] encrypted;
    private final OAEPParameterSpec padding;
    private final byte[] encryptedKey;

    private EncryptedAssertion(Content content, byte[] encrypted, OAEPParameterSpec padding, byte[] encryptedKey) {
        this.content = content;
        this.encrypted = encrypted;
        this.padding = padding;
        this.encryptedKey = encryptedKey;
    }

    /** How the assertion itself is encrypted. */
    private enum Content {
        AES128_GCM(XENC11 + "aes128-gcm", 16),
        AES192_GCM(XENC11 + "aes192-gcm", 24),
        AES256_GCM(XENC11 + "aes256-gcm", 32),
        AES128_CBC(XENC + "aes128-cbc", 16),
        AES192_CBC(XENC + "aes192-cbc", 24),
        AES256_CBC(XENC + "aes256-cbc", 32);

        private final String algorithm;
        private final int keyBytes;

        Content(String algorithm, int keyBytes) {
            this.algorithm = algorithm;
            this.keyBytes = keyBytes;
        }

        private int ivBytes() {
            return isGcm() ? GCM_IV : CBC_IV;
        }

        static Content of(String algorithm) {
            return Stream.of(values())
                    .filter(one -> one.algorithm.equals(algorithm))
                    .findFirst()
                    .orElseThrow(() -> SamlFault.ENCRYPTED.refuse(Clipped.of(algorithm)));
        }

        private boolean isGcm() {
            return algorithm.endsWith("-gcm");
        }

        byte[] decrypt(byte[] key, byte[] encrypted) throws GeneralSecurityException {
            // The padding of XML Encryption is that of ISO 10126.
            var cipher = Cipher.getInstance(isGcm() ? "AES/GCM/NoPadding" : "AES/CBC/ISO10126Padding");
            var iv = Arrays.copyOf(encrypted, ivBytes());
            AlgorithmParameterSpec parameters =
                    isGcm() ? new GCMParameterSpec(GCM_TAG_BITS, iv) : new IvParameterSpec(iv);
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
            return cipher.doFinal(encrypted, ivBytes(), encrypted.length - ivBytes());
        }
    }

    /** Reads an {@code EncryptedAssertion}; what is refused here, everybody sees who has the answer. */
    static EncryptedAssertion of(Element element) {
        var parts = Elements.children(element);
        if (parts.isEmpty() || !Elements.is(parts.get(0), XENC, "EncryptedData")) {
            throw SamlFault.ENCRYPTED.refuse("there is nothing encrypted in it");
        }
        var data = parts.get(0);
        requireElement(data);
        requireParts(data, List.of("EncryptionMethod", "KeyInfo", "CipherData"));
        var method = only(data, XENC, "EncryptionMethod");
        requireNames(method, Set.of());
        var key = key(only(data, Elements.SIGNATURE, "KeyInfo"), parts.subList(1, parts.size()));
        var wrapping = only(key, XENC, "EncryptionMethod");
        var content = Content.of(algorithm(method));
        var encrypted = value(data);
        if (encrypted.length < content.ivBytes()) {
            throw SamlFault.ENCRYPTED.refuse("it is too short");
        }
        return new EncryptedAssertion(content, encrypted, padding(wrapping), value(key));
    }

    private static void requireElement(Element data) {
        if (!Elements.attribute(data, "Type").orElse(XENC + "Element").equals(XENC + "Element")) {
            throw SamlFault.ENCRYPTED.refuse("it is no element");
        }
    }

    /** The one key, which providers put into the data or behind it. */
    private static Element key(Element info, List<Element> behind) {
        var all = Stream.concat(Elements.children(info, XENC, "EncryptedKey").stream(), behind.stream())
                .toList();
        if (all.size() != 1 || !Elements.is(all.get(0), XENC, "EncryptedKey")) {
            throw SamlFault.ENCRYPTED.refuse("it has not exactly one key");
        }
        var key = all.get(0);
        var beside = Elements.children(key).stream()
                .map(Element::getLocalName)
                .filter(name -> !BESIDE_THE_KEY.contains(name))
                .toList();
        if (!beside.equals(List.of("EncryptionMethod", "CipherData"))) {
            throw SamlFault.ENCRYPTED.refuse("its key has other parts than it must have");
        }
        return key;
    }

    private static OAEPParameterSpec padding(Element method) {
        var algorithm = algorithm(method);
        if (!algorithm.equals(OAEP) && !algorithm.equals(OAEP_MGF1P)) {
            throw SamlFault.ENCRYPTED.refuse("its key by " + Clipped.of(algorithm));
        }
        requireNames(method, algorithm.equals(OAEP) ? Set.of("DigestMethod", "MGF") : Set.of("DigestMethod"));
        var digest = chosen(DIGESTS, method, Elements.SIGNATURE, "DigestMethod").orElse("SHA-1");
        var mask = chosen(MASKS, method, XENC11, "MGF").orElse(MGF1ParameterSpec.SHA1);
        return new OAEPParameterSpec(digest, "MGF1", mask, PSource.PSpecified.DEFAULT);
    }

    private static <T> Optional<T> chosen(Map<String, T> taken, Element method, String namespace, String name) {
        var found = Elements.children(method, namespace, name);
        if (found.size() > 1) {
            throw SamlFault.ENCRYPTED.refuse("there are " + found.size() + " " + name);
        }
        return found.stream().findFirst().map(one -> {
            requireNames(one, Set.of());
            return Optional.ofNullable(taken.get(algorithm(one)))
                    .orElseThrow(() -> SamlFault.ENCRYPTED.refuse(Clipped.of(algorithm(one))));
        });
    }

    private static byte[] value(Element encrypted) {
        var data = only(encrypted, XENC, "CipherData");
        requireParts(data, List.of("CipherValue"));
        try {
            var text = Elements.text(only(data, XENC, "CipherValue")).replaceAll("[ \\t\\r\\n]", "");
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            throw SamlFault.ENCRYPTED.refuse("it is not in base64");
        }
    }

    private static String algorithm(Element method) {
        return Elements.attribute(method, "Algorithm").orElse("");
    }

    private static Element only(Element parent, String namespace, String name) {
        var found = Elements.children(parent, namespace, name);
        if (found.size() != 1) {
            throw SamlFault.ENCRYPTED.refuse("there are " + found.size() + " " + name);
        }
        return found.get(0);
    }

    private static void requireParts(Element parent, List<String> names) {
        if (!Elements.children(parent).stream()
                .map(Element::getLocalName)
                .toList()
                .equals(names)) {
            throw SamlFault.ENCRYPTED.refuse("it has other parts than it must have");
        }
    }

    private static void requireNames(Element parent, Set<String> names) {
        if (!Elements.children(parent).stream().map(Element::getLocalName).allMatch(names::contains)) {
            throw SamlFault.ENCRYPTED.refuse("it has other parts than it must have");
        }
    }

    /**
     * What was encrypted, or nothing that anybody has. Why it cannot be decrypted is told to nobody, and so is whether its key
     * could be: then it is decrypted by another one, as work that takes as long and comes to nothing.
     */
    byte[] decrypt(PrivateKey by) throws GeneralSecurityException {
        return content.decrypt(key(by), encrypted);
    }

    private byte[] key(PrivateKey by) {
        var another = new byte[content.keyBytes];
        RANDOM.nextBytes(another);
        try {
            var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, by, padding);
            var key = cipher.doFinal(encryptedKey);
            return key.length == content.keyBytes ? key : another;
        } catch (GeneralSecurityException notForThisServer) {
            return another;
        }
    }
}
