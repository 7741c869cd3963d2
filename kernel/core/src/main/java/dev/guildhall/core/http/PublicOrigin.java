package dev.guildhall.core.http;

import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The origin (RFC 6454) that browsers know this server by: that of the configured public URL, or else what the request
 * itself was sent to.
 */
public final class PublicOrigin {

    /** Nothing is configured. */
    public static final PublicOrigin UNKNOWN = new PublicOrigin(Optional.empty());

    private final Optional<String> configured;

    private PublicOrigin(Optional<String> configured) {
        this.configured = configured;
    }

    public static PublicOrigin of(Optional<URI> publicUrl) {
        return new PublicOrigin(publicUrl.map(url -> origin(url.getScheme(), url.getAuthority())));
    }

    boolean isOrigin(String origin, RoutingContext context) {
        return origin.toLowerCase(Locale.ROOT).equals(of(context));
    }

    /** What clients know this server by, such as {@code https://guildhall.example}. */
    String of(RoutingContext context) {
        return configured.orElseGet(() -> asked(context));
    }

    boolean isSecure(RoutingContext context) {
        return TrustedProxies.isEncrypted(context)
                || configured.filter(url -> url.startsWith("https:")).isPresent();
    }

    private static String asked(RoutingContext context) {
        var authority = context.request().authority();
        return origin(
                TrustedProxies.isEncrypted(context) ? "https" : "http", authority == null ? "" : authority.toString());
    }

    /** As browsers write it: in lower case and without the scheme's own port. */
    private static String origin(String scheme, String authority) {
        var own = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
        var host = authority.endsWith(own) ? authority.substring(0, authority.length() - own.length()) : authority;
        return (scheme + "://" + host).toLowerCase(Locale.ROOT);
    }
}
