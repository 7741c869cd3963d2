package dev.guildhall.testkit.passkey;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/** The kinds of keys that authenticators make, and two that they had better not. */
public enum PasskeyKey {
    ES256("EC", 256, "SHA256withECDSA"),
    ED25519("Ed25519", 0, "Ed25519"),
    RS256("RSA", 2048, "SHA256withRSA"),
    /** One that can be broken. */
    RS256_OF_1024_BITS("RSA", 1024, "SHA256withRSA"),
    /** One that was not asked for. */
    RS1("RSA", 2048, "SHA1withRSA");

    private final String family;
    private final int bits;
    private final String signing;

    PasskeyKey(String family, int bits, String signing) {
        this.family = family;
        this.bits = bits;
        this.signing = signing;
    }

    KeyPair generate() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(family);
        if (bits > 0) {
            generator.initialize(bits);
        }
        return generator.generateKeyPair();
    }

    byte[] sign(KeyPair key, byte[] content) throws GeneralSecurityException {
        var signature = Signature.getInstance(signing);
        signature.initSign(key.getPrivate());
        signature.update(content);
        return signature.sign();
    }

    /** The public key as COSE has it (RFC 9052). */
    byte[] cose(KeyPair key) {
        return switch (this) {
            case ES256 -> {
                var point = ((ECPublicKey) key.getPublic()).getW();
                yield head(5, 2, -7)
                        .number(-1)
                        .number(1)
                        .number(-2)
                        .bytes(of32(point.getAffineX()))
                        .number(-3)
                        .bytes(of32(point.getAffineY()))
                        .written();
            }
            case ED25519 -> {
                var encoded = key.getPublic().getEncoded();
                yield head(4, 1, -8)
                        .number(-1)
                        .number(6)
                        .number(-2)
                        .bytes(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))
                        .written();
            }
            case RS256, RS256_OF_1024_BITS -> rsa(key, -257);
            case RS1 -> rsa(key, -65_535);
        };
    }

    private static byte[] rsa(KeyPair key, int algorithm) {
        var rsa = (RSAPublicKey) key.getPublic();
        var modulus = rsa.getModulus().toByteArray();
        return head(4, 3, algorithm)
                .number(-1)
                .bytes(Arrays.copyOfRange(modulus, 1, modulus.length)) // the first says that it is positive
                .number(-2)
                .bytes(rsa.getPublicExponent().toByteArray())
                .written();
    }

    private static Cbor head(int pairs, int type, int algorithm) {
        return new Cbor().map(pairs).number(1).number(type).number(3).number(algorithm);
    }

    private static byte[] of32(BigInteger number) {
        var bytes = number.toByteArray();
        var padded = new byte[32];
        var length = Math.min(bytes.length, padded.length);
        System.arraycopy(bytes, bytes.length - length, padded, padded.length - length, length);
        return padded;
    }
}
