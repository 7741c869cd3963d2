package dev.guildhall.identity.internal.factor;

import java.security.SecureRandom;

/** Random secrets in the letters that people type and authenticator apps read (RFC 4648, without padding). */
final class Base32 {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Base32() {}

    /** @param letters how many; five random bits each */
    static String random(int letters) {
        var text = new StringBuilder(letters);
        RANDOM.ints(letters, 0, LETTERS.length()).forEach(index -> text.append(LETTERS.charAt(index)));
        return text.toString();
    }

    /** The bytes of a text whose last letter ends a byte. */
    static byte[] decode(String text) {
        var bytes = new byte[text.length() * BITS / Byte.SIZE];
        var buffer = 0;
        var bits = 0;
        var at = 0;
        for (var letter : text.toCharArray()) {
            buffer = buffer << BITS | LETTERS.indexOf(letter);
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes[at++] = (byte) (buffer >> bits);
            }
        }
        return bytes;
    }
}
