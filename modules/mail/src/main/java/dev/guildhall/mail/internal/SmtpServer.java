package dev.guildhall.mail.internal;

import dev.guildhall.core.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server that takes mail, as in {@code smtp://user:password@host:587?starttls=required} or {@code smtps://host}.
 * Printing it shows no password, and neither does an error about a URL.
 */
public record SmtpServer(String host, int port, Tls tls, Optional<Login> login) {

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9_.-]+)(?::(\\d{1,5}))?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final int SUBMISSION_PORT = 587;
    private static final int SMTPS_PORT = 465;
    private static final String SHAPE = "write it as smtp://user:password@host:587?starttls=required or smtps://host"
            + " (characters like @ : / # ? % in the password percent-encoded)";
    private static final Map<String, Tls> STARTTLS =
            Map.of("required", Tls.REQUIRED, "optional", Tls.OPTIONAL, "disabled", Tls.DISABLED);

    /** How the connection is encrypted. */
    public enum Tls {
        /** TLS from its first byte on. */
        FROM_THE_START,
        /** By STARTTLS, or nothing is sent. */
        REQUIRED,
        /** By STARTTLS when the server offers it. */
        OPTIONAL,
        DISABLED
    }

    /** Who we are to the server. */
    public record Login(String user, Secret password) {}

    /**
     * Reads a URL. Without {@code starttls} a password never travels to another machine in the clear: STARTTLS is
     * required then, and else used when offered.
     *
     * @throws IllegalArgumentException for anything else, with what is wrong and without the password
     */
    public static SmtpServer parse(String url) {
        var uri = uri(url);
        var secure = uri.getScheme().equalsIgnoreCase("smtps");
        var authority = uri.getRawAuthority();
        if (authority == null) {
            throw wrong("names no host");
        }
        if (uri.getRawFragment() != null
                || (uri.getRawPath() != null && uri.getRawPath().length() > 1)) {
            throw wrong("has more than a server in it");
        }
        var at = authority.lastIndexOf('@');
        var address = HOST_AND_PORT.matcher(authority.substring(at + 1));
        if (!address.matches()) {
            throw wrong("has no single host and port");
        }
        var login = at < 0 ? Optional.<Login>empty() : Optional.of(login(authority.substring(0, at)));
        return new SmtpServer(
                address.group(1).replace("[", "").replace("]", ""),
                port(address, secure ? SMTPS_PORT : SUBMISSION_PORT),
                tls(uri.getRawQuery(), secure, login.isPresent() && !isLoopback(address.group(1))),
                login);
    }

    private static URI uri(String url) {
        try {
            var uri = new URI(url.strip());
            if ("smtp".equalsIgnoreCase(uri.getScheme()) || "smtps".equalsIgnoreCase(uri.getScheme())) {
                return uri;
            }
            throw wrong("does not begin with smtp:// or smtps://");
        } catch (URISyntaxException malformed) {
            throw wrong("is malformed at character " + (malformed.getIndex() + 1));
        }
    }

    private static int port(Matcher address, int otherwise) {
        var port = address.group(2) == null ? otherwise : Integer.parseInt(address.group(2));
        if (port < 1 || port > 65535) {
            throw wrong("has the port " + port);
        }
        return port;
    }

    private static Login login(String text) {
        var parts = text.split(":", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw wrong("names a user without a password");
        }
        return new Login(decode(parts[0]), new Secret(decode(parts[1])));
    }

    private static Tls tls(String query, boolean secure, boolean passwordLeavesTheMachine) {
        if (query == null || query.isEmpty()) {
            return secure ? Tls.FROM_THE_START : passwordLeavesTheMachine ? Tls.REQUIRED : Tls.OPTIONAL;
        }
        var parts = query.split("=", 2);
        var asked = parts.length == 2 ? STARTTLS.get(parts[1].toLowerCase(Locale.ROOT)) : null;
        if (secure || !parts[0].equals("starttls") || asked == null) {
            throw wrong("has parameters other than starttls=required, optional or disabled on smtp://");
        }
        return asked;
    }

    // By its name alone: looking it up may take long, and it may not be there yet.
    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw wrong("has a % that begins no percent-encoded character");
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the URL " + what + "; " + SHAPE);
    }
}
