package dev.guildhall.core.secret;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The form of secrets that people may leave lying about, such as in the source of a program: a prefix, random letters and
 * digits, and a checksum of both. Scanners of leaked secrets tell them by it from what only looks alike, and a server
 * refuses what was mistyped before it looks anything up.
 */
public final class CheckedSecret {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** More than 256 bits. */
    private static final int RANDOM_LETTERS = 43;

    /** The most that 32 bits take. */
    private static final int CHECKSUM_LETTERS = 6;

    private static final SecureRandom RANDOM = new SecureRandom();

    private CheckedSecret() {}

    public static ClientSecret next(String prefix) {
        var text = new StringBuilder(prefix);
        RANDOM.ints(RANDOM_LETTERS, 0, LETTERS.length()).forEach(letter -> text.append(LETTERS.charAt(letter)));
        return new ClientSecret(text + checksum(text.toString()));
    }

    /** Whether the text can be one that {@link #next} made. */
    public static boolean isSound(String prefix, String text) {
        var end = prefix.length() + RANDOM_LETTERS;
        return text.length() == end + CHECKSUM_LETTERS
                && text.startsWith(prefix)
                && checksum(text.substring(0, end)).equals(text.substring(end));
    }

    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        var letters = new char[CHECKSUM_LETTERS];
        var rest = crc.getValue();
        for (var place = CHECKSUM_LETTERS - 1; place >= 0; place--) {
            letters[place] = LETTERS.charAt((int) (rest % LETTERS.length()));
            rest /= LETTERS.length();
        }
        return new String(letters);
    }
}
