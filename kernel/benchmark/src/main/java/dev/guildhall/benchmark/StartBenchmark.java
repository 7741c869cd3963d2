package dev.guildhall.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Time from the start of the process to ready, with an empty and with a used data directory, and memory when idle. */
final class StartBenchmark {

    private static final int IDLE_SECONDS = 10;

    private final int rounds;

    StartBenchmark(int rounds) {
        this.rounds = rounds;
    }

    void run() throws Exception {
        for (var round = 1; round <= rounds; round++) {
            try (var workplace = Workplace.make()) {
                measure(workplace.data());
            }
        }
    }

    private static void measure(Path data) throws Exception {
        try (var first = Product.start(List.of(), data)) {
            System.out.printf(
                    Locale.ROOT,
                    "first start, empty data directory: %d ms%n",
                    first.startTime().toMillis());
        }
        for (var again = 0; again < 3; again++) {
            try (var next = Product.start(List.of(), data)) {
                System.out.printf(
                        Locale.ROOT, "next start: %d ms%n", next.startTime().toMillis());
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                System.out.printf(Locale.ROOT, "idle memory of the JVM: %d MiB%n", next.residentMiB());
            }
        }
    }
}
