package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.outbound.GuardedRequest;
import dev.guildhall.core.outbound.GuardedResponse;
import dev.guildhall.core.outbound.OutboundException;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.outbound.RetryAfter;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.WebhookSecret;
import dev.guildhall.events.internal.sink.Sink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Posts CloudEvents to webhooks, one at a time and signed as Standard Webhooks 1.0 says. Configured by a URL. */
public final class WebhookSink implements Sink {

    private static final String URL = "url";
    private static final String MAX_PER_MINUTE = "maxPerMinute";

    private final SendingLoops loops;
    private final OutboundGuard outbound;
    private final Verification verification;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param origin the host as which this installation presents itself
     * @param timeout how long an endpoint's answer may take
     */
    public WebhookSink(Vertx vertx, OutboundGuard outbound, String origin, Duration timeout, Clock clock) {
        this.loops = new SendingLoops(vertx);
        this.outbound = outbound;
        this.verification = new Verification(outbound, origin);
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "WEBHOOK";
    }

    @Override
    public Future<JsonObject> configure(Tenant tenant, JsonObject told, Faults faults) {
        for (var other : List.of("topic", "address", "eventType", "from")) {
            if (told.containsKey(other)) {
                faults.add("sink." + other, "sink." + other + " is not a property of a webhook");
            }
        }
        var url = told.getString(URL);
        var configuration = new JsonObject().put(URL, url);
        if (url == null) {
            faults.add("sink.url", "sink.url is required");
            return Future.succeededFuture(configuration);
        }
        var asked = Optional.ofNullable(told.getInteger(MAX_PER_MINUTE));
        asked.ifPresent(most -> configuration.put(MAX_PER_MINUTE, most));
        return faults.await(outbound.check("sink.url", url)
                        .compose(checked -> told.getBoolean("verify", false)
                                ? verification.ask(checked, asked).onSuccess(agreed -> {
                                    configuration.put("verified", true);
                                    agreed.ifPresent(most -> configuration.put(MAX_PER_MINUTE, most));
                                })
                                : Future.succeededFuture()))
                .map(configuration);
    }

    /** Without the path of the URL: for some services, whoever knows it may post. */
    @Override
    public JsonObject disclosed(JsonObject configuration) {
        var url = url(configuration);
        return configuration.copy().put(URL, url.getScheme() + "://" + url.getHost() + "/…");
    }

    @Override
    public JsonObject disclosedChange(JsonObject before, JsonObject after) {
        return new JsonObject().put("urlChanged", !url(after).equals(url(before)));
    }

    @Override
    public Optional<String> newSecret() {
        return Optional.of(WebhookSecret.generate().reveal());
    }

    @Override
    public String place(JsonObject configuration) {
        return url(configuration).getAuthority();
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    public Duration pause(JsonObject configuration) {
        var most = configuration.getInteger(MAX_PER_MINUTE);
        return most == null ? Duration.ZERO : Duration.ofMinutes(1).dividedBy(most);
    }

    @Override
    public Future<List<DeliveryAttempt>> deliver(
            JsonObject configuration, List<String> secrets, List<JsonObject> events, BooleanSupplier wanted) {
        return Future.join(events.stream()
                        .map(event -> loops.run(() -> attempt(url(configuration), secrets, event, wanted)))
                        .toList())
                .map(made -> made.list());
    }

    private Future<DeliveryAttempt> attempt(URI url, List<String> secrets, JsonObject event, BooleanSupplier wanted) {
        var now = clock.instant();
        var began = System.nanoTime();
        return post(url, secrets, event, now, wanted)
                .map(answer -> answered(now, since(began), answer))
                .otherwise(failure -> unanswered(now, since(began), failure));
    }

    private static DeliveryAttempt answered(Instant now, Duration took, GuardedResponse answer) {
        var attempt = DeliveryAttempt.answered(
                now, took, answer.status(), answer.body().toString());
        return answer.header("retry-after")
                .map(wait -> attempt.notBefore(RetryAfter.parse(wait, now)))
                .orElse(attempt);
    }

    // Whether an endpoint took an event is said by the status; how much it says beside it makes no difference.
    private static DeliveryAttempt unanswered(Instant now, Duration took, Throwable failure) {
        return failure instanceof OutboundException outbound
                        && outbound.status().isPresent()
                ? DeliveryAttempt.answered(now, took, outbound.status().getAsInt(), DeliveryAttempt.explain(failure))
                : DeliveryAttempt.failed(now, took, DeliveryAttempt.explain(failure));
    }

    private Future<GuardedResponse> post(
            URI url, List<String> secrets, JsonObject event, Instant now, BooleanSupplier wanted) {
        try {
            var body = event.toBuffer();
            var headers = new HashMap<>(WebhookSecret.headers(secrets, event.getString("id"), now, body));
            headers.put("content-type", "application/cloudevents+json; charset=utf-8");
            headers.put("user-agent", "Guildhall-Webhook/1.0");
            return outbound.send(new GuardedRequest(HttpMethod.POST, url, headers, body, timeout), wanted);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private static URI url(JsonObject configuration) {
        return URI.create(configuration.getString(URL));
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
