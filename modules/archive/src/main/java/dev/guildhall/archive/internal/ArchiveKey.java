package dev.guildhall.archive.internal;

import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.extensions.ArtifactSignature;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** The key that a server signs its archives with: Ed25519, always the same for a master key. */
public final class ArchiveKey {

    private final KeyPair pair;

    private ArchiveKey(KeyPair pair) {
        this.pair = pair;
    }

    public static ArchiveKey of(SecretBox secrets) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, new Derived(secrets.derive("archive/signing-key")));
            return new ArchiveKey(generator.generateKeyPair());
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    // An Ed25519 key is its 32 random bytes, and the generator the one way in the JDK to the public key that they have.
    private static final class Derived extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        private Derived(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("The JDK makes Ed25519 keys of " + bytes.length + " bytes");
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }

    PrivateKey secret() {
        return pair.getPrivate();
    }

    public byte[] sign(byte[] message) {
        try {
            return ArtifactSignature.sign(secret(), message);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    public PublicKey published() {
        return pair.getPublic();
    }

    /** The public key as people give it to each other. */
    public String text() {
        return Base64.getEncoder().encodeToString(published().getEncoded());
    }

    boolean is(PublicKey other) {
        return Arrays.equals(published().getEncoded(), other.getEncoded());
    }
}
