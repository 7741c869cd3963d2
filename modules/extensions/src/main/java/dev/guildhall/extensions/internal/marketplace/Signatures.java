package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.extensions.SignaturePolicy;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Finds out who signed an artifact. A signature is Ed25519 (RFC 8032) over the artifact's bytes, apart from it. */
public final class Signatures {

    static final int BYTES = 64;
    private static final int FINGERPRINT_BYTES = 8;

    private final SignaturePolicy policy;
    private final List<PublicKey> trustedKeys;

    public Signatures(SignaturePolicy policy, List<PublicKey> trustedKeys) {
        this.policy = policy;
        this.trustedKeys = List.copyOf(trustedKeys);
    }

    boolean required() {
        return policy == SignaturePolicy.REQUIRED;
    }

    /**
     * Whether what was signed so may be installed and run.
     *
     * @param signer the fingerprint of a key, which may be trusted no longer; null for what is not signed
     */
    boolean suffices(String signer) {
        return !required() || knows(signer);
    }

    /** Whether the fingerprint is that of a key that is trusted now. */
    boolean knows(String signer) {
        return signer != null
                && trustedKeys.stream().map(Signatures::fingerprint).anyMatch(signer::equals);
    }

    /** The fingerprint of the trusted key that made the signature; empty when none did. */
    Optional<String> signer(byte[] artifact, byte[] signature) {
        return trustedKeys.stream()
                .filter(key -> isSignedBy(key, artifact, signature))
                .map(Signatures::fingerprint)
                .findFirst();
    }

    private static boolean isSignedBy(PublicKey key, byte[] artifact, byte[] signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(artifact);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** The beginning of the SHA-256 digest of the key's X.509 form. */
    static String fingerprint(PublicKey key) {
        return HexFormat.of().formatHex(Arrays.copyOf(Sha256.of(key.getEncoded()), FINGERPRINT_BYTES));
    }
}
