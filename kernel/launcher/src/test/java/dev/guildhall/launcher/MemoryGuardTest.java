package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.JavaProcess;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What becomes of a guarded process whose threads find no memory. */
@Execution(ExecutionMode.CONCURRENT)
class MemoryGuardTest {

    @ParameterizedTest
    @ValueSource(strings = {"event-loop", "worker", "thread", "logged", "hoarded"})
    void theProcessEndsAndSaysSo(String where) throws Exception {
        var process = JavaProcess.run(48, Guarded.class, where);

        assertThat(process.said()).contains("Guildhall ends because its memory is used up.");
        assertThat(process.exitCode()).isEqualTo(ExitCode.OUT_OF_MEMORY);
    }

    @Test
    void otherErrorsAreLoggedAndTheProcessGoesOn() throws Exception {
        var process = JavaProcess.run(48, Guarded.class, "other");

        assertThat(process.said())
                .contains("Requested array size exceeds VM limit", "unable to create native thread", "still there");
        assertThat(process.exitCode()).isZero();
    }

    /** Uses up the memory of a process of its own on one of its threads; nobody looks at what comes of it there. */
    static final class Guarded {

        private static final List<long[]> KEPT = new ArrayList<>();

        public static void main(String[] arguments) {
            MemoryGuard.install();
            var vertx = Vertx.vertx();
            switch (arguments[0]) {
                case "event-loop" -> vertx.runOnContext(start -> fill(new ArrayList<>()));
                case "worker" ->
                    vertx.executeBlocking(() -> fill(new ArrayList<>()))
                            .onFailure(failure -> LoggerFactory.getLogger(Guarded.class)
                                    .warn("It failed in {}", "a worker", new IllegalStateException(failure)));
                case "thread" -> new Thread(() -> fill(new ArrayList<>())).start();
                case "logged" ->
                    LoggerFactory.getLogger(Guarded.class).debug("Nobody reads this", failureOf(new ArrayList<>()));
                case "hoarded" -> vertx.executeBlocking(() -> fill(KEPT));
                default -> {
                    LoggerFactory.getLogger(Guarded.class)
                            .warn("No thread", new OutOfMemoryError("unable to create native thread"));
                    vertx.runOnContext(start -> System.out.println(new int[Integer.MAX_VALUE].length));
                    vertx.timer(1, TimeUnit.SECONDS).onComplete(later -> {
                        System.out.println("still there");
                        vertx.close();
                    });
                }
            }
        }

        private static Throwable failureOf(List<long[]> list) {
            try {
                return new IllegalStateException(fill(list));
            } catch (OutOfMemoryError full) {
                return full;
            }
        }

        private static String fill(List<long[]> list) {
            while (true) {
                list.add(new long[10_000]);
            }
        }
    }
}
