package dev.guildhall.host;

import static dev.guildhall.host.Hosting.TIGHT;
import static dev.guildhall.host.Hosting.assertFails;
import static dev.guildhall.host.Hosting.await;
import static dev.guildhall.host.Hosting.eventually;
import static dev.guildhall.host.RunningExtensionTest.capability;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.guildhall.core.thread.LowPriority;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the system says of the threads of an extension that computes for long, where it says something. */
class LowPriorityTest {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int LOWEST = 19;
    /** Of no other test, for threads are called by it. */
    private static final String VERSION = "4.0.4";
    /** Counted from the end of the name, which stands in parentheses. */
    private static final int NICE = 16;

    @TempDir
    Path folder;

    private Hosting hosting;

    @BeforeEach
    void start() {
        assumeTrue(LowPriority.currentThread().isPresent(), "threads can be told");
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "renice"))),
                "there is a renice");
        hosting = new Hosting(folder, TIGHT);
    }

    @AfterEach
    void stop() {
        if (hosting != null) {
            hosting.close();
        }
    }

    @Test
    void whatComputesForLongYieldsToAllOthersAndLeavesNoThreadBehind() {
        var running = hosting.open(loop());
        await(call(running, false));
        assertThat(nices()).isNotEmpty().doesNotContain(LOWEST);

        var looping = call(running, true);

        eventually(() -> nices().contains(LOWEST));
        var lowered =
                threads().stream().filter(task -> niceOf(stat(task)) == LOWEST).toList();
        assertFails(looping, Kind.TIMED_OUT);
        eventually(() -> lowered.stream().noneMatch(Files::exists));
        assertThat(nices()).as("of what came in its place").doesNotContain(LOWEST);
    }

    @Test
    void whatAnInstallationDoesSoonAfterYieldsFromItsBeginningAndWhatOthersDoDoesNot() {
        var artifact = Hosting.artifact(loop());
        var noisy = hosting.open(artifact, hosting.services("noisy"));
        var quiet = hosting.open(artifact, hosting.services("quiet"));
        var looping = call(noisy, true);
        eventually(() -> nices().contains(LOWEST));

        var next = await(call(noisy, false)).getString("thread");
        var other = await(call(quiet, false)).getString("thread");

        eventually(() -> nice(next) == LOWEST);
        assertThat(nice(other)).isZero();
        assertFails(looping, Kind.TIMED_OUT);
    }

    private static ExtensionJar loop() {
        return capability("""
                call -> {
                    while (call.input().getBoolean("loops") && !Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    return Future.succeededFuture(
                            new JsonObject().put("thread", Thread.currentThread().getName()));
                }""").manifest("version", VERSION);
    }

    private static Future<JsonObject> call(RunningExtension running, boolean loops) {
        return Hosting.invoke(
                running, "demo.thing.do", new JsonObject().put("loops", loops), Duration.ofSeconds(loops ? 8 : 5));
    }

    private static int nice(String thread) {
        return threads().stream()
                .map(LowPriorityTest::stat)
                .filter(stat -> stat.contains("(" + thread + ")"))
                .mapToInt(LowPriorityTest::niceOf)
                .findAny()
                .orElseThrow();
    }

    private static List<Integer> nices() {
        return threads().stream()
                .map(LowPriorityTest::stat)
                .filter(stat -> !stat.isEmpty())
                .map(LowPriorityTest::niceOf)
                .toList();
    }

    /** Of the extension. */
    private static List<Path> threads() {
        try (var tasks = Files.list(TASKS)) {
            return tasks.filter(task -> stat(task).contains("(demo@" + VERSION + "-"))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int niceOf(String stat) {
        return stat.isEmpty()
                ? 0
                : Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[NICE]);
    }

    private static String stat(Path task) {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (IOException ended) {
            return "";
        }
    }
}
