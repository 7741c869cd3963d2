package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.internal.kafka.KafkaSettings;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestKafka;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Records of a real Kafka that become events. */
class KafkaSourceTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String STRUCTURED = "application/cloudevents+json";

    @TempDir
    static Path folder;

    private static TestKafka kafka;
    private static EventsHarness harness;
    private static KafkaProducer<String, String> producer;

    private final WorkspaceId acme = workspace();
    private final HttpTester manager =
            harness.clientWith(acme, "subscriptions.manage", "events.publish", "events.read");

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
        harness = new EventsHarness(
                BENCH,
                EventsHarness.CONFIG,
                node -> node.with(KafkaSettings.BOOTSTRAP_SERVERS, List.of(kafka.broker()))
                        .with(KafkaSettings.CREATE_TOPICS, true));
        producer = KafkaProducer.create(
                BENCH.vertx(),
                Map.of(
                        "bootstrap.servers", kafka.broker(),
                        "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
                        "value.serializer", "org.apache.kafka.common.serialization.StringSerializer"));
    }

    @AfterAll
    static void stop() {
        Await.result(producer.close());
        kafka.close();
    }

    private String subscriptions() {
        return "/api/workspaces/" + acme + "/subscriptions";
    }

    private static JsonObject source(String topic) {
        return new JsonObject()
                .put("name", "Orders")
                .put("types", JsonArray.of("order.*"))
                .put(
                        "sink",
                        new JsonObject()
                                .put("kind", "KAFKA_SOURCE")
                                .put("topic", topic)
                                .put("eventType", "order.noted"));
    }

    private String create(JsonObject source) {
        return manager.post(subscriptions(), source).expect(201).header("Location");
    }

    private String topic(String name) {
        return "guildhall." + acme + "." + name;
    }

    private KafkaProducerRecord<String, String> plain(String topic, String value) {
        return KafkaProducerRecord.create(topic(topic), "key", value);
    }

    private void send(KafkaProducerRecord<String, String> record) {
        Await.result(producer.send(record));
    }

    private static JsonObject cloudEvent(String type) {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", "a-1")
                .put("source", "/shop")
                .put("type", type);
    }

    /** The events of the workspace that are not the platform's. */
    private List<JsonObject> events() {
        return manager.get("/api/workspaces/" + acme + "/events?pageSize=1000").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .filter(event -> !event.getString("type").startsWith("subscription."))
                .toList();
    }

    private List<JsonObject> rejected(String subscription) {
        return manager.get(subscription + "/rejected-records").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void recordsOfAllFormsBecomeEventsOfTheWorkspace() {
        create(source("orders"));

        send(plain(
                        "orders",
                        cloudEvent("order.placed")
                                .put("subject", "4711")
                                .put("data", new JsonObject().put("n", 1))
                                .encode())
                .addHeader("content-type", STRUCTURED + "; charset=utf-8"));
        send(plain("orders", "{\"n\":2}")
                .addHeader("ce_specversion", "1.0")
                .addHeader("ce_type", "order.paid")
                .addHeader("ce_subject", "4712")
                .addHeader("content-type", "application/json"));
        send(plain("orders", "{\"n\":3}"));
        send(plain("orders", cloudEvent("invoice.made").encode()).addHeader("content-type", STRUCTURED));
        send(plain("orders", "[4]"));

        Await.until(() -> assertThat(events()).hasSize(4));
        assertThat(events())
                .extracting(event -> event.getString("type"))
                .containsExactly("order.placed", "order.paid", "order.noted", "order.noted");
        assertThat(events())
                .extracting(event -> event.getString("subject"))
                .containsExactly("4711", "4712", null, null);
        assertThat(events())
                .extracting(event -> event.getValue("data"))
                .containsExactly(
                        new JsonObject().put("n", 1),
                        new JsonObject().put("n", 2),
                        new JsonObject().put("n", 3),
                        JsonArray.of(4));
        assertThat(events())
                .allSatisfy(event -> assertThat(event.getString("actor")).isEqualTo("system"));
    }

    @Test
    void recordsOfWhichNoEventCanBeMadeArePutAsideAndShown() {
        var subscription = create(source("poison")
                .put("sink", new JsonObject().put("kind", "kafka_source").put("topic", "poison")));

        send(plain("poison", "{\"n\":1}"));
        send(plain("poison", "not json").addHeader("content-type", STRUCTURED));
        send(plain("poison", cloudEvent("member.added").encode()).addHeader("content-type", STRUCTURED));
        send(plain(
                        "poison",
                        cloudEvent("order.placed")
                                .put("data", "x".repeat(70_000))
                                .encode())
                .addHeader("content-type", STRUCTURED));
        send(plain("poison", "{\"a\":\"\\u0000\"}")
                .addHeader("ce_specversion", "1.0")
                .addHeader("ce_type", "order.nul"));
        send(plain("poison", cloudEvent("order.last").encode()).addHeader("content-type", STRUCTURED));

        Await.until(() -> assertThat(events())
                .extracting(event -> event.getString("type"))
                .containsExactly("order.last"));
        assertThat(rejected(subscription))
                .extracting(record -> record.getLong("offset"))
                .containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(rejected(subscription).get(0).getString("reason")).contains("eventType");
        assertThat(rejected(subscription).get(0).getString("value")).isEqualTo("{\"n\":1}");
        assertThat(rejected(subscription).get(2).getString("reason")).contains("member.added");
        assertThat(rejected(subscription).get(3).getString("value")).hasSize(4_096);
        var standing = manager.get(subscription + "/source").expect(200).data();
        assertThat(standing.getString("kafkaTopic")).isEqualTo(topic("poison"));
        assertThat(standing.getJsonArray("offsets"))
                .containsExactly(new JsonObject().put("partition", 0).put("nextOffset", 6));
        assertThat(standing.containsKey("lastError")).isFalse();
    }

    @Test
    void eachRecordBecomesOneEventWhateverFailsMeanwhile() {
        var subscription = create(source("many"));
        var other = harness.node("other");
        Await.result(other.product().start());
        try {
            var count = 600;
            var sent = Future.all(IntStream.range(0, count)
                    .mapToObj(n -> producer.send(plain("many", "{\"n\":" + n + "}")))
                    .toList());
            for (var round = 0; round < 10; round++) {
                BENCH.sql(
                        "update guildhall.event_source set lease_owner = null, lease_id = null"
                                + " where workspace_id = $1",
                        acme.value());
                if (round == 5) {
                    Await.result(sent);
                    kafka.kill();
                    kafka.startAgain();
                }
                var taken = events().size();
                Await.until(() -> assertThat(events().size() > taken || events().size() == count)
                        .isTrue());
            }

            Await.until(() -> assertThat(events()).hasSize(count));
            assertThat(events())
                    .extracting(event -> event.getJsonObject("data").getInteger("n"))
                    .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
            assertThat(rejected(subscription)).isEmpty();
        } finally {
            Await.result(other.product().stop());
        }
    }

    @Test
    void itGoesOnWhenTheDatabaseIsThereAgain() {
        create(source("outage"));
        for (var n = 1; n < 6; n++) {
            BENCH.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid() and usename like '%app'");
            send(plain("outage", "{\"n\":" + n + "}"));
            var sent = n;
            Await.until(() -> assertThat(BENCH.sql(
                            "select from guildhall.event where tenant_id = $1 and type = 'order.noted'", acme.value()))
                    .hasSize(sent));
        }
    }

    @Test
    void theWorkspacesOwnEventsDoNotGoRoundInCircles() {
        var everything = JsonArray.of("*");
        create(source("circle").put("types", everything));
        create(source("circle")
                .put("types", everything)
                .put("sink", new JsonObject().put("kind", "KAFKA").put("topic", "circle")));

        var id = harness.record(acme, "order.made");
        Await.until(() -> assertThat(BENCH.sql(
                        "select from guildhall.webhook_delivery where tenant_id = $1 and state = 'DELIVERED'",
                        acme.value()))
                .hasSizeGreaterThanOrEqualTo(1));
        send(plain("circle", "{\"n\":1}"));

        Await.until(() -> assertThat(events())
                .extracting(event -> event.getString("type"))
                .containsExactly("order.made", "order.noted"));
        assertThat(events().get(0).getString("id")).isEqualTo(id.toString());
    }

    @Test
    void itBeginsWithWhatComesOrWithWhatIsThereAndGoesOnWhereItWas() {
        create(source("history"));
        send(plain("history", "{\"n\":1}"));
        Await.until(() -> assertThat(events()).hasSize(1));

        var later = create(source("history"));
        var all = source("history");
        all.getJsonObject("sink").put("from", "beginning").put("eventType", "order.repeated");
        create(all);

        Await.until(() -> assertThat(events())
                .extracting(event -> event.getString("type"))
                .containsExactly("order.noted", "order.repeated"));
        manager.patch(later, new JsonObject().put("enabled", false)).expect(200);
        send(plain("history", "{\"n\":2}"));
        Await.until(() -> assertThat(events()).hasSize(4));
        manager.patch(later, new JsonObject().put("enabled", true)).expect(200);
        Await.until(() -> assertThat(events()).hasSize(5));
    }

    @Test
    void itIsSaidWhileKafkaIsAwayAndWhenAllIsWellAgain() {
        var subscription = create(source("away"));
        send(plain("away", "{\"n\":1}"));
        Await.until(() -> assertThat(events()).hasSize(1));

        kafka.kill();

        Await.until(() -> assertThat(
                        manager.get(subscription + "/source").expect(200).data().getString("lastError"))
                .isNotBlank());
        kafka.startAgain();
        send(plain("away", "{\"n\":2}"));
        Await.until(() -> assertThat(events()).hasSize(2));
        Await.until(() -> assertThat(
                        manager.get(subscription + "/source").expect(200).data().containsKey("lastError"))
                .isFalse());
    }

    @Test
    void whatKafkaHasDeletedIsSaid() throws Exception {
        var subscription = create(source("short"));
        send(plain("short", "{\"n\":1}"));
        Await.until(() -> assertThat(events()).hasSize(1));
        manager.patch(subscription, new JsonObject().put("enabled", false)).expect(200);
        Await.until(() -> assertThat(BENCH.sql(
                        "select from guildhall.event_source where workspace_id = $1 and lease_owner is not null",
                        acme.value()))
                .isEmpty());
        send(plain("short", "{\"n\":2}"));
        send(plain("short", "{\"n\":3}"));
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.broker()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic("short"), 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }

        manager.patch(subscription, new JsonObject().put("enabled", true)).expect(200);

        Await.until(() -> assertThat(events())
                .extracting(event -> event.getJsonObject("data").getInteger("n"))
                .containsExactly(1, 3));
        assertThat(rejected(subscription)).singleElement().satisfies(record -> {
            assertThat(record.getLong("offset")).isEqualTo(1);
            assertThat(record.getString("reason")).contains("has the offset 2");
        });
    }

    @Test
    void itIsForWhoeverMayPublishAndNothingIsSentToIt() {
        var subscription = create(source("rights"));
        var sink = new JsonObject().put("kind", "KAFKA").put("topic", "rights");
        var sending = create(source("rights").put("sink", sink));
        var other = harness.clientWith(acme, "subscriptions.manage");

        other.post(subscriptions(), source("more")).expect(403, "ACCESS.DENIED");
        other.patch(subscription, new JsonObject().put("types", JsonArray.of("*")))
                .expect(403, "ACCESS.DENIED");
        other.patch(sending, new JsonObject().put("types", JsonArray.of("*"))).expect(200);
        manager.post(subscription + "/test", null).expect(409, "SUBSCRIPTION.NOT_A_SINK");
        manager.post(subscription + "/replay", new JsonObject().put("after", 0)).expect(409, "SUBSCRIPTION.NOT_A_SINK");
        manager.get(sending + "/source").expect(409, "SUBSCRIPTION.NOT_A_SOURCE");
        manager.get(sending + "/rejected-records").expect(409, "SUBSCRIPTION.NOT_A_SOURCE");
        var moved = new JsonObject().put("kind", "KAFKA_SOURCE").put("topic", "elsewhere");
        assertThat(manager.patch(subscription, new JsonObject().put("sink", moved))
                        .expect(400, "REQUEST.INVALID")
                        .json()
                        .getJsonArray("details")
                        .getJsonObject(0)
                        .getString("field"))
                .isEqualTo("sink.topic");
        var reserved = source("rights");
        reserved.getJsonObject("sink").put("eventType", "member.added").put("from", "yesterday");
        assertThat(manager.post(subscriptions(), reserved).expect(400).json().getJsonArray("details").stream()
                        .map(detail -> ((JsonObject) detail).getString("field")))
                .containsExactly("sink.eventType", "sink.from");
    }
}
