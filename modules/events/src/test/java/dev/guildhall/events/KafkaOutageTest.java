package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Job;
import dev.guildhall.events.internal.kafka.KafkaSettings;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real Kafka that is killed, and back some seconds later; {@code benchmark.jar kafka} is the long form. */
class KafkaOutageTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    /** What has failed twice is tried again after longer than any test waits. */
    private static final EventsConfig HOURLY = new EventsConfig(
            Duration.ofSeconds(1),
            List.of(),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            List.of(Duration.ZERO, Duration.ofMillis(50), Duration.ofHours(1), Duration.ofHours(1)),
            Duration.ofDays(5));

    @TempDir
    static Path folder;

    private static TestKafka kafka;
    private static EventsHarness harness;

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
        harness = new EventsHarness(
                BENCH,
                HOURLY,
                node -> node.with(KafkaSettings.BOOTSTRAP_SERVERS, List.of(kafka.broker()))
                        .with(KafkaSettings.CREATE_TOPICS, true));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void nothingIsLostTheOrderIsKeptAndItGoesOnAsSoonAsTheBrokerIsBack() {
        var acme = workspace();
        var client = harness.clientWith(acme, "subscriptions.manage");
        var path = "/api/workspaces/" + acme + "/subscriptions";
        // A broker that has just started may take longer for its first topic than a request waits.
        var made = new AtomicReference<JsonObject>();
        Await.until(() -> made.set(client.post(path, subscription()).expect(201).data()));
        var created = made.get();
        var deliveries = path + "/" + created.getString("id") + "/deliveries?pageSize=100&orderBy=sequence";
        var ids = new ArrayList<String>();
        ids.add(harness.record(acme, "order.first").toString());
        Await.until(() ->
                assertThat(states(client.get(deliveries).expect(200).list())).containsExactly("DELIVERED"));

        kafka.kill();
        for (var more = 0; more < 20; more++) {
            ids.add(harness.record(acme, "order.more").toString());
        }
        Await.until(() -> {
            var all = client.get(deliveries).expect(200).list();
            assertThat(all).hasSize(21);
            assertThat(all.getJsonObject(1).getJsonArray("attempts")).hasSize(2);
        });
        assertThat(Await.failure(look())).isNotNull();
        assertThat(trouble()).isPresent();
        kafka.startAgain();
        Await.until(() -> Await.result(look()));

        var records = records(created);
        Await.until(() -> assertThat(records.stream().distinct().toList()).containsExactlyElementsOf(ids));
        assertThat(trouble()).isEmpty();
    }

    private static JsonObject subscription() {
        return new JsonObject()
                .put("name", "Lake")
                .put("types", JsonArray.of("order.*"))
                .put("ordered", true)
                .put("sink", new JsonObject().put("kind", "KAFKA").put("topic", "orders"));
    }

    private static List<String> states(JsonArray deliveries) {
        return deliveries.stream()
                .map(delivery -> ((JsonObject) delivery).getString("state"))
                .toList();
    }

    private static Future<?> look() {
        return harness.events.product().jobs().stream()
                .filter(job -> job.purpose().equals("reach Kafka"))
                .map(Job::work)
                .findFirst()
                .orElseThrow()
                .get();
    }

    private static Optional<String> trouble() {
        return harness.events.product().peerHealth().get(0).trouble().get();
    }

    /** The ids of the events in the topic of a subscription, from its beginning on. */
    private static List<String> records(JsonObject subscription) {
        var ids = new CopyOnWriteArrayList<String>();
        var consumer = KafkaConsumer.<String, String>create(
                BENCH.vertx(),
                Map.of(
                        "bootstrap.servers", kafka.broker(),
                        "group.id", UUID.randomUUID().toString(),
                        "auto.offset.reset", "earliest",
                        "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                        "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"));
        consumer.handler(record -> ids.add(new JsonObject(record.value()).getString("id")));
        Await.result(consumer.subscribe(subscription.getJsonObject("sink").getString("kafkaTopic")));
        return ids;
    }
}
