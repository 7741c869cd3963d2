package dev.guildhall.identity.internal.recovery;

import com.nulabinc.zxcvbn.StandardDictionaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The passwords that most people choose, which are tried first: those of zxcvbn's list that are long enough to be chosen. */
public final class CommonPasswords {

    private static final String NAME_OF_THE_SERVICE = "guildhall";

    private CommonPasswords() {}

    /** Whether many would guess it; the first call reads the list. */
    public static boolean contain(String password) {
        return Listed.PASSWORDS.contains(folded(password));
    }

    /** Whether it is a word that says whose password it is, or what for, with digits and signs behind it at most. */
    public static boolean isOf(String password, String email) {
        var folded = folded(password);
        var word = folded.replaceFirst("[^\\p{L}]+$", "");
        var address = folded(email);
        return folded.equals(address)
                || word.equals(NAME_OF_THE_SERVICE)
                || word.equals(address.substring(0, Math.max(0, address.indexOf('@'))));
    }

    /** As what is listed: keyboards that write large or wide letters make no difference. */
    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** What is read for the first password that is set. */
    private static final class Listed {

        private static final int SHORTEST = 8;

        static final Set<String> PASSWORDS = read();

        private static Set<String> read() {
            try {
                return StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies().stream()
                        .filter(password -> password.length() >= SHORTEST)
                        .collect(Collectors.toUnmodifiableSet());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
