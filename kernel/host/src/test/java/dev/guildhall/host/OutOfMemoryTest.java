package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.OutOfMemory;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the process when code of an extension uses up its memory. */
class OutOfMemoryTest {

    private static final String FILL =
            "java.util.List<long[]> all = new java.util.ArrayList<>(); while (true) all.add(new long[50_000]);";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                FILL,
                "try { " + FILL + " } catch (Error error) { throw new IllegalStateException(error); }",
                "return Future.succeededFuture().map(nothing -> { " + FILL + " });",
                "return Future.failedFuture(new OutOfMemoryError(\"Java heap space\"));"
            })
    void theProcessEndsAndSaysSo(String body) throws Exception {
        var process = callIn(folder, body);

        assertThat(said(process)).contains("Guildhall ends because its memory is used up.");
        assertThat(process.exitValue()).isEqualTo(OutOfMemory.EXIT_CODE);
    }

    @Test
    void anArrayThatNoMemoryCouldHoldIsAFailureLikeOthers() throws Exception {
        var process = callIn(folder, "return Future.failedFuture(\"\" + new int[Integer.MAX_VALUE]);");

        assertThat(said(process)).contains("Requested array size exceeds VM limit");
        assertThat(process.exitValue()).isZero();
    }

    private static Process callIn(Path folder, String body) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Calling.class.getName(),
                        folder.toString(),
                        body)
                .redirectErrorStream(true)
                .start();
    }

    private static String said(Process process) throws IOException, InterruptedException {
        try (var out = process.getInputStream()) {
            var said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Calls an extension once, in a process of its own. */
    static final class Calling {

        public static void main(String[] arguments) {
            try (var hosting = new Hosting(Path.of(arguments[0]))) {
                var running = hosting.open(RunningExtensionTest.capability("call -> { " + arguments[1] + " }"));
                var failure = Hosting.failureOf(Hosting.invoke(running, "demo.thing.do", new JsonObject()));
                System.out.println(failure);
            }
        }
    }
}
