package dev.guildhall.events.internal.kafka;

import java.util.Map;

/**
 * How to reach a Kafka. Printing it shows no property, for some are secrets.
 *
 * @param client properties of its clients, with the brokers
 * @param createsTopics whether a topic that is not there is made
 */
public record KafkaConfig(Map<String, String> client, KafkaTopics topics, boolean createsTopics) {

    public KafkaConfig {
        client = Map.copyOf(client);
    }

    @Override
    public String toString() {
        return "Kafka with the topics " + topics.template();
    }
}
