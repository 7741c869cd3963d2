package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An extension with several handlers of events: one of what it is told to fail with, one of everything, one of its own. */
class HandlersTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String BODY = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                var config = workspace.config();
                handlers.on("test.*", event -> config.getBoolean("fails", true)
                        ? Future.failedFuture("never")
                        : note(workspace, "family", event));
                handlers.on("*", event -> note(workspace, "all", event));
                if (config.getBoolean("more", false)) {
                    handlers.on("test.late", event -> note(workspace, "late", event));
                }
                return Future.succeededFuture();
            }

            private Future<Void> note(WorkspaceContext workspace, String handler, Event event) {
                return event.type().startsWith("test.")
                        ? workspace.emit("$key.seen", handler, new JsonObject().put("type", event.type())).mapEmpty()
                        : Future.succeededFuture();
            }
            """;

    private World world;
    private World.Made acme;
    private String key;

    @BeforeEach
    void install() {
        world = new World(BENCH);
        key = World.extensionKey();
        world.publish(ExtensionJar.of(key, "1.0.0")
                .extension(BODY.replace("$key", key))
                .manifest("permissions", new JsonArray().add("events.publish"))
                .manifest("publishesEvents", new JsonArray().add(key + ".seen"))
                .manifest("consumesEvents", new JsonArray().add("*"))
                .manifest("configSchema", new JsonObject("""
                        {"type":"object","properties":{"fails":{"type":"boolean"},"more":{"type":"boolean"}}}""")));
        acme = world.workspace();
        acme.install(key, "events.publish").expect(201);
    }

    private void publish(String... types) {
        for (var type : types) {
            world.as(acme.owner)
                    .post(
                            acme.path() + "/events",
                            new JsonObject().put("type", type).put("data", new JsonObject()))
                    .expect(202);
        }
    }

    private List<String> seen(String handler) {
        var types = new ArrayList<String>();
        BENCH.sql(
                        "select data->>'type' as type from guildhall.event"
                                + " where tenant_id = $1 and type = $2 and subject = $3 order by sequence",
                        acme.id.value(),
                        key + ".seen",
                        handler)
                .forEach(row -> types.add(row.getString("type")));
        return types;
    }

    private JsonArray deadLetters() {
        return world.as(acme.owner).get(path() + "/dead-letters").expect(200).list();
    }

    private String path() {
        return acme.extensions() + "/" + key;
    }

    private JsonObject handlers() {
        return world.as(acme.owner).get(path()).expect(200).data().getJsonObject("handlers");
    }

    private JsonObject handler(String name) {
        return handlers().getJsonArray("each").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("handler").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void configure(JsonObject config) {
        acme.patch(key, new JsonObject().put("config", config)).expect(200);
    }

    @AfterEach
    void stop() {
        world.stop();
    }

    @Test
    void oneThatAlwaysFailsDelaysNoOther() {
        publish("test.a", "test.b");

        Await.until(() -> assertThat(seen("all")).containsExactly("test.a", "test.b"));
        Await.until(() -> assertThat(deadLetters()).hasSize(2));

        assertThat(seen("all")).as("delivered once").containsExactly("test.a", "test.b");
        assertThat(deadLetters())
                .extracting(
                        letter -> ((JsonObject) letter).getString("handler"),
                        letter -> ((JsonObject) letter).getString("type"))
                .containsExactly(tuple("test.*", "test.a"), tuple("test.*", "test.b"));
    }

    @Test
    void showHowEachStandsAndHowTheyStandTogether() {
        publish("test.a");
        Await.until(() -> assertThat(handlers().getInteger("deadLetters")).isEqualTo(1));
        Await.until(() -> assertThat(handlers().getInteger("behind")).isZero());

        assertThat(handler("test.*").getInteger("deadLetters")).isEqualTo(1);
        assertThat(handler("*").getInteger("deadLetters")).isZero();
        assertThat(handlers().getLong("position"))
                .isEqualTo(handler("*").getLong("position"))
                .isEqualTo(handler("test.*").getLong("position"));
    }

    @Test
    void tryAgainByThemselves() {
        publish("test.a");
        Await.until(() -> assertThat(deadLetters()).hasSize(1));
        Await.until(() -> assertThat(seen("all")).containsExactly("test.a"));
        var letter = path() + "/dead-letters/" + deadLetters().getJsonObject(0).getLong("sequence");
        var owner = world.as(acme.owner);

        owner.post(letter + "/retry?handler=%2A", null).expect(404, "EVENT.NOT_PUT_ASIDE");
        owner.post(letter + "/retry?handler=test.%2A", null).expect(502, "EVENT.NOT_DELIVERED");
        owner.delete(letter + "?handler=%2A").expect(404, "EVENT.NOT_PUT_ASIDE");
        configure(new JsonObject().put("fails", false));
        owner.post(letter + "/retry", null).expect(204);

        assertThat(seen("family")).containsExactly("test.a");
        assertThat(seen("all")).as("not repeated").containsExactly("test.a");
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void goOnWhereEachWasAfterARestart() {
        publish("test.a");
        Await.until(() -> assertThat(seen("all")).containsExactly("test.a"));
        Await.until(() -> assertThat(deadLetters()).hasSize(1));

        world.stop();
        world = new World(BENCH);
        publish("test.b");

        Await.until(() -> assertThat(seen("all")).containsExactly("test.a", "test.b"));
        Await.until(() -> assertThat(deadLetters()).hasSize(2));
        Await.until(() -> assertThat(handlers().getInteger("behind")).isZero());
        assertThat(handler("*").getInteger("deadLetters")).isZero();
    }

    @Test
    void thatANewConfigurationAddsHearWhatComesThen() {
        publish("test.late");
        Await.until(() -> assertThat(seen("all")).containsExactly("test.late"));
        Await.until(() -> assertThat(handlers().getInteger("behind")).isZero());

        configure(new JsonObject().put("more", true));
        publish("test.late");

        Await.until(() -> assertThat(seen("late")).containsExactly("test.late"));
        assertThat(handlers().getJsonArray("each")).hasSize(3);
        assertThat(seen("all")).containsExactly("test.late", "test.late");
        configure(new JsonObject().put("more", false));
        assertThat(handlers().getJsonArray("each")).hasSize(2);
    }

    @Test
    void goOnWhereAnEarlierReleaseServedThemAllAtOnce() {
        configure(new JsonObject().put("fails", false));
        publish("test.done", "test.dead");
        Await.until(() -> assertThat(seen("all")).containsExactly("test.done", "test.dead"));
        Await.until(() -> assertThat(handlers().getInteger("behind")).isZero());
        world.stop();
        asBefore();

        world = new World(BENCH);
        publish("test.next");

        Await.until(() -> assertThat(seen("all")).containsExactly("test.done", "test.dead", "test.next"));
        Await.until(() -> assertThat(seen("family")).containsExactly("test.done", "test.dead", "test.next"));
        assertThat(deadLetters())
                .extracting(letter -> ((JsonObject) letter).getString("handler"))
                .containsExactlyInAnyOrder("*", "test.*");
        var letter = path() + "/dead-letters/" + deadLetters().getJsonObject(0).getLong("sequence");
        world.as(acme.owner).post(letter + "/retry", null).expect(204);
        assertThat(seen("all")).containsExactly("test.done", "test.dead", "test.next", "test.dead");
        assertThat(seen("family")).containsExactly("test.done", "test.dead", "test.next", "test.dead");
        assertThat(deadLetters()).isEmpty();
    }

    /** The one cursor an extension had, with one event put aside. */
    private void asBefore() {
        BENCH.sql(
                "insert into guildhall.event_cursor (tenant_kind, tenant_id, kind, subscriber, sequence)"
                        + " select tenant_kind, tenant_id, kind, subscriber, max(sequence) from guildhall.event_cursor"
                        + " where tenant_id = $1 group by 1, 2, 3, 4",
                acme.id.value());
        BENCH.sql("delete from guildhall.event_cursor where tenant_id = $1 and handler <> ''", acme.id.value());
        BENCH.sql(
                "insert into guildhall.event_dead_letter (tenant_id, kind, subscriber, sequence, attempts, error,"
                        + " created_at) select tenant_id, 'extension', $2, sequence, 4, 'no', now()"
                        + " from guildhall.event where tenant_id = $1 and type = 'test.dead'",
                acme.id.value(),
                key);
    }
}
