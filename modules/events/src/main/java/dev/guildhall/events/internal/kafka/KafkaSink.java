package dev.guildhall.events.internal.kafka;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.internal.sink.Sink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.kafka.client.producer.RecordMetadata;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends CloudEvents to topics in the structured mode of the Kafka protocol binding, with the workspace as the key, so that
 * its events are in one partition. Configured by a topic of the workspace.
 */
public final class KafkaSink implements Sink {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSink.class);

    private static final String TOPIC = "topic";
    private static final String NAME_IN_KAFKA = "kafkaTopic";
    private static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";
    private static final int BATCH = 32;

    private final KafkaTopics topics;
    private final boolean createsTopics;
    private final KafkaClient client;
    private final Clock clock;

    /** @param timeout how long the brokers may take */
    public KafkaSink(Vertx vertx, KafkaConfig config, Duration timeout, Clock clock) {
        this.topics = config.topics();
        this.createsTopics = config.createsTopics();
        this.client = new KafkaClient(vertx, config.client(), timeout);
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "KAFKA";
    }

    @Override
    public Future<JsonObject> configure(WorkspaceId workspace, JsonObject told, Faults faults) {
        for (var other : List.of("url", "address")) {
            if (told.containsKey(other)) {
                faults.add("sink." + other, "sink." + other + " is not a property of a topic of Kafka");
            }
        }
        var topic = told.getString(TOPIC);
        if (topic == null || !KafkaTopics.isLegal(topic)) {
            faults.add(
                    "sink.topic",
                    "sink.topic is required: up to " + KafkaTopics.LONGEST + " letters, digits, '.', '_' and '-'");
            return Future.succeededFuture(new JsonObject());
        }
        var name = topics.name(workspace, topic);
        var configuration = new JsonObject().put(TOPIC, topic).put(NAME_IN_KAFKA, name);
        return (createsTopics ? client.createTopic(name) : client.requireTopic(name))
                .recover(failure -> {
                    if (failure instanceof RetriableException
                            && !(failure instanceof UnknownTopicOrPartitionException)) {
                        throw CommonError.UNAVAILABLE.because("Kafka is out of reach at the moment; try again later.");
                    }
                    LOG.info("The topic {} cannot be used: {}", name, failure.toString());
                    faults.add(
                            "sink.topic",
                            "sink.topic is not there and cannot be made here; have the operator of Kafka make the topic "
                                    + name);
                    return Future.succeededFuture();
                })
                .map(configuration);
    }

    @Override
    public JsonObject disclosed(JsonObject configuration) {
        return configuration;
    }

    @Override
    public JsonObject disclosedChange(JsonObject before, JsonObject after) {
        return new JsonObject();
    }

    /** Whoever may read the topic trusts its brokers. */
    @Override
    public Optional<String> newSecret() {
        return Optional.empty();
    }

    @Override
    public String place(JsonObject configuration) {
        return "kafka";
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public Future<List<DeliveryAttempt>> deliver(
            JsonObject configuration, List<String> secrets, List<JsonObject> events, BooleanSupplier wanted) {
        var topic = configuration.getString(NAME_IN_KAFKA);
        return Future.join(events.stream()
                        .map(event -> attempt(topic, event, wanted))
                        .toList())
                .map(made -> made.list());
    }

    private Future<DeliveryAttempt> attempt(String topic, JsonObject event, BooleanSupplier wanted) {
        var now = clock.instant();
        var began = System.nanoTime();
        var record = KafkaProducerRecord.create(topic, event.getString("workspace"), event.toBuffer())
                .addHeader("content-type", CONTENT_TYPE);
        var sent = wanted.getAsBoolean()
                ? client.send(record)
                : Future.<RecordMetadata>failedFuture("It is another node's to send by now");
        return sent.map(kept -> DeliveryAttempt.kept(now, since(began), place(kept)))
                .otherwise(failure -> DeliveryAttempt.failed(now, since(began), DeliveryAttempt.explain(failure)));
    }

    private static String place(RecordMetadata kept) {
        return "partition " + kept.getPartition() + ", offset " + kept.getOffset();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    public Future<Void> close() {
        return client.close();
    }
}
