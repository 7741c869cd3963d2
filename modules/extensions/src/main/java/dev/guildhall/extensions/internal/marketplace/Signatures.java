package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.extensions.ArtifactSignature;
import dev.guildhall.extensions.SignaturePolicy;
import java.util.Optional;

/** Finds out who signed an artifact. A signature is Ed25519 (RFC 8032) over the artifact's bytes, apart from it. */
public final class Signatures {

    private final SignaturePolicy policy;
    private final PublisherKeys keys;

    public Signatures(SignaturePolicy policy, PublisherKeys keys) {
        this.policy = policy;
        this.keys = keys;
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

    /** Whether it is to be told that no trusted key has signed something. */
    boolean warns() {
        return policy == SignaturePolicy.WARN;
    }

    /** Whether the fingerprint is that of a key that is trusted now. */
    boolean knows(String signer) {
        return signer != null
                && keys.trusted().stream().map(ArtifactSignature::fingerprint).anyMatch(signer::equals);
    }

    /** The fingerprint of the trusted key that made the signature; empty when none did. */
    Optional<String> signer(byte[] artifact, byte[] signature) {
        return keys.trusted().stream()
                .filter(key -> ArtifactSignature.isBy(key, artifact, signature))
                .map(ArtifactSignature::fingerprint)
                .findFirst();
    }
}
