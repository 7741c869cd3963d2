package dev.guildhall.host;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Some hosts an extension wants to call: one ({@code hooks.slack.com}), those under a domain ({@code *.example.com}), or
 * any ({@code *}), which is for an address that only the configuration names.
 */
public record HostPattern(String text) {

    private static final int MAX_LENGTH = 253;
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern SYNTAX =
            Pattern.compile("\\*|(?:\\*\\." + LABEL + "\\.)?" + LABEL + "(?:\\." + LABEL + ")*");

    /** Throws an {@link IllegalArgumentException} that says what is wrong. */
    public static HostPattern parse(String text) {
        if (text.length() > MAX_LENGTH || !SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a host name in lower case like hooks.slack.com, a domain like *.example.com, or *");
        }
        return new HostPattern(text);
    }

    public boolean matches(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return text.equals("*") || text.equals(name) || (text.startsWith("*.") && name.endsWith(text.substring(1)));
    }

    @Override
    public String toString() {
        return text;
    }
}
