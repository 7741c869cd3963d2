package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics of Kafka from their beginning into inboxes, until it is told to end with what is in them. */
final class TopicReader implements Callable<Void> {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String broker;
    private final Map<String, Inbox> inboxes;
    private volatile boolean ending;

    /** @param inboxes by the topic whose records go into them */
    TopicReader(String broker, Map<String, Inbox> inboxes) {
        this.broker = broker;
        this.inboxes = inboxes;
    }

    /** Nothing more is sent. */
    void end() {
        ending = true;
    }

    @Override
    public Void call() {
        var properties = Map.<String, Object>of("bootstrap.servers", broker, "enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            var partitions = inboxes.keySet().stream()
                    .flatMap(topic -> partitions(consumer, topic))
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!ending || !isAtEnd(consumer)) {
                for (var polled : consumer.poll(POLL)) {
                    inboxes.get(polled.topic()).take(new JsonObject(polled.value()));
                }
            }
        }
        return null;
    }

    /** Waits for a topic, which is made when the first event is delivered to it. */
    private static Stream<PartitionInfo> partitions(Consumer<?, ?> consumer, String topic) {
        while (true) {
            try {
                var partitions = consumer.partitionsFor(topic, PATIENCE);
                if (partitions != null && !partitions.isEmpty()) {
                    return partitions.stream();
                }
            } catch (TimeoutException notThere) {
                continue;
            }
        }
    }

    private static boolean isAtEnd(Consumer<?, ?> consumer) {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
