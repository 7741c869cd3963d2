package dev.guildhall.identity.internal.saml;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * The key by which this server is known to providers.
 *
 * @param certificate with which it is published, in base64
 */
public record SamlKey(PrivateKey privateKey, String certificate) {

    private static final String RSA = "RSA";
    private static final int BITS = 3_072;
    /** Providers are told of it by hand, and so it does not end by itself any sooner than it must. */
    private static final Duration LIFE = Duration.ofDays(20 * 365);
    /** For clocks that are behind. */
    private static final Duration BEFORE = Duration.ofDays(1);

    /** A new one. Slow: not for event loops. */
    public static SamlKey generate(Instant now) {
        try {
            var generator = KeyPairGenerator.getInstance(RSA);
            generator.initialize(BITS);
            var keys = generator.generateKeyPair();
            var certificate = SelfSignedCertificate.of(keys, "guildhall", now.minus(BEFORE), now.plus(LIFE));
            return new SamlKey(keys.getPrivate(), Base64.getEncoder().encodeToString(certificate));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** One that was {@link #encoded}. */
    public static SamlKey of(String encoded, String certificate) {
        try {
            var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded));
            return new SamlKey(KeyFactory.getInstance(RSA).generatePrivate(spec), certificate);
        } catch (GeneralSecurityException itWasEncodedHere) {
            throw new IllegalStateException(itWasEncodedHere);
        }
    }

    /** The private part, which is for nobody to see. */
    public String encoded() {
        return Base64.getEncoder().encodeToString(privateKey.getEncoded());
    }

    @Override
    public String toString() {
        return "SamlKey";
    }
}
