package dev.guildhall.events.internal.kafka;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.sink.Sink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.kafka.client.producer.RecordMetadata;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Sends CloudEvents to topics in the structured mode of the Kafka protocol binding, with the tenant as the key, so that its
 * events are in one partition. Configured by a topic of the tenant.
 */
public final class KafkaSink implements Sink {

    private static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";
    private static final int BATCH = 32;

    private final TenantTopics topics;
    private final KafkaClient client;
    private final Clock clock;

    public KafkaSink(KafkaConfig config, KafkaClient client, Clock clock) {
        this.topics = new TenantTopics(config, client);
        this.client = client;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return Subscription.KAFKA;
    }

    @Override
    public Future<JsonObject> configure(Tenant tenant, JsonObject told, Faults faults) {
        TenantTopics.refuse(told, faults, "url", "address", "verify", "maxPerMinute", "eventType", "from");
        return topics.configure(tenant, told, faults);
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
        var topic = TenantTopics.name(configuration);
        return Future.join(events.stream()
                        .map(event -> attempt(topic, event, wanted))
                        .toList())
                .map(made -> made.list());
    }

    private Future<DeliveryAttempt> attempt(String topic, JsonObject event, BooleanSupplier wanted) {
        var now = clock.instant();
        var began = System.nanoTime();
        var record = KafkaProducerRecord.create(topic, tenant(event), event.toBuffer())
                .addHeader("content-type", CONTENT_TYPE);
        var sent = wanted.getAsBoolean()
                ? client.send(record)
                : Future.<RecordMetadata>failedFuture("It is another node's to send by now");
        return sent.map(kept -> DeliveryAttempt.kept(now, since(began), place(kept)))
                .otherwise(failure -> DeliveryAttempt.failed(now, since(began), DeliveryAttempt.explain(failure)));
    }

    private static String tenant(JsonObject event) {
        return event.getString("workspace", event.getString("organization"));
    }

    private static String place(RecordMetadata kept) {
        return "partition " + kept.getPartition() + ", offset " + kept.getOffset();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
