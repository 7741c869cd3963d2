package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.outbound.OutboundException;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.events.internal.webhook.SubscriptionTable.Target;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Sends CloudEvents to webhooks, signed as Standard Webhooks 1.0 says. */
final class WebhookSender {

    private final OutboundGuard outbound;
    private final SecretBox secrets;
    private final Duration timeout;
    private final Clock clock;

    WebhookSender(OutboundGuard outbound, SecretBox secrets, Duration timeout, Clock clock) {
        this.outbound = outbound;
        this.secrets = secrets;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * Makes one attempt; the future always succeeds and says what became of it.
     *
     * @param wanted is asked just before it is sent, for it may have waited for a connection
     */
    Future<Attempt> send(UUID subscription, Target target, JsonObject event, BooleanSupplier wanted) {
        var now = clock.instant();
        var began = System.nanoTime();
        return post(subscription, target, event, now, wanted)
                .map(answer -> Attempt.answered(
                        now, since(began), answer.status(), answer.body().toString()))
                .otherwise(failure -> unanswered(now, since(began), failure));
    }

    // Whether an endpoint took an event is said by the status; how much it says beside it makes no difference.
    private static Attempt unanswered(Instant now, Duration took, Throwable failure) {
        return failure instanceof OutboundException outbound
                        && outbound.status().isPresent()
                ? Attempt.answered(now, took, outbound.status().getAsInt(), explain(failure))
                : Attempt.failed(now, took, explain(failure));
    }

    /** Encrypts a secret so that only its subscription can use it. */
    static String seal(SecretBox secrets, UUID subscription, WebhookSecret secret) {
        return secrets.seal(purpose(subscription), secret.reveal());
    }

    private Future<OutboundResponse> post(
            UUID subscription, Target target, JsonObject event, Instant now, BooleanSupplier wanted) {
        try {
            var body = event.toBuffer();
            var id = event.getString("id");
            var timestamp = Long.toString(now.getEpochSecond());
            var headers = Map.of(
                    "content-type",
                    "application/cloudevents+json; charset=utf-8",
                    "user-agent",
                    "Guildhall-Webhook/1.0",
                    "webhook-id",
                    id,
                    "webhook-timestamp",
                    timestamp,
                    "webhook-signature",
                    signatures(subscription, target, id + "." + timestamp + ".", body, now));
            return outbound.send(
                    new OutboundRequest(HttpVerb.POST, URI.create(target.url()), headers, body, timeout), wanted);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private String signatures(UUID subscription, Target target, String prefix, Buffer body, Instant now) {
        var signed = Buffer.buffer(prefix).appendBuffer(body).getBytes();
        var signatures = new ArrayList<String>();
        signatures.add(open(subscription, target.secret()).sign(signed));
        if (target.previousSecret() != null && now.isBefore(target.previousSecretUntil())) {
            signatures.add(open(subscription, target.previousSecret()).sign(signed));
        }
        return String.join(" ", signatures);
    }

    private WebhookSecret open(UUID subscription, String sealed) {
        return WebhookSecret.of(secrets.open(purpose(subscription), sealed));
    }

    private static String purpose(UUID subscription) {
        return "subscription/" + subscription + "/secret";
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static String explain(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
