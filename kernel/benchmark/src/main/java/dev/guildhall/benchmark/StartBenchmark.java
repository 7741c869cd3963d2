package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Time from the start of the process to ready, with the embedded PostgreSQL and with one that runs already, each empty at
 * first and then used; and memory when idle.
 */
final class StartBenchmark {

    private static final int IDLE_SECONDS = 10;

    private final int rounds;

    StartBenchmark(int rounds) {
        this.rounds = rounds;
    }

    void run() throws Exception {
        for (var round = 1; round <= rounds; round++) {
            try (var workplace = Workplace.make()) {
                measure("embedded PostgreSQL", workplace.data());
            }
            try (var workplace = Workplace.make();
                    var postgres = EmbeddedPostgres.start(
                            Options.in(workplace.directory().resolve("postgres")))) {
                var url = postgres.url(EmbeddedPostgres.DATABASE);
                measure("external PostgreSQL", workplace.data(), "--database-url", url);
            }
        }
    }

    private static void measure(String with, Path data, String... flags) throws Exception {
        try (var first = Product.start(List.of(), data, flags)) {
            report(with, "first start", first);
        }
        for (var again = 0; again < 3; again++) {
            try (var next = Product.start(List.of(), data, flags)) {
                report(with, "next start", next);
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                System.out.printf(Locale.ROOT, "idle memory of the JVM: %d MiB%n", next.residentMiB());
            }
        }
    }

    private static void report(String with, String what, Product product) {
        System.out.printf(
                Locale.ROOT, "%s, %s: %d ms%n", with, what, product.startTime().toMillis());
    }
}
