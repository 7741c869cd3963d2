package dev.guildhall.core.outbound;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a URL leads, taken apart once: what is checked is what is called.
 *
 * @param host the name or the address, without brackets, in lower case
 * @param target path and query as they go into the request
 */
record Destination(URI url, boolean secure, String host, int port, String target) {

    private static final int MAX_LENGTH = 2048;
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");
    // 010.0.0.1 is 8.0.0.1 to some and 10.0.0.1 to others, 0x7f000001 is 127.0.0.1; only what all read alike is taken.
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?\\d[^.]*");
    private static final Pattern DOTTED_QUAD = Pattern.compile("((0|[1-9]\\d{0,2})(\\.(?!$)|$)){4}");

    /** The URL cannot be called, whatever its host resolves to; the message says why. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    /** @param plain whether {@code http} is allowed as well as {@code https} */
    static Destination of(String url, boolean plain) throws Refused {
        var uri = parse(url);
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(plain && scheme.equals("http"))) {
            throw new Refused(plain ? "it must begin with https:// or http://" : "it must begin with https://");
        }
        var secure = scheme.equals("https");
        return new Destination(uri, secure, host(uri), port(uri, secure), target(uri));
    }

    private static URI parse(String url) throws Refused {
        if (url == null || url.isEmpty()) {
            throw new Refused("it is missing");
        }
        if (url.length() > MAX_LENGTH) {
            throw new Refused("it is longer than " + MAX_LENGTH + " characters");
        }
        if (!PRINTABLE.matcher(url).matches()) {
            throw new Refused("it has spaces or other characters that are not of a URL; encode them");
        }
        try {
            return new URI(url);
        } catch (URISyntaxException malformed) {
            throw new Refused("it is no URL at character " + (malformed.getIndex() + 1));
        }
    }

    private static String host(URI url) throws Refused {
        var authority = url.getRawAuthority();
        if (authority != null && authority.contains("@")) {
            throw new Refused("it must not have a user or password in it");
        }
        if (url.getRawFragment() != null) {
            throw new Refused("it must not have a # in it");
        }
        if (url.getHost() == null) {
            throw new Refused("it has no valid host name");
        }
        var host = url.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
        var isAmbiguous = !host.contains(":")
                && NUMERIC.matcher(host).matches()
                && !DOTTED_QUAD.matcher(host).matches();
        if (isAmbiguous || host.contains("%") || host.endsWith(".")) {
            throw new Refused("its host " + host + " is not written as a plain name or address");
        }
        return host;
    }

    private static int port(URI url, boolean secure) throws Refused {
        if (url.getRawAuthority().endsWith(":") || url.getPort() == 0 || url.getPort() > 65535) {
            throw new Refused("its port must be from 1 to 65535");
        }
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return secure ? 443 : 80;
    }

    private static String target(URI url) {
        var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** The address, when the host is written as one. */
    Optional<InetAddress> address() {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(host));
    }
}
