package dev.guildhall.capabilities;

import dev.guildhall.core.secret.FormerSecrets;
import java.net.URI;

/**
 * Where a capability is asked for that no extension of the workspace provides.
 *
 * @param idempotent whether a call may be repeated when it is not known what became of it
 * @param secret sealed; calls are signed with it
 * @param formerSecrets with which calls are signed as well for a while
 * @param revision of the key, the same for all its versions
 */
public record Endpoint(
        String url, int timeoutSeconds, boolean idempotent, String secret, FormerSecrets formerSecrets, long revision) {

    public static final int DEFAULT_TIMEOUT_SECONDS = 10;

    /** What may be told of a URL. */
    public static String origin(String url) {
        var parsed = URI.create(url);
        return parsed.getScheme() + "://" + parsed.getRawAuthority();
    }
}
