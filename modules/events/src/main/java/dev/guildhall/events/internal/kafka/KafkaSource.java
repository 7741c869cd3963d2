package dev.guildhall.events.internal.kafka;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.EventType;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.sink.Connector;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;

/** Topics whose records become events of a workspace. Configured by a topic of the workspace. */
public final class KafkaSource implements Connector {

    private static final String TYPE = "eventType";
    private static final String FROM = "from";
    private static final String NOW = "NOW";
    private static final String BEGINNING = "BEGINNING";

    private final KafkaConfig config;
    private final KafkaClient client;
    private final TenantTopics topics;

    public KafkaSource(KafkaConfig config, KafkaClient client) {
        this.config = config;
        this.client = client;
        this.topics = new TenantTopics(config, client);
    }

    @Override
    public String kind() {
        return Subscription.KAFKA_SOURCE;
    }

    @Override
    public boolean serves(Tenant tenant) {
        return tenant instanceof WorkspaceId;
    }

    @Override
    public Future<JsonObject> configure(Tenant tenant, JsonObject told, Faults faults) {
        if (!config.topics().areOfTenants()) {
            // What others send would be read by whoever asks.
            faults.add(EventsError.SINK_NOT_AVAILABLE.onField(
                    "sink.kind", "Nothing is taken in here, for the topics are not those of single workspaces."));
            return Future.succeededFuture(new JsonObject());
        }
        TenantTopics.refuse(told, faults, "url", "address", "verify", "maxPerMinute");
        var type = Optional.ofNullable(told.getString(TYPE));
        type.ifPresent(name -> check(name, faults));
        var from = Optional.ofNullable(told.getString(FROM)).orElse(NOW).toUpperCase(Locale.ROOT);
        faults.require(from.equals(NOW) || from.equals(BEGINNING), "sink.from", "sink.from must be NOW or BEGINNING");
        return topics.configure(tenant, told, faults).map(topic -> {
            type.ifPresent(name -> topic.put(TYPE, name));
            return topic.put(FROM, from);
        });
    }

    private static void check(String type, Faults faults) {
        if (!EventType.isValid(type)) {
            faults.add(CommonError.REQUEST_INVALID.onField(
                    "sink." + TYPE, "sink." + TYPE + " must be a type such as order.shipped"));
        } else if (EventType.isReserved(type)) {
            faults.add(EventsError.TYPE_RESERVED.onField(
                    "sink." + TYPE, "Only the platform says " + type + "; choose another type"));
        }
    }

    /** What Kafka calls the topic of a configuration. */
    public static String topic(JsonObject configuration) {
        return TenantTopics.name(configuration);
    }

    /** The type of events made of records that do not say one. */
    public static Optional<String> eventType(JsonObject configuration) {
        return Optional.ofNullable(configuration.getString(TYPE));
    }

    /** The offsets, by partition, with which a new subscription begins. */
    public Future<Map<Integer, Long>> start(JsonObject configuration) {
        return client.offsets(topic(configuration), NOW.equals(configuration.getString(FROM)))
                .recover(failure -> Future.failedFuture(
                        failure instanceof RetriableException
                                ? CommonError.UNAVAILABLE.because(
                                        "Kafka does not know the topic or is out of reach; try again later.")
                                : failure));
    }

    /** A consumer of no group, which keeps nothing in Kafka; whoever asks for it closes it. */
    public Future<KafkaConsumer<Buffer, Buffer>> consumer() {
        return client.consumer();
    }
}
