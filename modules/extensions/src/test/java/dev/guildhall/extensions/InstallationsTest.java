package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InstallationsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    @Test
    void installsAnExtensionAndTellsOfIt() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();

        var installed = acme.install(key).expect(201);

        assertThat(installed.header("Location")).isEqualTo(acme.extensions() + "/" + key);
        assertThat(installed.data().getString("state")).isEqualTo("ACTIVE");
        assertThat(installed.data().getJsonObject("health").getString("status")).isEqualTo("UP");
        assertThat(acme.get(key).expect(200).data()).isEqualTo(installed.data());
        assertThat(acme.asOwner().get(acme.extensions()).expect(200).list()).containsExactly(installed.data());
        Await.until(() -> assertThat(acme.events("extension.installed"))
                .singleElement()
                .satisfies(event -> assertThat(event.data())
                        .isEqualTo(new JsonObject().put("extensionKey", key).put("version", "1.0.0"))));
    }

    @Test
    void uninstallsIt() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));
        var acme = world.workspace();
        acme.install(key).expect(201);

        acme.uninstall(key, "").expect(204);

        acme.get(key).expect(404, "EXTENSION.NOT_INSTALLED");
        acme.uninstall(key, "").expect(404, "EXTENSION.NOT_INSTALLED");
        acme.install(key).expect(201);
    }
}
