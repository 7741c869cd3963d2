package dev.guildhall.testkit.passkey;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes as much CBOR (RFC 8949) as authenticators speak. */
final class Cbor {

    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int MAP = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Cbor map(int pairs) {
        return head(MAP, pairs);
    }

    Cbor number(int number) {
        return number < 0 ? head(NEGATIVE, -1 - number) : head(UNSIGNED, number);
    }

    Cbor bytes(byte[] bytes) {
        head(BYTES, bytes.length).out.writeBytes(bytes);
        return this;
    }

    Cbor text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        head(TEXT, bytes.length).out.writeBytes(bytes);
        return this;
    }

    private Cbor head(int type, int value) {
        if (value < 24) {
            out.write(type << 5 | value);
        } else if (value < 256) {
            out.write(type << 5 | 24);
            out.write(value);
        } else {
            out.write(type << 5 | 25);
            out.write(value >> 8);
            out.write(value);
        }
        return this;
    }

    byte[] written() {
        return out.toByteArray();
    }
}
