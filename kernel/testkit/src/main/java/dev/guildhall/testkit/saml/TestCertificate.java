package dev.guildhall.testkit.saml;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** A key with a certificate of its own (X.509, DER), for which the JDK has no interface. */
public record TestCertificate(KeyPair keys, String base64) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    public static TestCertificate rsa(int bits) {
        return of(
                keys("RSA", bits),
                Instant.now().minusSeconds(86_400),
                Instant.now().plusSeconds(86_400 * 365L));
    }

    public static TestCertificate ec() {
        return of(
                keys("EC", 256),
                Instant.now().minusSeconds(86_400),
                Instant.now().plusSeconds(86_400 * 365L));
    }

    /** The same key for another time. */
    public TestCertificate valid(Instant from, Instant until) {
        return of(keys, from, until);
    }

    public X509Certificate x509() {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
        } catch (CertificateException malformed) {
            throw new AssertionError(malformed);
        }
    }

    public String pem() {
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }

    private static KeyPair keys(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    private static TestCertificate of(KeyPair keys, Instant from, Instant until) {
        var isRsa = keys.getPublic().getAlgorithm().equals("RSA");
        // sha256WithRSAEncryption and ecdsa-with-SHA256
        var algorithm = isRsa
                ? sequence(der(6, new BigInteger("2A864886F70D01010B", 16).toByteArray()), der(5))
                : sequence(der(6, new BigInteger("2A8648CE3D040302", 16).toByteArray()));
        var commonName = sequence(der(6, new byte[] {0x55, 4, 3}), der(12, "login.acme.example".getBytes(US_ASCII)));
        var name = sequence(der(0x31, commonName));
        var body = sequence(
                der(0xA0, der(2, new byte[] {2})),
                der(2, BigInteger.valueOf(from.toEpochMilli()).toByteArray()),
                algorithm,
                name,
                sequence(time(from), time(until)),
                name,
                keys.getPublic().getEncoded());
        try {
            var signer = Signature.getInstance(isRsa ? "SHA256withRSA" : "SHA256withECDSA");
            signer.initSign(keys.getPrivate());
            signer.update(body);
            var whole = sequence(body, algorithm, der(3, new byte[] {0}, signer.sign()));
            return new TestCertificate(keys, Base64.getEncoder().encodeToString(whole));
        } catch (GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    private static byte[] time(Instant at) {
        return der(0x18, TIME.format(at).getBytes(US_ASCII));
    }

    private static byte[] sequence(byte[]... parts) {
        return der(0x30, parts);
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        var length = content.size();
        if (length < 128) {
            out.write(length);
        } else if (length < 256) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
