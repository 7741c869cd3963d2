package dev.guildhall.membership;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.text.PlainName;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** A name that is unique among others, so that no two may look alike. */
final class PrintableName {

    /** What nobody sees would make two names look alike, one of a built-in role above all. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Z}&&[^ ]]");

    private PrintableName() {}

    /** The name without blanks around it; noted as a fault of the field {@code name} when it is none. */
    static String read(String text, int longest, Faults faults) {
        var name = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        faults.require(
                !name.isEmpty()
                        && name.codePointCount(0, name.length()) <= longest
                        && !UNSEEN.matcher(name).find()
                        && PlainName.isPlain(name),
                "name",
                "name must have 1 to " + longest + " printable characters, and " + PlainName.RULE);
        return name;
    }
}
