package dev.guildhall.extensions;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.extensions.internal.ExtensionReadings;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 (RFC 8032) over an artifact's bytes, apart from it. */
public final class ArtifactSignature {

    public static final int BYTES = 64;
    private static final String ALGORITHM = "Ed25519";
    private static final int FINGERPRINT_BYTES = 8;

    private ArtifactSignature() {}

    public static byte[] sign(PrivateKey key, byte[] artifact) throws GeneralSecurityException {
        var signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(artifact);
        return signature.sign();
    }

    public static boolean isBy(PublicKey key, byte[] artifact, byte[] signature) {
        try {
            var verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(artifact);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** The beginning of the SHA-256 digest of the key's X.509 form. */
    public static String fingerprint(PublicKey key) {
        return HexFormat.of().formatHex(Arrays.copyOf(Sha256.of(key.getEncoded()), FINGERPRINT_BYTES));
    }

    /** An Ed25519 key as its 32 bytes or as OpenSSL writes it, in Base64; throws an {@link IllegalArgumentException}. */
    public static PublicKey publicKey(String base64) {
        return ExtensionReadings.trustedKey(base64);
    }
}
