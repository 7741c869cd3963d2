package dev.guildhall.plugins.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.spi.testing.FakeWorkspace;
import dev.guildhall.testkit.JarBench;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as the build makes it, in the real host. */
class NotifierJarIT {

    private static final Path JAR = Path.of(System.getProperty("extension.jar"));

    @TempDir
    Path folder;

    @Test
    void postsToTheConfiguredAddress() throws Exception {
        var workspace = new FakeWorkspace()
                .configured(new JsonObject().put("webhookUrl", "https://chat.example.com/hooks/secret"));
        try (var notifier = JarBench.open(JAR, folder, workspace)) {
            assertThat(JAR).hasFileName(notifier.archive().manifest().label().replace('@', '-') + ".jar");

            notifier.deliver(workspace.event("member.added", "user-1", new JsonObject()));
            notifier.deliver(workspace.event("order.created", "order-1", new JsonObject()));
        }

        assertThat(workspace.sent())
                .extracting(request -> request.url().getHost())
                .containsExactly("chat.example.com");
    }

    @Test
    void saysWhyItCannotStartWithoutAnAddress() throws Exception {
        try (var notifier = JarBench.open(JAR, folder, new FakeWorkspace())) {
            assertThatThrownBy(notifier::start)
                    .isInstanceOfSatisfying(
                            ExtensionFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ExtensionFailure.Kind.START_FAILED));
        }
    }
}
