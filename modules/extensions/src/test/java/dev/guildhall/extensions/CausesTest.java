package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a request causes: events, which extensions answer by others, in the log and in transactions of their own. */
class CausesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String BODY = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                handlers.on("order.placed", event ->
                        workspace.emit("$key.packed", event.correlationId(), new JsonObject()).mapEmpty());
                handlers.on("$key.packed", event -> workspace.storage().inTransaction(tx ->
                        tx.emit("$key.sent", event.causationId().orElseThrow(), new JsonObject()).mapEmpty()));
                return Future.succeededFuture();
            }
            """;

    private static World world;
    private static World.Made acme;
    private static String key;

    @BeforeAll
    static void install() {
        world = new World(BENCH);
        key = World.extensionKey();
        world.publish(ExtensionJar.of(key, "1.0.0")
                .extension(BODY.replace("$key", key))
                .file("migrations/V1__notes.sql", Lab.NOTES.formatted(InstallationsTest.prefix(key)))
                .manifest("permissions", new JsonArray().add("events.publish").add("events.read"))
                .manifest("publishesEvents", new JsonArray().add(key + ".*"))
                .manifest("consumesEvents", new JsonArray().add("order.*").add(key + ".packed")));
        acme = world.workspace();
        acme.install(key, "events.publish", "events.read").expect(201);
    }

    @AfterAll
    static void stop() {
        world.stop();
    }

    @Test
    void allThatARequestLeadsToIsFoundByItsIdWithWhatLedToWhat() {
        request("order-7").post(acme.path() + "/events", order()).expect(202);

        var placed = await("order-7", "order.placed");
        var packed = await("order-7", key + ".packed");
        var sent = await("order-7", key + ".sent");
        assertThat(placed.containsKey("causationid")).isFalse();
        assertThat(packed.getString("causationid")).isEqualTo(placed.getString("id"));
        assertThat(packed.getString("subject")).isEqualTo("order-7");
        assertThat(sent.getString("causationid")).isEqualTo(packed.getString("id"));
        assertThat(sent.getString("subject")).isEqualTo(placed.getString("id"));
        assertThat(types("causationId = \"%s\"".formatted(packed.getString("id"))))
                .containsExactly(key + ".sent");
    }

    @Test
    void aChangeIsInTheAuditLogUnderTheRequestThatItsEventNames() {
        request("change-1")
                .patch(acme.path(), new JsonObject().put("name", "Another name"))
                .expect(200);

        assertThat(types("correlationId = \"change-1\"")).containsExactly("workspace.updated");
        var entries = world.as(acme.owner)
                .get(acme.path() + "/audit" + filter("correlationId = \"change-1\""))
                .expect(200)
                .list();
        assertThat(entries)
                .singleElement()
                .satisfies(entry ->
                        assertThat(((JsonObject) entry).getString("action")).isEqualTo("workspace.updated"));
    }

    @Test
    void whatNobodyAskedForBeginsWithItself() {
        var installed = events("type = \"extension.installed\"").get(0);
        BENCH.sql(
                "update guildhall.event set correlation_id = null where id = $1",
                UUID.fromString(installed.getString("id")));

        var from = events("type = \"extension.installed\"").get(0);

        assertThat(from.getString("correlationid")).isEqualTo(installed.getString("id"));
    }

    private static JsonObject await(String correlation, String type) {
        var filter = "correlationId = \"%s\" AND type = \"%s\"".formatted(correlation, type);
        Await.until(() -> assertThat(events(filter)).hasSize(1));
        return events(filter).get(0);
    }

    private static List<String> types(String filter) {
        return events(filter).stream().map(event -> event.getString("type")).toList();
    }

    private static List<JsonObject> events(String filter) {
        return world.as(acme.owner).get(acme.path() + "/events" + filter(filter)).expect(200).list().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String filter(String filter) {
        return "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    private static HttpTester request(String id) {
        return world.as(acme.owner).withHeader("X-Request-Id", id);
    }

    private static JsonObject order() {
        return new JsonObject().put("type", "order.placed").put("data", new JsonObject());
    }
}
