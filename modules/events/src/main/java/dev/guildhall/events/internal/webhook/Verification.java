package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.outbound.GuardedRequest;
import dev.guildhall.core.outbound.GuardedResponse;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.events.DeliveryAttempt;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;

/**
 * Asks a URL whether it wants to be sent to, by the handshake of "HTTP 1.1 Web Hooks for Event Delivery" of CloudEvents,
 * section 4: whoever is in charge of it answers for it, so that nobody has a stranger's server sent to.
 */
final class Verification {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST = 60_000;

    private final OutboundGuard outbound;
    private final String origin;

    Verification(OutboundGuard outbound, String origin) {
        this.outbound = outbound;
        this.origin = origin;
    }

    /**
     * Fails naming {@code sink.url} when it does not agree.
     *
     * @param rate how many deliveries a minute it is asked for; empty for any number
     * @return how many deliveries a minute it agrees to; empty for any number
     */
    Future<Optional<Integer>> ask(URI url, Optional<Integer> rate) {
        var headers = new HashMap<String, String>();
        headers.put("webhook-request-origin", origin);
        headers.put("user-agent", "Guildhall-Webhook/1.0");
        rate.ifPresent(most -> headers.put("webhook-request-rate", most.toString()));
        return outbound.send(new GuardedRequest(HttpMethod.OPTIONS, url, headers, null, TIMEOUT))
                .recover(failure -> Future.failedFuture(
                        refused("was asked and did not answer: " + DeliveryAttempt.explain(failure))))
                .map(answer -> agreed(answer, rate));
    }

    private Optional<Integer> agreed(GuardedResponse answer, Optional<Integer> rate) {
        if (answer.status() / 100 != 2) {
            throw refused("was asked by OPTIONS and answered " + answer.status());
        }
        var allowed = answer.header("webhook-allowed-origin").orElse("");
        if (!allowed.equals("*") && !allowed.equalsIgnoreCase(origin)) {
            throw refused("was asked by OPTIONS and did not answer WebHook-Allowed-Origin: " + origin);
        }
        var most = answer.header("webhook-allowed-rate")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Math.min(MOST, Math.max(1, Integer.parseInt(text))));
        return most.map(limit -> Math.min(limit, rate.orElse(MOST))).or(() -> rate);
    }

    private static Problem refused(String why) {
        return CommonError.REQUEST_INVALID.onField("sink.url", "sink.url " + why);
    }
}
