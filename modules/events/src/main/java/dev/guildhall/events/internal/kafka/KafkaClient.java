package dev.guildhall.events.internal.kafka;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.kafka.client.producer.RecordMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The clients of one Kafka, one for all there is to send and one that makes topics, each made when it is first needed. Safe
 * for all threads.
 */
public final class KafkaClient {

    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);
    private static final int ASKED_AGAIN = 25;
    private static final long ASKED_AFTER_MILLIS = 200;

    private final Vertx vertx;
    private final Map<String, String> properties;
    private final Duration timeout;
    private Future<KafkaProducer<String, Buffer>> producer;
    private Future<Admin> administrator;

    /** @param timeout how long a record may take */
    public KafkaClient(Vertx vertx, KafkaConfig config, Duration timeout) {
        this.vertx = vertx;
        this.properties = config.client();
        this.timeout = timeout;
    }

    /** Completes when all brokers that must have the record do. */
    Future<RecordMetadata> send(KafkaProducerRecord<String, Buffer> record) {
        return producer().compose(made -> made.send(record));
    }

    /** Fails when no broker answers in time. */
    Future<Void> reach() {
        return administered(made -> made.describeCluster().nodes()).mapEmpty();
    }

    /** Fails when there is no such topic. */
    Future<Void> requireTopic(String name) {
        return administered(made -> made.describeTopics(List.of(name)).allTopicNames())
                .mapEmpty();
    }

    /** Makes a topic with the partitions and replicas that the brokers have by default, unless there is one. */
    Future<Void> createTopic(String name) {
        // The client of Vert.x cannot leave both to the brokers.
        var topic = new NewTopic(name, Optional.empty(), Optional.empty());
        return administered(made -> made.createTopics(List.of(topic)).all())
                .<Void>mapEmpty()
                .recover(failure -> failure instanceof TopicExistsException
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }

    /**
     * The offsets behind the last record of each partition of a topic, or those of the first. Of a topic that was made a
     * moment ago not all brokers know yet: they are asked again for some seconds.
     */
    Future<Map<Integer, Long>> offsets(String topic, boolean behindTheLast) {
        return offsets(topic, behindTheLast, ASKED_AGAIN);
    }

    private Future<Map<Integer, Long>> offsets(String topic, boolean behindTheLast, int again) {
        return offsetsNow(topic, behindTheLast)
                .recover(failure -> failure instanceof UnknownTopicOrPartitionException && again > 0
                        ? vertx.timer(ASKED_AFTER_MILLIS).compose(later -> offsets(topic, behindTheLast, again - 1))
                        : Future.failedFuture(failure));
    }

    private Future<Map<Integer, Long>> offsetsNow(String topic, boolean behindTheLast) {
        var spec = behindTheLast ? OffsetSpec.latest() : OffsetSpec.earliest();
        return administered(made -> made.describeTopics(List.of(topic)).allTopicNames())
                .compose(described -> administered(made -> made.listOffsets(described.get(topic).partitions().stream()
                                .collect(toMap(
                                        partition -> new TopicPartition(topic, partition.partition()), each -> spec)))
                        .all()))
                .map(found -> found.entrySet().stream()
                        .collect(toMap(
                                entry -> entry.getKey().partition(),
                                entry -> entry.getValue().offset())));
    }

    /** A consumer that keeps nothing in Kafka and is told which partitions it reads. */
    Future<KafkaConsumer<Buffer, Buffer>> consumer() {
        return vertx.executeBlocking(() -> KafkaConsumer.create(vertx, consuming(), Buffer.class, Buffer.class));
    }

    private <T> Future<T> administered(Function<Admin, KafkaFuture<T>> work) {
        var context = vertx.getOrCreateContext();
        return administrator()
                .compose(made -> Future.fromCompletionStage(work.apply(made).toCompletionStage(), context))
                .recover(failure -> Future.failedFuture(
                        failure instanceof CompletionException wrapped ? wrapped.getCause() : failure));
    }

    public synchronized Future<Void> close() {
        var sent = producer == null
                ? Future.<Void>succeededFuture()
                : producer.compose(made -> made.close(ANSWERED_WITHIN.toMillis()));
        var administered = administrator == null
                ? Future.<Void>succeededFuture()
                : administrator.compose(made -> vertx.executeBlocking(() -> {
                    made.close(Duration.ZERO);
                    return null;
                }));
        return Future.join(sent, administered).mapEmpty();
    }

    private synchronized Future<KafkaProducer<String, Buffer>> producer() {
        if (producer == null || producer.failed()) {
            producer = vertx.executeBlocking(() -> KafkaProducer.create(vertx, producing(), String.class, Buffer.class))
                    .onSuccess(made -> made.exceptionHandler(told -> {
                        // Each sender is told by its future.
                    }));
        }
        return producer;
    }

    private synchronized Future<Admin> administrator() {
        if (administrator == null || administrator.failed()) {
            administrator = vertx.executeBlocking(() -> Admin.create(administering()));
        }
        return administrator;
    }

    // What takes longer is sent once more by the deliveries, not by the producer: it must be over by then.
    private Map<String, String> producing() {
        var all = new HashMap<>(properties);
        all.put("acks", "all");
        all.put("enable.idempotence", "true");
        all.put("max.block.ms", millis(KNOWN_WITHIN));
        all.put("request.timeout.ms", millis(timeout.compareTo(ANSWERED_WITHIN) < 0 ? timeout : ANSWERED_WITHIN));
        all.put("delivery.timeout.ms", millis(timeout));
        all.put("linger.ms", "0");
        return all;
    }

    // What is read at once is kept until it is recorded, so it is not much.
    private Map<String, String> consuming() {
        var all = new HashMap<>(properties);
        all.put("enable.auto.commit", "false");
        all.put("auto.offset.reset", "none");
        all.put("isolation.level", "read_committed");
        all.put("allow.auto.create.topics", "false");
        all.put("max.poll.records", "200");
        all.put("fetch.max.bytes", "1048576");
        all.put("max.partition.fetch.bytes", "1048576");
        all.put("fetch.max.wait.ms", "250");
        all.put("request.timeout.ms", millis(ANSWERED_WITHIN));
        all.put("default.api.timeout.ms", millis(ANSWERED_WITHIN));
        return all;
    }

    private Map<String, Object> administering() {
        var all = new HashMap<String, Object>(properties);
        all.put("request.timeout.ms", millis(ANSWERED_WITHIN));
        all.put("default.api.timeout.ms", millis(ANSWERED_WITHIN));
        return all;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
