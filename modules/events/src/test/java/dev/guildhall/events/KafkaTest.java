package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.PeerHealth;
import dev.guildhall.events.internal.kafka.KafkaSettings;
import dev.guildhall.events.internal.kafka.KafkaTopics;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestKafka;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Subscriptions that send to a real Kafka. */
class KafkaTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final EventsConfig PATIENT = new EventsConfig(
            Duration.ofSeconds(1),
            List.of(),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Collections.nCopies(1_000, Duration.ofMillis(50)),
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
                PATIENT,
                node -> node.with(KafkaSettings.BOOTSTRAP_SERVERS, List.of(kafka.broker()))
                        .with(KafkaSettings.CREATE_TOPICS, true));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static HttpTester manager(WorkspaceId workspace) {
        return harness.clientWith(workspace, "subscriptions.manage");
    }

    private static String path(WorkspaceId workspace) {
        return "/api/workspaces/" + workspace + "/subscriptions";
    }

    private static JsonObject subscription(String topic) {
        return new JsonObject()
                .put("name", "Lake")
                .put("types", JsonArray.of("order.*"))
                .put("sink", new JsonObject().put("kind", "KAFKA").put("topic", topic));
    }

    private static JsonObject subscribe(WorkspaceId workspace, JsonObject subscription) {
        return manager(workspace)
                .post(path(workspace), subscription)
                .expect(201)
                .data();
    }

    /** What is in the topic of a workspace and comes into it, from its beginning on. */
    private static List<KafkaConsumerRecord<String, String>> records(JsonObject subscription) {
        var records = new CopyOnWriteArrayList<KafkaConsumerRecord<String, String>>();
        var consumer = KafkaConsumer.<String, String>create(
                BENCH.vertx(),
                Map.of(
                        "bootstrap.servers", kafka.broker(),
                        "group.id", UUID.randomUUID().toString(),
                        "auto.offset.reset", "earliest",
                        "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                        "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer"));
        consumer.handler(records::add);
        Await.result(consumer.subscribe(subscription.getJsonObject("sink").getString("kafkaTopic")));
        return records;
    }

    private static List<String> ids(List<KafkaConsumerRecord<String, String>> records) {
        return records.stream()
                .map(record -> new JsonObject(record.value()).getString("id"))
                .toList();
    }

    private static List<JsonObject> deliveries(WorkspaceId workspace, JsonObject subscription) {
        var path = path(workspace) + "/" + subscription.getString("id") + "/deliveries?pageSize=100";
        return manager(workspace).get(path).expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void sendsTheCloudEventToATopicOfTheWorkspaceWithTheWorkspaceAsItsKey() {
        var acme = workspace();
        var created = subscribe(acme, subscription("orders"));
        var records = records(created);

        var id = harness.record(acme, "order.placed");

        Await.until(() -> assertThat(records).hasSize(1));
        var record = records.get(0);
        assertThat(record.topic()).isEqualTo("guildhall." + acme + ".orders");
        assertThat(record.key()).isEqualTo(acme.toString());
        assertThat(record.headers())
                .extracting(header -> header.key() + ": " + header.value())
                .containsExactly("content-type: application/cloudevents+json; charset=utf-8");
        var event = new JsonObject(record.value());
        assertThat(event.getString("id")).isEqualTo(id.toString());
        assertThat(event.getString("type")).isEqualTo("order.placed");
        assertThat(event.getString("specversion")).isEqualTo("1.0");
        Await.until(() -> assertThat(deliveries(acme, created))
                .extracting(delivery -> delivery.getString("state"))
                .containsExactly("DELIVERED"));
        assertThat(deliveries(acme, created)
                        .get(0)
                        .getJsonArray("attempts")
                        .getJsonObject(0)
                        .getString("response"))
                .matches("partition \\d+, offset 0");
    }

    @Test
    void sendsTheEventsOfAnOrganizationToATopicOfItsOwnWithItAsTheKey() {
        var acme = new OrganizationId(Ids.next());
        var user = harness.access.userWith(acme, "organization.subscriptions.manage");
        var created = harness.http
                .withBearer(TestAuthenticator.user(user))
                .post("/api/organizations/" + acme + "/subscriptions", subscription("orders"))
                .expect(201)
                .data();
        var records = records(created);

        harness.record(acme, "order.placed");

        Await.until(() -> assertThat(records).hasSize(1));
        assertThat(records.get(0).topic()).isEqualTo("guildhall." + acme + ".orders");
        assertThat(records.get(0).key()).isEqualTo(acme.toString());
    }

    @Test
    void twoWorkspacesThatCallTheirTopicAlikeHaveTwo() {
        var acme = workspace();
        var other = workspace();
        var ofAcme = records(subscribe(acme, subscription("crm")));
        var ofOther = records(subscribe(other, subscription("crm")));

        var first = harness.record(acme, "order.placed");
        var second = harness.record(other, "order.placed");

        Await.until(() -> assertThat(ids(ofAcme)).containsExactly(first.toString()));
        Await.until(() -> assertThat(ids(ofOther)).containsExactly(second.toString()));
    }

    @Test
    void makesNoTopicsUnlessTheOperatorWantsThat() {
        var acme = workspace();
        var there = subscribe(acme, subscription("there"));
        var strict = new EventsHarness(
                BENCH, PATIENT, node -> node.with(KafkaSettings.BOOTSTRAP_SERVERS, List.of(kafka.broker())));
        var client = strict.clientWith(acme, "subscriptions.manage");

        client.post(path(acme), subscription("there")).expect(201);
        subscribe(acme, subscription("there"));
        var refused = client.post(path(acme), subscription("nowhere")).expect(400, "REQUEST.INVALID");

        assertThat(there.getJsonObject("sink").getString("topic")).isEqualTo("there");
        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("message"))
                .contains("guildhall." + acme + ".nowhere");
    }

    @Test
    void oneTopicOfThePlatformHasTheEventsOfAllWorkspacesAndNobodyTakesThemIn() {
        var shared = new EventsHarness(
                BENCH,
                PATIENT,
                node -> node.with(KafkaSettings.BOOTSTRAP_SERVERS, List.of(kafka.broker()))
                        .with(KafkaSettings.CREATE_TOPICS, true)
                        .with(KafkaSettings.TOPICS, KafkaTopics.parse("guildhall.events")));
        var sink = new JsonObject().put("kind", "KAFKA");
        var acme = workspace();
        var zeta = workspace();
        var client = shared.clientWith(acme, "subscriptions.manage", "events.publish");

        var created = client.post(path(acme), subscription("any").put("sink", sink))
                .expect(201)
                .data();
        shared.clientWith(zeta, "subscriptions.manage")
                .post(path(zeta), subscription("any").put("sink", sink))
                .expect(201);
        var chosen = client.post(path(acme), subscription("mine")).expect(400, "REQUEST.INVALID");
        var taken = client.post(
                        path(acme), subscription("any").put("sink", new JsonObject().put("kind", "KAFKA_SOURCE")))
                .expect(400, "SUBSCRIPTION.SINK_NOT_AVAILABLE");
        var records = records(created);
        var ids = List.of(shared.record(acme, "order.placed"), shared.record(zeta, "order.placed"));

        assertThat(created.getJsonObject("sink")).isEqualTo(sink.copy().put("kafkaTopic", "guildhall.events"));
        assertThat(chosen.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("sink.topic");
        assertThat(taken.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("sink.kind");
        Await.until(() -> assertThat(ids(records))
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(UUID::toString).toList()));
        assertThat(records).extracting(KafkaConsumerRecord::key).contains(acme.toString(), zeta.toString());
    }

    @Test
    void whereKafkaIsNoMoreSubscriptionsFailAndCanBeChangedAndDeleted() {
        var acme = workspace();
        var path = path(acme) + "/" + subscribe(acme, subscription("bereft")).getString("id");
        var without = new EventsHarness(BENCH, PATIENT, node -> node);
        var client = without.clientWith(acme, "subscriptions.manage", "events.publish");

        client.patch(path, new JsonObject().put("name", "Forgotten")).expect(200);
        var tried = client.post(path + "/test", null).expect(200).data();
        client.post(path + "/rotate-secret", null).expect(409, "SUBSCRIPTION.NO_SECRET");
        client.get(path + "/source").expect(409, "SUBSCRIPTION.NOT_A_SOURCE");
        client.delete(path).expect(204);

        assertThat(tried.getBoolean("delivered")).isFalse();
        assertThat(tried.getString("error")).contains("KAFKA");
        // It would try what the others can deliver.
        Await.result(without.events.product().stop());
    }

    @Test
    void healthAndMetricsSayWhetherANodeReachesKafka() {
        harness.doNow("reach Kafka");
        assertThat(trouble(harness)).isEmpty();
        assertThat(reachable(harness)).isOne();

        var lonely = new EventsHarness(
                BENCH, PATIENT, node -> node.with(KafkaSettings.BOOTSTRAP_SERVERS, List.of("127.0.0.1:1")));

        Await.until(() -> assertThat(trouble(lonely))
                .hasValueSatisfying(why -> assertThat(why).contains("out of reach")));
        assertThat(reachable(lonely)).isZero();
    }

    private static Optional<String> trouble(EventsHarness of) {
        var told = of.events.product().peerHealth();
        assertThat(told).extracting(PeerHealth::what).containsExactly("kafka");
        return told.get(0).trouble().get();
    }

    private static double reachable(EventsHarness of) {
        return of.events
                .environment()
                .meters()
                .get("guildhall.kafka.reachable")
                .gauge()
                .value();
    }

    @Test
    void isNotToBeHadWhileNoBrokerIsWithinReach() {
        var lonely = new EventsHarness(
                BENCH, PATIENT, node -> node.with(KafkaSettings.BOOTSTRAP_SERVERS, List.of("127.0.0.1:1")));
        var acme = workspace();

        lonely.clientWith(acme, "subscriptions.manage")
                .post(path(acme), subscription("any"))
                .expect(503, "SERVICE.UNAVAILABLE");
    }

    @Test
    void hasNoSecretAndStaysASubscriptionOfKafka() {
        var acme = workspace();
        var created = subscribe(acme, subscription("plain"));
        var one = path(acme) + "/" + created.getString("id");

        assertThat(created.containsKey("secret")).isFalse();
        manager(acme).post(one + "/rotate-secret", null).expect(409, "SUBSCRIPTION.NO_SECRET");
        var refused = manager(acme)
                .patch(
                        one,
                        new JsonObject()
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:1/x")))
                .expect(400, "REQUEST.INVALID");
        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("sink.kind");
        var moved = manager(acme)
                .patch(
                        one,
                        new JsonObject()
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "KAFKA").put("topic", "elsewhere")))
                .expect(200);
        assertThat(moved.data().getJsonObject("sink").getString("kafkaTopic"))
                .isEqualTo("guildhall." + acme + ".elsewhere");
    }

    @Test
    void namesTheFieldOfATopicThatCannotBe() {
        var acme = workspace();

        for (var topic : List.of("", "a b", "..", "x".repeat(129), "{workspace}", "ä")) {
            var refused = manager(acme).post(path(acme), subscription(topic)).expect(400, "REQUEST.INVALID");
            assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                    .as(topic)
                    .isEqualTo("sink.topic");
        }
    }

    @Test
    void triesATopicOut() {
        var acme = workspace();
        var created = subscribe(acme, subscription("tried"));

        var tried = manager(acme)
                .post(path(acme) + "/" + created.getString("id") + "/test", null)
                .expect(200)
                .data();

        assertThat(tried.getBoolean("delivered")).isTrue();
        assertThat(tried.getString("response")).startsWith("partition ");
    }
}
