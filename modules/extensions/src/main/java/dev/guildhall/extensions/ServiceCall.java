package dev.guildhall.extensions;

import dev.guildhall.host.Cancellation;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Something that is asked of a program outside, by one signed POST.
 *
 * @param place whose calls are counted and rest together, such as a capability of a workspace
 * @param id the same whenever it is sent again
 * @param secrets it is signed with each of them
 * @param headers beside those that sign it
 * @param timeout for all of it, repetitions included; at most 30 seconds, or a minute for a stream of items
 * @param cancellation tells when nobody waits for the answer any more; what is under way ends then
 * @param idempotent whether the service bears that it comes twice, so that it may be repeated
 * @param errorPrefix what the codes of the service's own errors begin with, a dot included
 */
public record ServiceCall(
        String place,
        String id,
        URI url,
        List<String> secrets,
        JsonObject body,
        Map<String, String> headers,
        Duration timeout,
        Cancellation cancellation,
        boolean idempotent,
        String errorPrefix) {}
