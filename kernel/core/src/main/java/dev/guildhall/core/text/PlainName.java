package dev.guildhall.core.text;

import java.util.regex.Pattern;

/**
 * Names that people give to themselves, to workspaces and to roles. Mails show them to people who never asked for any, so
 * they are plain: they lead nowhere, and look like what they are.
 */
public final class PlainName {

    /** What is demanded of a name, for its refusal. */
    public static final String RULE = "no addresses, links, control characters or invisible ones";

    /** The same of a person's name. */
    public static final String PERSONAL_RULE = "no links, control characters or invisible ones";

    // Two joiners are needed to write Persian, Indic scripts and many emoji.
    private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}&&[^\\u200C\\u200D]]+");
    private static final Pattern LINK = Pattern.compile(
            "://|\\bwww\\.|\\b(?:mailto|javascript|data):|[\\p{L}\\p{N}]\\.\\p{L}{2,}[/:?#]\\S",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]@[^\\s@]");
    /** What mail programs make a link of. */
    private static final Pattern LINKING = Pattern.compile("(?<=[\\p{L}\\p{N}])[.\\u3002\\uFF0E\\uFF61](?=\\p{L})");

    private PlainName() {}

    public static boolean isPlain(String name) {
        return isPersonal(name) && !ADDRESS.matcher(name).find();
    }

    /** Whether a person can be called so. Many are called by their address, which mails show in words. */
    public static boolean isPersonal(String name) {
        return !UNSEEN.matcher(name).find() && !LINK.matcher(name).find();
    }

    /** The name as a mail may show it, whatever it is: nothing in it can be clicked, or turns the line around. */
    public static String shown(String name) {
        var seen = UNSEEN.matcher(name).replaceAll(" ").replace("://", " ").replace("@", " at ");
        return LINKING.matcher(seen).replaceAll(". ").strip();
    }
}
