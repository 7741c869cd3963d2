package dev.guildhall.host;

import static dev.guildhall.host.Hosting.assertFails;
import static dev.guildhall.host.Hosting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An extension whose author looks at every step. */
class UnhurriedTest {

    private static final String KEY = "demo.step.take";
    private static final Duration SHORT = Duration.ofMillis(200);

    /** Its start takes longer than {@link #hurried} allows, and its calls longer than their callers wait. */
    private static ExtensionJar slow() {
        return ExtensionJar.of("demo", "1.0.0").provides(KEY).extension("""
                public Future<Void> start(WorkspaceContext workspace, Handlers handlers) throws Exception {
                    Thread.sleep(workspace.config().getInteger("start", 0));
                    handlers.capability("demo.step.take", call -> {
                        Thread.sleep(1_000);
                        return Future.succeededFuture(new JsonObject().put("cancelled", call.isCancelled()));
                    });
                    return Future.succeededFuture();
                }
                """);
    }

    @TempDir
    Path folder;

    private static ExecutionLimits hurried() {
        var tight = Hosting.TIGHT;
        var times = new ExecutionLimits.Times(
                Duration.ofMillis(500),
                tight.times().stop(),
                tight.times().background(),
                tight.times().grace());
        return new ExecutionLimits(tight.places(), tight.breaker(), times, tight.lostThreads());
    }

    @Test
    void hasTheTimeThatItTakesToStartAndToAnswer() {
        try (var hosting = new Hosting(folder, hurried().unhurried())) {
            var services = hosting.services("acme").configured(new JsonObject().put("start", 1_500));
            var running = hosting.open(Hosting.artifact(slow()), services);

            var answer = await(Hosting.invoke(running, KEY, new JsonObject(), SHORT));

            assertThat(answer.getBoolean("cancelled")).isFalse();
        }
    }

    @Test
    void hasItNotWithoutThat() {
        try (var hosting = new Hosting(folder, hurried())) {
            var running = hosting.open(Hosting.artifact(slow()), hosting.services("acme"));
            await(running.start());
            assertFails(Hosting.invoke(running, KEY, new JsonObject(), SHORT), Kind.TIMED_OUT);

            var late = hosting.open(
                    Hosting.artifact(slow()),
                    hosting.services("umbrella").configured(new JsonObject().put("start", 1_500)));
            assertFails(late.start(), Kind.START_FAILED);
        }
    }
}
