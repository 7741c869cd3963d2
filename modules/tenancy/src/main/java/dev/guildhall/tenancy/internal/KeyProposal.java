package dev.guildhall.tenancy.internal;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Locale;

/** Keys for workspaces whose creators name none: the name in the letters a key may have. */
public final class KeyProposal {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST = 40;
    private static final int SUFFIX_BITS = 40;

    private KeyProposal() {}

    public static String of(String name) {
        var plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+", "");
        var key = trimmed(plain, LONGEST);
        return key.length() < 3 ? another("workspace") : key;
    }

    /** The key with a random ending. */
    public static String another(String key) {
        var suffix = "-" + new BigInteger(SUFFIX_BITS, RANDOM).toString(36);
        return trimmed(key, LONGEST - suffix.length()) + suffix;
    }

    private static String trimmed(String key, int longest) {
        return key.substring(0, Math.min(key.length(), longest)).replaceAll("-+$", "");
    }
}
