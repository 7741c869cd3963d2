package dev.guildhall.events;

import java.time.Duration;
import java.util.List;

/**
 * How the events module behaves on this node.
 *
 * @param deliveryTimeout how long the delivery of one event to a durable subscriber may take
 * @param deliveryRetries the pauses between the attempts to deliver one event to a durable subscriber; after the last,
 *     the event is put aside
 * @param shutdownGrace how long deliveries under way may take when the node stops
 * @param webhookTimeout how long a webhook's answer may take
 * @param webhookRetries the pauses before each attempt of a webhook's delivery, the first included
 * @param failureLimit after how long of nothing but failures a subscription is disabled
 */
public record EventsConfig(
        Duration deliveryTimeout,
        List<Duration> deliveryRetries,
        Duration shutdownGrace,
        Duration webhookTimeout,
        List<Duration> webhookRetries,
        Duration failureLimit) {

    /** What is meant for production. */
    public static final EventsConfig DEFAULT = new EventsConfig(
            Duration.ofSeconds(30),
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(1)),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            List.of(
                    Duration.ZERO,
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(10)),
            Duration.ofDays(5));

    public EventsConfig {
        deliveryRetries = List.copyOf(deliveryRetries);
        webhookRetries = List.copyOf(webhookRetries);
    }
}
