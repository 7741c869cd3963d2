package dev.guildhall.core.text;

import com.ibm.icu.text.IDNA;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one form in which domain names are compared and stored: the A-label by UTS #46, non-transitional as IDNA2008 wants
 * it. Of a name in ASCII that is the lower case, and costs no more.
 */
public final class DomainName {

    private static final int LONGEST = 253;
    private static final Pattern EMPTY_LABEL = Pattern.compile("^\\.|\\.\\.|\\.$");
    private static final Pattern HOST_NAME =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int RULES = IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ;

    private DomainName() {}

    /** The A-label of what somebody wrote; empty when there can be no such name. */
    public static Optional<String> aLabel(String name) {
        var ascii = isAscii(name) ? Optional.of(name.toLowerCase(Locale.ROOT)) : Unicode.aLabel(name);
        return ascii.filter(label -> !EMPTY_LABEL.matcher(label).find());
    }

    /** The same of a name that can be registered: letters, digits and hyphens, of two labels at least. */
    public static Optional<String> registrable(String name) {
        return aLabel(name)
                .filter(label ->
                        label.length() <= LONGEST && HOST_NAME.matcher(label).matches());
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** What is loaded for the first name that is not in ASCII. */
    private static final class Unicode {

        private static final IDNA DOMAINS = IDNA.getUTS46Instance(RULES);

        static Optional<String> aLabel(String domain) {
            var faults = new IDNA.Info();
            var name = DOMAINS.nameToASCII(domain, new StringBuilder(), faults).toString();
            return faults.hasErrors() ? Optional.empty() : Optional.of(name.toLowerCase(Locale.ROOT));
        }
    }
}
