package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.OutOfMemory;
import dev.guildhall.spi.testing.JavaProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the process when code of an extension uses up its memory. */
@Execution(ExecutionMode.CONCURRENT)
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

        assertThat(process.said()).contains("Guildhall ends because its memory is used up.");
        assertThat(process.exitCode()).isEqualTo(OutOfMemory.EXIT_CODE);
    }

    @Test
    void anArrayThatNoMemoryCouldHoldIsAFailureLikeOthers() throws Exception {
        var process = callIn(folder, "return Future.failedFuture(\"\" + new int[Integer.MAX_VALUE]);");

        assertThat(process.said()).contains("Requested array size exceeds VM limit");
        assertThat(process.exitCode()).isZero();
    }

    private static JavaProcess callIn(Path folder, String body) throws Exception {
        return JavaProcess.run(128, Calling.class, folder.toString(), body);
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
