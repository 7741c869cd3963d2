package dev.guildhall.events.internal.kafka;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics of tenants, as subscriptions are configured with them. */
final class TenantTopics {

    private static final Logger LOG = LoggerFactory.getLogger(TenantTopics.class);

    private static final String TOPIC = "topic";
    private static final String NAME_IN_KAFKA = "kafkaTopic";

    private final KafkaConfig config;
    private final KafkaClient client;

    TenantTopics(KafkaConfig config, KafkaClient client) {
        this.config = config;
        this.client = client;
    }

    /** Takes the topic from what a client says of it; the topic is there, or made if the operator wants that. */
    Future<JsonObject> configure(Tenant tenant, JsonObject told, Faults faults) {
        if (!config.topics().areChosen()) {
            faults.require(
                    !told.containsKey(TOPIC),
                    "sink.topic",
                    "sink.topic is not chosen here; there is one topic for all");
            return named(config.topics().name(tenant, ""), faults);
        }
        var topic = told.getString(TOPIC);
        if (topic == null || !KafkaTopics.isLegal(topic)) {
            faults.add(
                    "sink.topic",
                    "sink.topic is required: up to " + KafkaTopics.LONGEST + " letters, digits, '.', '_' and '-'");
            return Future.succeededFuture(new JsonObject());
        }
        return named(config.topics().name(tenant, topic), faults).map(there -> there.put(TOPIC, topic));
    }

    private Future<JsonObject> named(String name, Faults faults) {
        return (config.createsTopics() ? client.createTopic(name) : client.requireTopic(name))
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
                .map(new JsonObject().put(NAME_IN_KAFKA, name));
    }

    /** What Kafka calls the topic of a configuration. */
    static String name(JsonObject configuration) {
        return configuration.getString(NAME_IN_KAFKA);
    }

    /** Names what was said that is not for topics. */
    static void refuse(JsonObject told, Faults faults, String... properties) {
        for (var other : properties) {
            if (told.containsKey(other)) {
                faults.add("sink." + other, "sink." + other + " is not a property of a topic of Kafka");
            }
        }
    }
}
