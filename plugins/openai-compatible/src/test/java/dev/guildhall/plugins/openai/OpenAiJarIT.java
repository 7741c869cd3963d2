package dev.guildhall.plugins.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.FakeResponse;
import dev.guildhall.spi.testing.FakeWorkspace;
import dev.guildhall.testkit.JarBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as the build makes it, in the real host. */
class OpenAiJarIT {

    private static final Path JAR = Path.of(System.getProperty("extension.jar"));

    @TempDir
    Path folder;

    @Test
    void answersByTheConfiguredEndpoint() throws Exception {
        var workspace = new FakeWorkspace()
                .configured(new JsonObject().put("baseUrl", "https://models.example.com/v1"))
                .answering(request -> Future.succeededFuture(FakeResponse.of(200, """
                        data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}

                        data: {"choices":[{"index":0,"delta":{"content":" Ada"},"finish_reason":"stop"}]}

                        data: [DONE]

                        """)));
        try (var models = JarBench.open(JAR, folder, workspace)) {
            assertThat(JAR).hasFileName(models.archive().manifest().label().replace('@', '-') + ".jar");

            assertThat(models.answer("openai-compatible", "small", "Hi")).isEqualTo("Hello Ada");
        }

        assertThat(workspace.sent())
                .extracting(request -> request.body().toJsonObject().getString("model"))
                .containsExactly("small");
    }
}
