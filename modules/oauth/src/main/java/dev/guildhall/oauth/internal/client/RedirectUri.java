package dev.guildhall.oauth.internal.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a browser is sent back to. It is the one that is registered, letter by letter; of a program on the user's own
 * machine only the port may be another, for the system gives it one (RFC 8252, section 7.3).
 */
public final class RedirectUri {

    static final String RULE =
            "must be an absolute URI without a fragment: of https, of http on this machine (127.0.0.1,"
                    + " [::1] or localhost), or of a scheme of the application's own with a dot in it, such as com.acme.app:/done";

    static final int LONGEST = 1_000;

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final Pattern SAFE = Pattern.compile("[\\x21-\\x7E&&[^\"'<>\\\\^`{|}*;,]]+");
    private static final Pattern OWN_SCHEME = Pattern.compile("[a-z][a-z0-9+-]*(\\.[a-z0-9+-]+)+");

    private RedirectUri() {}

    /** Whether an application may be registered with it. */
    static boolean isSound(String text) {
        if (text.length() > LONGEST || !SAFE.matcher(text).matches()) {
            return false;
        }
        return parsed(text)
                .filter(uri -> uri.isAbsolute() && uri.getRawFragment() == null && uri.getRawUserInfo() == null)
                .filter(uri -> switch (scheme(uri)) {
                    case "https" -> uri.getHost() != null;
                    case "http" -> isLoopback(uri);
                    default -> OWN_SCHEME.matcher(scheme(uri)).matches();
                })
                .isPresent();
    }

    public static boolean matches(String registered, String presented) {
        if (registered.equals(presented)) {
            return true;
        }
        var expected = parsed(registered).filter(RedirectUri::isOfThisMachine);
        var given = parsed(presented).filter(RedirectUri::isOfThisMachine);
        return expected.isPresent()
                && given.isPresent()
                && presented.length() <= LONGEST
                && given.get().getRawUserInfo() == null
                && given.get().getRawFragment() == null
                && expected.get().getHost().equals(given.get().getHost())
                && Objects.equals(expected.get().getRawPath(), given.get().getRawPath())
                && Objects.equals(expected.get().getRawQuery(), given.get().getRawQuery());
    }

    /** Whether nobody but the application's own server is there: not so on a machine where any program may listen. */
    public static boolean isOfServer(URI redirect) {
        return scheme(redirect).equals("https");
    }

    /** What a browser lets a form be answered from, in the words of a content security policy. */
    public static String source(URI redirect) {
        return redirect.getHost() == null
                ? scheme(redirect) + ":"
                : scheme(redirect) + "://" + redirect.getRawAuthority();
    }

    private static boolean isOfThisMachine(URI uri) {
        return "http".equals(scheme(uri)) && isLoopback(uri);
    }

    private static boolean isLoopback(URI uri) {
        return uri.getHost() != null && LOOPBACK.contains(uri.getHost());
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static Optional<URI> parsed(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }
}
