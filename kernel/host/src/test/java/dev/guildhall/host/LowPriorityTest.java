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
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
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
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
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
        for (var program : List.of("renice", "taskset")) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":"))
                            .anyMatch(place -> Files.isExecutable(Path.of(place, program))),
                    "there is " + program);
        }
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
        var running = hosting.open(capability("""
                call -> {
                    while (call.input().getBoolean("loops") && !Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    return Future.succeededFuture(new JsonObject());
                }""").manifest("version", VERSION));
        await(Hosting.invoke(running, "demo.thing.do", new JsonObject().put("loops", false)));
        assertThat(nices()).isNotEmpty().doesNotContain(LOWEST);

        var looping =
                Hosting.invoke(running, "demo.thing.do", new JsonObject().put("loops", true), Duration.ofSeconds(8));

        eventually(() -> nices().contains(LOWEST));
        var lowered =
                threads().stream().filter(task -> nice(stat(task)) == LOWEST).toList();
        eventually(() -> lowered.stream().allMatch(task -> processors(task) == Math.max(1, PROCESSORS / 2)));
        assertFails(looping, Kind.TIMED_OUT);
        eventually(() -> lowered.stream().noneMatch(Files::exists));
        assertThat(nices()).as("of what came in its place").doesNotContain(LOWEST);
        await(Hosting.invoke(running, "demo.thing.do", new JsonObject().put("loops", false)));
        assertThat(nices()).isNotEmpty().doesNotContain(LOWEST);
    }

    private static List<Integer> nices() {
        return threads().stream()
                .map(LowPriorityTest::stat)
                .filter(stat -> !stat.isEmpty())
                .map(LowPriorityTest::nice)
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

    /** How many it may run on. */
    private static int processors(Path task) {
        try (var lines = Files.lines(task.resolve("status"))) {
            var mask = lines.filter(line -> line.startsWith("Cpus_allowed:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip().replace(",", ""))
                    .findFirst()
                    .orElseThrow();
            return new BigInteger(mask, 16).bitCount();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int nice(String stat) {
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
