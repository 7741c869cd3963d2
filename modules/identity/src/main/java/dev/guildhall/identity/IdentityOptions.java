package dev.guildhall.identity;

import java.net.URI;
import java.time.Duration;

/**
 * How people sign in.
 *
 * @param publicUrl where clients reach this installation; the issuer of its access tokens
 * @param isNamed whether an operator said so; if not, it is where this node is found, and other nodes issue under others
 * @param accessTokenLife how long an access token works
 * @param sessionLife how long after signing in one has to sign in again
 * @param keyRotation how long a key signs access tokens
 */
public record IdentityOptions(
        URI publicUrl, boolean isNamed, Duration accessTokenLife, Duration sessionLife, Duration keyRotation) {

    public IdentityOptions(URI publicUrl, boolean isNamed) {
        this(publicUrl, isNamed, Duration.ofMinutes(15), Duration.ofDays(30), Duration.ofDays(30));
    }

    /** The issuer as it stands in tokens: the public URL without a slash at the end. */
    public String issuer() {
        var text = publicUrl.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Whether clients come by TLS even when the connection to this process has none. */
    public boolean isPublicByTls() {
        return "https".equalsIgnoreCase(publicUrl.getScheme());
    }
}
