package dev.guildhall.core.secret;

import dev.guildhall.core.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A random secret that a client is given once and that is kept here as its hash only. */
public final class ClientSecret {

    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    ClientSecret(String text) {
        this.text = text;
    }

    /** A new one; the prefix tells people, and scanners of leaked secrets, what they have found. */
    public static ClientSecret next(String prefix) {
        var bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new ClientSecret(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The one that follows from a former secret and a random salt: who has only one of the two cannot tell it. */
    public static ClientSecret derived(String prefix, String former, byte[] salt) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(former.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return new ClientSecret(
                    prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(salt)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-256", missing);
        }
    }

    /** What the client gets. */
    public String text() {
        return text;
    }

    /** What is stored. */
    public byte[] hash() {
        return hash(text);
    }

    /** The stored form of a secret that a client presents; no salt is needed for 256 random bits. */
    public static byte[] hash(String text) {
        return Sha256.of(text);
    }

    @Override
    public String toString() {
        return "ClientSecret";
    }
}
