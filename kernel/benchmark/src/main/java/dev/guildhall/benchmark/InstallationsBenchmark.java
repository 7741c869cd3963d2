package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Many workspaces with many extensions each: how long the product takes to start with them, what it keeps in memory, how
 * long first calls take and what they leave, and how many connections to the database it holds. The extensions are copies of
 * one, under names of their own; the installations are written past the API. It is started as {@code bin/guildhall} of a
 * distribution does it, with the archive of classes that the first start has left.
 */
final class InstallationsBenchmark {

    private static final int FIRST_CALLS = 1_000;
    private static final int AT_ONCE = 8;
    private static final int IDLE_SECONDS = 10;

    private final int workspaces;
    private final int extensions;

    InstallationsBenchmark(int workspaces, int extensions) {
        this.workspaces = workspaces;
        this.extensions = extensions;
    }

    void run() throws Exception {
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")))) {
            var url = postgres.url(EmbeddedPostgres.DATABASE);
            var owner = Versus.owner(postgres);
            try (var empty = Product.start(
                    StartBenchmark.archiving(workplace.data()), workplace.data(), "--database-url", url)) {
                upload(empty.signIn(), workplace.directory());
            }
            report("without installations", workplace.data(), url);
            var begun = System.nanoTime();
            Populace.addWorkspaces(owner, workspaces);
            Populace.installAllInThem(owner);
            System.out.printf(
                    Locale.ROOT,
                    "%,d workspaces with %d extensions each, made in %d s%n",
                    workspaces,
                    extensions,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
            report("with all installations", workplace.data(), url);
            calls(vertx, workplace.data(), owner, url);
        } finally {
            vertx.close();
        }
    }

    private void upload(ApiClient admin, Path directory) throws Exception {
        for (var number = 0; number < extensions; number++) {
            admin.upload("/api/admin/marketplace/extensions", NeighbourExtension.in(directory, key(number)));
        }
    }

    private static String key(int number) {
        return "many" + number;
    }

    private static void report(String what, Path data, String url) throws Exception {
        try (var product = Product.start(StartBenchmark.archived(data), data, "--database-url", url)) {
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            print(what + ", ready after " + product.startTime().toMillis() + " ms", product);
        }
    }

    private static void print(String what, Product product) throws Exception {
        System.out.printf(Locale.ROOT, "%s: %d MiB of memory%n", what, product.residentMiB());
    }

    /** Each first call has an instance made; one of all those that exist answers the second. */
    private void calls(Vertx vertx, Path data, String owner, String url) throws Exception {
        try (var product = Product.start(
                StartBenchmark.archived(data), data, "--database-url", url, "--extension-idle", "" + IDLE_SECONDS)) {
            var token = product.signIn().token();
            var places = Populace.bulkWorkspaces(owner, FIRST_CALLS);
            var requests = new ArrayList<Buffer>();
            for (var call = 0; call < FIRST_CALLS; call++) {
                requests.add(Load.get(
                        "/api/workspaces/" + places.get(call % places.size()) + "/x/" + key(call % extensions)
                                + "/answer",
                        token));
            }
            once(vertx, product, "first calls", requests);
            System.out.printf(Locale.ROOT, "connections to the database: %s%n", Populace.connections(owner));
            once(vertx, product, "second calls", requests);
            TimeUnit.SECONDS.sleep(2 * IDLE_SECONDS);
            print("all asleep again", product);
            once(vertx, product, "calls that wake them", requests);
        }
    }

    private static void once(Vertx vertx, Product product, String what, List<Buffer> requests) throws Exception {
        var outcome = new Load(vertx, product.base(), requests).each(AT_ONCE);
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f calls/s, p50 %.2f ms, p99 %.2f ms, slowest %.2f ms, %d errors%n",
                what,
                outcome.perSecond(),
                outcome.p50(),
                outcome.p99(),
                outcome.slowest(),
                outcome.errors());
        print("  then", product);
    }
}
