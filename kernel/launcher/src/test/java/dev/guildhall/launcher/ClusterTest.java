package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.config.Secret;
import dev.guildhall.launcher.ClusterSettings.Membership;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose event bus is one with that of an application, which is a process of its own, and whose Kafka is away. */
class ClusterTest {

    private static final Secret NAME = new Secret("known-to-members-only");
    private static final int EVENTS = 50;

    @TempDir
    static Path folder;

    private static HostAndPort address;
    private static RunningProduct product;
    private static Vertx application;

    @BeforeAll
    static void start() throws IOException {
        var of = HostAndPort.create(Configuration.LOOPBACK, twoFreePorts());
        address = HostAndPort.create(Configuration.LOOPBACK, twoFreePorts());
        application = member(of, NAME);
        product = RunningProduct.start(
                folder.resolve("data"),
                "--cluster=" + of,
                "--cluster-address=" + address,
                "--cluster-name=" + NAME.reveal(),
                "--kafka-bootstrap-servers=127.0.0.1:1");
    }

    @AfterAll
    static void stop() {
        product.close();
        Await.result(application.close());
    }

    @Test
    void whatASubscriptionSendsToTheBusArrivesOnEveryMemberInItsOrder() {
        var admin = product.signInAsAdmin();
        var workspace = workspace(admin, "clustered");
        subscribe(admin, workspace, "orders");
        var heard = heardBy(application, workspace, "orders");

        publish(admin, workspace);

        Await.until(() -> assertThat(heard)
                .extracting(event -> event.getJsonObject("data").getInteger("n"))
                .containsExactlyElementsOf(IntStream.range(0, EVENTS).boxed().toList()));
        assertThat(heard)
                .allSatisfy(event -> assertThat(event.getString("workspace")).isEqualTo(workspace));
        assertThat(product.management().get("/metrics").expect(200).body()).contains("guildhall_cluster_members 2.0");
    }

    @Test
    void itSaysThatItDoesNotReachKafkaAndIsReadyAllTheSame() {
        Await.until(() -> assertThat(
                        product.management().get("/health/ready").expect(200).body())
                .contains("kafka", "it is out of reach"));
        assertThat(product.management().get("/metrics").expect(200).body()).contains("guildhall_kafka_reachable 0.0");
    }

    @Test
    void whoDoesNotKnowTheNameHearsNothing() throws IOException {
        var admin = product.signInAsAdmin();
        var workspace = workspace(admin, "closed");
        subscribe(admin, workspace, "orders");
        var heard = heardBy(application, workspace, "orders");
        var stranger = member(
                HostAndPort.create(Configuration.LOOPBACK, twoFreePorts()),
                new Secret("guessed-by-a-stranger"),
                address);
        try {
            var overheard = heardBy(stranger, workspace, "orders");

            publish(admin, workspace);

            Await.until(() -> assertThat(heard).hasSize(EVENTS));
            assertThat(overheard).isEmpty();
            assertThat(product.log()).doesNotContain(NAME.reveal());
        } finally {
            Await.result(stranger.close());
        }
    }

    @Test
    void anEventOfAWorkspaceIsToldOnTheNodeItselfAndNotTwice() {
        var admin = product.signInAsAdmin();
        var workspace = workspace(admin, "told");
        subscribe(admin, workspace, "last");
        var all = heardBy(application, workspace, "events");
        var heard = heardBy(application, workspace, "last");

        publish(admin, workspace);

        Await.until(() -> assertThat(heard).hasSize(EVENTS));
        assertThat(all).isEmpty();
    }

    private static String workspace(HttpTester admin, String key) {
        return admin.post("/api/workspaces", new JsonObject().put("key", key).put("name", "Of a cluster"))
                .expect(200)
                .data()
                .getString("id");
    }

    private static void subscribe(HttpTester admin, String workspace, String address) {
        admin.post(
                        "/api/workspaces/" + workspace + "/subscriptions",
                        new JsonObject()
                                .put("name", "Bus")
                                .put("types", JsonArray.of("order.*"))
                                .put("ordered", true)
                                .put("sink", new JsonObject().put("kind", "BUS").put("address", address)))
                .expect(201);
    }

    private static void publish(HttpTester admin, String workspace) {
        var events = new JsonArray();
        IntStream.range(0, EVENTS)
                .mapToObj(n -> new JsonObject().put("type", "order.placed").put("data", new JsonObject().put("n", n)))
                .forEach(events::add);
        admin.post("/api/workspaces/" + workspace + "/events/batch", new JsonObject().put("events", events))
                .expect(202);
    }

    private static Queue<JsonObject> heardBy(Vertx member, String workspace, String name) {
        var heard = new ConcurrentLinkedQueue<JsonObject>();
        var consumer = member.eventBus()
                .<JsonObject>consumer("workspace." + workspace + "." + name, message -> heard.add(message.body()));
        Await.result(consumer.completion());
        return heard;
    }

    private static Vertx member(HostAndPort own, Secret name, HostAndPort... others) {
        var membership = new Membership(List.of(others), own, name);
        var member = Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(EventBusCluster.bus(membership)))
                .withClusterManager(EventBusCluster.manager(membership))
                .buildClustered();
        // Where all processors are taken, members take their time to find each other.
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(member::isComplete);
        return Await.result(member);
    }

    private static int twoFreePorts() throws IOException {
        while (true) {
            try (var one = new ServerSocket(0);
                    var next = new ServerSocket(one.getLocalPort() + 1)) {
                return next.getLocalPort() - 1;
            } catch (IOException | IllegalArgumentException taken) {
                // Another pair is as good.
            }
        }
    }
}
