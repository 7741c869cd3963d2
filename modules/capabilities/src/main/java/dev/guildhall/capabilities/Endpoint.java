package dev.guildhall.capabilities;

import java.net.URI;
import java.time.Instant;

/**
 * Where a capability is asked for that no extension of the workspace provides.
 *
 * @param idempotent whether a call may be repeated when it is not known what became of it
 * @param secret sealed; calls are signed with it
 * @param previousSecret sealed; null when there is none
 * @param previousSecretUntil until when calls are signed with the previous one as well
 * @param revision of the key, the same for all its versions
 */
public record Endpoint(
        String url,
        int timeoutSeconds,
        boolean idempotent,
        String secret,
        String previousSecret,
        Instant previousSecretUntil,
        long revision) {

    public static final int DEFAULT_TIMEOUT_SECONDS = 10;

    /** What may be told of a URL. */
    public static String origin(String url) {
        var parsed = URI.create(url);
        return parsed.getScheme() + "://" + parsed.getRawAuthority();
    }
}
