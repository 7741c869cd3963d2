package dev.guildhall.plugins.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.testing.FakeWorkspace;
import dev.guildhall.testkit.JarBench;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as the build makes it, in the real host. */
class HelloJarIT {

    private static final Path JAR = Path.of(System.getProperty("extension.jar"));

    @TempDir
    Path folder;

    @Test
    void works() throws Exception {
        var workspace = new FakeWorkspace().configured(new JsonObject().put("greeting", "Moin"));
        try (var hello = JarBench.open(JAR, folder, workspace)) {
            assertThat(hello.archive().manifest().label()).isEqualTo("hello@1.0.0");
            assertThat(JAR).hasFileName("hello-1.0.0.jar");

            var said = hello.invoke("hello.greeting.say", new JsonObject().put("name", "Ada"));
            hello.deliver(workspace.event("member.added", "user-1", new JsonObject()));
            var page = hello.request(HttpVerb.GET, "/greetings/Grace%20H", Buffer.buffer());

            assertThat(said.getString("message")).isEqualTo("Moin, Ada!");
            assertThat(workspace.emitted())
                    .extracting(FakeWorkspace.Emitted::type)
                    .containsExactly("hello.member.greeted");
            assertThat(page.body().toJsonObject().getString("message")).isEqualTo("Moin, Grace H!");
        }
    }
}
