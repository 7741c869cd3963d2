package dev.guildhall.core.secret;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.text.ParseException;
import javax.crypto.SecretKey;

/**
 * Encrypts small secrets for the database, as compact JWE (RFC 7516) under AES-256-GCM. Each is bound to its purpose,
 * a text that names the row and what the secret is to it, such as {@code subscription/018f…/secret}: copied to another
 * row, it does not open. Fast enough for an event loop, and safe for use by any thread.
 */
public final class SecretBox {

    static final String PURPOSE = "purpose";

    private final MasterKey master;
    private final SecretKey key;
    private final String keyId;

    public SecretBox(MasterKey master) {
        this.master = master;
        this.key = master.encryptionKey("secret-box");
        this.keyId = master.fingerprint();
    }

    /** 32 bytes that are the same for a purpose on every node, and tell nothing of those for another one. */
    public byte[] derive(String purpose) {
        return master.sharedSecret(purpose);
    }

    public String seal(String purpose, String secret) {
        var header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .keyID(keyId)
                .customParam(PURPOSE, purpose)
                .build();
        var sealed = new JWEObject(header, new Payload(secret));
        try {
            sealed.encrypt(new DirectEncrypter(key));
        } catch (JOSEException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
        return sealed.serialize();
    }

    /**
     * What was sealed for the same purpose.
     *
     * @throws SecretUnreadableException when it was sealed for another one or with another key, or was changed since
     */
    public String open(String purpose, String sealed) {
        var content = parsed(purpose, sealed);
        var header = content.getHeader();
        if (!JWEAlgorithm.DIR.equals(header.getAlgorithm())
                || !EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())) {
            throw new SecretUnreadableException(purpose, "it is sealed in another way than ours", null);
        }
        if (!keyId.equals(header.getKeyID())) {
            throw new SecretUnreadableException(
                    purpose,
                    "it is sealed with the master key " + header.getKeyID() + " and this server has " + keyId,
                    null);
        }
        if (!purpose.equals(header.getCustomParam(PURPOSE))) {
            throw new SecretUnreadableException(purpose, "it is sealed for another purpose", null);
        }
        return decrypted(purpose, content);
    }

    private static JWEObject parsed(String purpose, String sealed) {
        try {
            return JWEObject.parse(sealed);
        } catch (ParseException | NullPointerException malformed) { // the latter for a header without alg
            throw new SecretUnreadableException(purpose, "it is not a JWE", malformed);
        }
    }

    private String decrypted(String purpose, JWEObject content) {
        try {
            content.decrypt(new DirectDecrypter(key));
        } catch (JOSEException changed) {
            throw new SecretUnreadableException(purpose, "it was changed after it was sealed", changed);
        }
        return content.getPayload().toString();
    }
}
