package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.trace.Activity;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.sink.AbsentSink;
import dev.guildhall.events.internal.sink.Connector;
import dev.guildhall.events.internal.sink.Sink;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import dev.guildhall.events.internal.subscription.SubscriptionTable.Target;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What subscriptions can be connected to, and the secrets of those that are. */
final class Sinks {

    private final List<Connector> all;
    private final Map<String, Connector> byKind;
    private final SecretBox secrets;
    private final Clock clock;
    private final Tracing tracing;

    Sinks(List<? extends Connector> all, SecretBox secrets, Clock clock, Tracing tracing) {
        this.all = List.copyOf(all);
        this.byKind = all.stream().collect(Collectors.toMap(Connector::kind, Function.identity()));
        this.secrets = secrets;
        this.clock = clock;
        this.tracing = tracing;
    }

    /** What subscriptions of a tenant can be connected to. */
    List<String> kinds(Tenant tenant) {
        return all.stream()
                .filter(connector -> connector.serves(tenant))
                .map(Connector::kind)
                .toList();
    }

    Optional<Connector> find(String kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    /** One that fails where the installation does not have it any more. */
    Connector get(String kind) {
        return find(kind).orElseGet(() -> new AbsentSink(kind, clock));
    }

    /** Where events of a subscription of this kind are sent; fails with {@code SUBSCRIPTION.NOT_A_SINK}. */
    Sink sink(String kind) {
        if (!kind.equals(Subscription.KAFKA_SOURCE) && get(kind) instanceof Sink sink) {
            return sink;
        }
        throw EventsError.NOT_A_SINK.because("The subscription takes records in, and nothing is sent to it.");
    }

    /** A subscription as the audit log keeps it: with as little of its sink as that discloses. */
    JsonObject audited(Subscription subscription) {
        var disclosed = get(subscription.sinkKind()).disclosed(subscription.sink());
        return subscription
                .toJson()
                .put(
                        "sink",
                        new JsonObject().put("kind", subscription.sinkKind()).mergeIn(disclosed));
    }

    /** Encrypts a secret so that only its subscription can use it. */
    String seal(UUID subscription, String secret) {
        return secrets.seal(purpose(subscription), secret);
    }

    /** What a subscription's events are signed with, for those who send more than one. */
    OpenedSecrets secrets(UUID subscription) {
        return new OpenedSecrets(secrets, purpose(subscription));
    }

    /** Makes one attempt; the future always succeeds and says what became of each event. */
    Future<List<DeliveryAttempt>> deliver(
            Queue queue, Target target, OpenedSecrets opened, List<Event> events, BooleanSupplier wanted) {
        var activities =
                events.stream().map(event -> begin(queue, target, event)).toList();
        var sent = events.stream().map(Event::toCloudEvent).toList();
        return deliver(target, opened, sent, wanted).onSuccess(attempts -> {
            for (var i = 0; i < attempts.size(); i++) {
                end(activities.get(i), attempts.get(i));
            }
        });
    }

    private Optional<Activity> begin(Queue queue, Target target, Event event) {
        return tracing.begin(
                "deliver event",
                SpanKind.PRODUCER,
                event.asCause(),
                Map.of(
                        "cloudevents.event_id",
                        event.id().toString(),
                        "cloudevents.event_type",
                        event.type(),
                        "guildhall." + queue.tenant().kind().word(),
                        queue.tenant().toString(),
                        "guildhall.subscription",
                        queue.subscription().toString(),
                        "guildhall.sink",
                        target.kind()));
    }

    private static void end(Optional<Activity> begun, DeliveryAttempt attempt) {
        begun.ifPresent(activity -> {
            if (attempt.succeeded()) {
                activity.end(null);
            } else {
                activity.endFailed("undelivered");
            }
        });
    }

    /** The same of what is no event of the log. */
    Future<List<DeliveryAttempt>> deliver(
            Target target, OpenedSecrets opened, List<JsonObject> events, BooleanSupplier wanted) {
        var now = clock.instant();
        try {
            return sink(target.kind()).deliver(target.configuration(), opened.of(target, now), events, wanted);
        } catch (RuntimeException failure) {
            var attempt = DeliveryAttempt.failed(now, Duration.ZERO, DeliveryAttempt.explain(failure));
            return Future.succeededFuture(events.stream().map(event -> attempt).toList());
        }
    }

    private static String purpose(UUID subscription) {
        return "subscription/" + subscription + "/secret";
    }
}
