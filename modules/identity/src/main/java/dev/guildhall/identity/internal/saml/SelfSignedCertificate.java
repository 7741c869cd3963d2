package dev.guildhall.identity.internal.saml;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The form in which providers want to be told an RSA key: an X.509 certificate (RFC 5280) that the key has signed itself.
 * Nobody is to conclude anything from it but the key. The JDK makes none, and what a library for it would bring is a
 * hundred times as much.
 */
final class SelfSignedCertificate {

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BITS = 0x03;
    private static final int NULL = 0x05;
    private static final int OBJECT = 0x06;
    private static final int UTF8 = 0x0C;
    private static final int TIME = 0x18;
    private static final int VERSION = 0xA0;
    private static final byte[] VERSION_3 = {2};
    private static final byte[] SHA256_WITH_RSA = {0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 11};
    private static final byte[] COMMON_NAME = {0x55, 4, 3};
    private static final int SERIAL_BITS = 127;

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private SelfSignedCertificate() {}

    /** In DER. */
    static byte[] of(KeyPair keys, String commonName, Instant from, Instant until) throws GeneralSecurityException {
        var algorithm = der(SEQUENCE, der(OBJECT, SHA256_WITH_RSA), der(NULL));
        var name = der(
                SEQUENCE,
                der(
                        SET,
                        der(
                                SEQUENCE,
                                der(OBJECT, COMMON_NAME),
                                der(UTF8, commonName.getBytes(StandardCharsets.UTF_8)))));
        var serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0);
        var content = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, VERSION_3)),
                der(INTEGER, serial.toByteArray()),
                algorithm,
                name,
                der(SEQUENCE, time(from), time(until)),
                name,
                keys.getPublic().getEncoded());
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        return der(SEQUENCE, content, algorithm, der(BITS, new byte[] {0}, signature.sign()));
    }

    private static byte[] time(Instant at) {
        return der(TIME, MOMENT.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        writeLength(out, content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        var bytes = BigInteger.valueOf(length).toByteArray();
        var from = bytes[0] == 0 ? 1 : 0;
        out.write(0x80 | bytes.length - from);
        out.write(bytes, from, bytes.length - from);
    }
}
