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

    /**
     * Starts where there is data, as {@code bin/guildhall} of a distribution does them: with the class data archive that the
     * first one has left. Each is beside that of a server that does nothing, without one.
     */
    static void compare(Comparison comparison, Results results) throws Exception {
        try (var workplace = Workplace.make()) {
            compare(comparison, results, "start, embedded PostgreSQL", 0.4 / 2, workplace.data());
        }
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")))) {
            var url = postgres.url(EmbeddedPostgres.DATABASE);
            compare(
                    comparison,
                    results,
                    "start, external PostgreSQL",
                    0.4 / 1.5,
                    workplace.data(),
                    "--database-url",
                    url);
        }
    }

    private static void compare(
            Comparison comparison, Results results, String what, double atLeast, Path data, String... flags)
            throws Exception {
        Product.start(archiving(data), data, flags).close();
        System.out.println(System.lineSeparator() + what + ", beside: a server that does nothing");
        var residentMiB = new long[1];
        var result = comparison.run(
                "product",
                (connections, seconds) -> {
                    try (var product = Product.start(archived(data), data, flags)) {
                        residentMiB[0] = product.residentMiB();
                        return Load.Outcome.ofAll(1, product.startTime().toNanos() / 1e9);
                    }
                },
                "baseline",
                (connections, seconds) -> EmptyServer.start());
        results.add(what, "a server that does nothing", atLeast, result, residentMiB[0]);
    }

    /** For a JVM that leaves an archive of its classes to others on the same data. */
    static List<String> archiving(Path data) {
        return List.of("-Xlog:cds*=off", "-XX:ArchiveClassesAtExit=" + classes(data));
    }

    /** For a JVM that has the archive that another has left. */
    static List<String> archived(Path data) {
        return List.of("-Xlog:cds*=off", "-XX:SharedArchiveFile=" + classes(data));
    }

    private static Path classes(Path data) {
        return data.resolveSibling("classes.jsa");
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
