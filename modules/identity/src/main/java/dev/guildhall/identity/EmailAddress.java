package dev.guildhall.identity;

import com.ibm.icu.text.Normalizer2;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.text.DomainName;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An address that mail can be sent to, and the one place where addresses are compared: two mean the same when their keys
 * are equal.
 *
 * <p>The key of the local part is Unicode's NFKC_Casefold (full case folding, closed under NFKC, without what is
 * invisible), and that of the domain its {@link DomainName}. PRECIS would have
 * NFC: NFKC compares spellings as equal that nobody can tell apart, such as full-width letters, and an account per look
 * is what a key is for. Of an address in ASCII it is the lower case, and costs no more.
 *
 * @param text as its owner writes it, in NFC
 * @param key what it is looked up, counted and kept unique by
 */
public record EmailAddress(String text, String key) {

    private static final int LONGEST = 254;
    /** Folding can make many characters of one. */
    private static final int LONGEST_KEY = 500;

    // Invisible characters would make two addresses look alike.
    private static final String CHARACTERS = "[^@\\s\\p{C}\\p{Z}\"(),:;<>\\[\\\\\\]]+";
    private static final Pattern ADDRESS = Pattern.compile(CHARACTERS + "@" + CHARACTERS);

    /** Reads an address as people type it. Throws {@code REQUEST.INVALID} on the field email when it is none. */
    public static EmailAddress of(String typed) {
        var text = normalized(typed);
        if (text.length() > LONGEST || !ADDRESS.matcher(text).matches()) {
            throw invalid();
        }
        var at = text.indexOf('@');
        var key = foldedLocal(text.substring(0, at)) + "@"
                + DomainName.aLabel(text.substring(at + 1)).orElseThrow(EmailAddress::invalid);
        if (key.length() > LONGEST_KEY || !ADDRESS.matcher(key).matches()) {
            throw invalid();
        }
        return new EmailAddress(text, key);
    }

    /** The domain as its A-label. */
    public String domain() {
        return key.substring(key.lastIndexOf('@') + 1);
    }

    /** The key of whatever somebody typed; of what is no address one that no address has. */
    public static String keyOf(String typed) {
        var text = normalized(typed);
        var at = text.lastIndexOf('@');
        if (at < 0) {
            return foldedLocal(text);
        }
        var domain = text.substring(at + 1);
        return foldedLocal(text.substring(0, at)) + "@"
                + DomainName.aLabel(domain).orElse(isAscii(domain) ? domain.toLowerCase(Locale.ROOT) : domain);
    }

    private static String normalized(String typed) {
        return Normalizer.normalize(typed.strip(), Normalizer.Form.NFC);
    }

    private static String foldedLocal(String local) {
        return isAscii(local) ? local.toLowerCase(Locale.ROOT) : Unicode.FOLDING.normalize(local);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static Problem invalid() {
        return CommonError.REQUEST_INVALID.onField(
                "email", "email must be an address such as ada@example.org, of " + LONGEST + " characters at most");
    }

    /** What is loaded for the first address that is not in ASCII. */
    private static final class Unicode {

        static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();
    }
}
