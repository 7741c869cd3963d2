package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a workspace tells of the events that its extensions publish. */
class EventTypesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final JsonObject DATA = new JsonObject()
            .put("type", "object")
            .put("properties", new JsonObject().put("votes", new JsonObject().put("type", "integer")));

    private static World world;
    private static String key;

    @BeforeAll
    static void publish() {
        world = new World(BENCH);
        key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0")
                .manifest("manifest", 1)
                .manifest("permissions", JsonArray.of("events.publish"))
                .manifest("publishesEvents", JsonArray.of(key + ".poll.closed", key + ".vote.*"))
                .manifest(
                        "events",
                        JsonArray.of(new JsonObject()
                                .put("type", key + ".poll.closed")
                                .put("description", "A poll was closed.")
                                .put("data", DATA))));
    }

    @Test
    void tellsWhatIsDescribedAndWhatIsOnlyListed() {
        var made = world.workspace();
        made.install(key, "events.publish").expect(201);

        var types = made.asOwner().get(made.path() + "/event-types").expect(200).list();

        assertThat(types)
                .containsExactly(
                        new JsonObject()
                                .put("type", key + ".poll.closed")
                                .put("extensionKey", key)
                                .put("version", "1.0.0")
                                .put("description", "A poll was closed.")
                                .put("data", DATA),
                        new JsonObject()
                                .put("type", key + ".vote.*")
                                .put("extensionKey", key)
                                .put("version", "1.0.0")
                                .putNull("description")
                                .putNull("data"));
    }

    @Test
    void tellsNothingWhereTheExtensionIsNotInstalled() {
        var made = world.workspace();

        assertThat(made.asOwner().get(made.path() + "/event-types").expect(200).list())
                .isEmpty();
    }

    @Test
    void findsThoseOfOneExtensionByAFilter() {
        var made = world.workspace();
        made.install(key, "events.publish").expect(201);

        var others = made.asOwner()
                .get(made.path() + "/event-types?filter=extensionKey%3D%22another%22")
                .expect(200);

        assertThat(others.list()).isEmpty();
    }

    @Test
    void isHiddenFromOutsiders() {
        var made = world.workspace();
        var stranger = world.as(world.user());

        stranger.get(made.path() + "/event-types").expect(404);
        stranger.get("/api/workspaces/" + UUID.randomUUID() + "/event-types").expect(404);
    }
}
