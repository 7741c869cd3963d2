package dev.guildhall.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A stranger's calls, alone, while eight workspaces have eight calls each that wait for an upstream that hangs, while one
 * workspace's extension loops, while one asks its storage as fast as it can, while one is flooded with calls, and while six calls at once answer with 100 MB each; and
 * what a query of an extension's storage costs beside one of the platform's. The extension is compiled on the spot, so
 * this needs a JDK.
 */
final class NeighbourBenchmark {

    private static final int WORKSPACES = 8;
    private static final int CALLS = 8;
    private static final int LOOPS = 16;
    /** In seconds, until the callers have started and the product knows what they are about. */
    private static final int WARM_UP = 5;

    private static final Path HELLO = Path.of("plugins/hello/target/hello-1.0.0.jar");

    private final int seconds;

    NeighbourBenchmark(int seconds) {
        this.seconds = seconds;
    }

    void run() throws Exception {
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var product = Product.start(List.of("-Xmx512m"), workplace.data(), "--webhook-allow-private=true")) {
            var upstream = vertx.createNetServer()
                    .connectHandler(socket -> socket.handler(asked -> {}))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            var admin = product.signIn();
            admin.upload("/api/admin/marketplace/extensions", HELLO);
            admin.upload("/api/admin/marketplace/extensions", NeighbourExtension.in(workplace.directory()));
            var stranger = installed(
                    admin,
                    "stranger",
                    "hello",
                    new JsonArray().add("members.read").add("events.publish"));
            var calls = List.of(call(admin, stranger, "hello.greeting.say", new JsonObject().put("name", "Ada")));
            var load = new Load(vertx, product.base(), calls);
            load.run(1, seconds);
            print("alone", load.run(1, seconds));

            var url = "http://127.0.0.1:" + upstream.actualPort() + "/";
            var waiting = new ArrayList<Buffer>();
            for (var i = 0; i < WORKSPACES; i++) {
                var workspace = installed(admin, "waiting-" + i, "hanging", new JsonArray());
                for (var j = 0; j < CALLS; j++) {
                    waiting.add(call(admin, workspace, "hanging.upstream.ask", new JsonObject().put("url", url)));
                }
            }
            var hanging = vertx.executeBlocking(
                    () -> new Load(vertx, product.base(), waiting).run(WORKSPACES * CALLS, seconds + 4), false);
            Thread.sleep(2_000);
            print("beside 64 calls that wait", load.run(1, seconds));
            hanging.toCompletionStage().toCompletableFuture().get();
            var noisy = installed(admin, "noisy", "hanging", new JsonArray());
            var noise = new Noise(vertx, product.base(), load);
            noise.beside("16 calls that loop", call(admin, noisy, "hanging.loop.run", new JsonObject()), LOOPS);
            noise.beside("a flood of its queries", call(admin, noisy, "hanging.flood.run", new JsonObject()), CALLS);
            noise.beside(
                    "a flood of 64 callers",
                    call(admin, noisy, "hanging.storage.ask", new JsonObject()),
                    WORKSPACES * CALLS);
            query(vertx, product, admin, stranger);
        }
        try (var workplace = Workplace.make();
                var product = Product.start(List.of("-Xmx2g"), workplace.data())) {
            large(vertx, product, workplace);
        } finally {
            vertx.close();
        }
    }

    /** What a stranger's calls are while others do their worst. */
    private final class Noise {

        private final Vertx vertx;
        private final URI product;
        private final Load stranger;

        private Noise(Vertx vertx, URI product, Load stranger) {
            this.vertx = vertx;
            this.product = product;
            this.stranger = stranger;
        }

        /** With what they are alone just before, for a machine is not the same all the time. */
        private void beside(String what, Buffer request, int callers) throws Exception {
            print("alone again", stranger.run(1, seconds));
            var noisy =
                    vertx.executeBlocking(() -> Callers.call(product, request, callers, 2 * seconds + WARM_UP), false);
            Thread.sleep(TimeUnit.SECONDS.toMillis(WARM_UP));
            print("beside " + what, stranger.run(1, seconds));
            print("  those", noisy.toCompletionStage().toCompletableFuture().get());
        }
    }

    private void query(Vertx vertx, Product product, ApiClient admin, String stranger) throws Exception {
        admin.call(
                "POST",
                "/api/workspaces/" + stranger + "/extensions",
                new JsonObject().put("extensionKey", "hanging").put("grantedPermissions", new JsonArray()));
        var stored = List.of(call(admin, stranger, "hanging.storage.ask", new JsonObject()));
        var plain = List.of(Load.get("/api/workspaces/" + stranger + "/audit?pageSize=1", admin.token()));
        for (var round = 0; round < 2; round++) {
            print("a query of the platform's", new Load(vertx, product.base(), plain).run(1, seconds));
            print("a query of an extension's", new Load(vertx, product.base(), stored).run(1, seconds));
        }
    }

    /** The slowest answer from memory tells how long an event loop was blocked. */
    private void large(Vertx vertx, Product product, Workplace workplace) throws Exception {
        var admin = product.signIn();
        admin.upload("/api/admin/marketplace/extensions", NeighbourExtension.in(workplace.directory()));
        var workspace = installed(admin, "large", "hanging", new JsonArray());
        var read = new Load(
                vertx, product.base(), Collections.nCopies(4, Load.get("/api/workspaces/" + workspace, admin.token())));
        read.run(4, seconds);
        print("reads alone", read.run(4, seconds));
        var before = product.residentMiB();
        var results = Collections.nCopies(6, call(admin, workspace, "hanging.result.large", new JsonObject()));
        var six = vertx.executeBlocking(() -> new Load(vertx, product.base(), results).run(6, seconds), false);
        print("beside 6 results of 100 MB", read.run(4, seconds));
        print("  those", six.toCompletionStage().toCompletableFuture().get());
        System.out.printf("  resident before %d MiB, at most %d MiB%n", before, product.peakMiB());
    }

    private static void print(String what, Load.Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %8.0f calls/s   p50 %8.2f ms   p99 %8.2f ms   slowest %8.2f ms   %d errors%n",
                what,
                outcome.perSecond(),
                outcome.p50(),
                outcome.p99(),
                outcome.slowest(),
                outcome.errors());
    }

    private static String installed(ApiClient admin, String key, String extension, JsonArray granted) throws Exception {
        var workspace = admin.call(
                        "POST",
                        "/api/workspaces",
                        new JsonObject().put("key", key).put("name", key))
                .getJsonObject("data")
                .getString("id");
        var request = new JsonObject().put("extensionKey", extension).put("grantedPermissions", granted);
        admin.call("POST", "/api/workspaces/" + workspace + "/extensions", request);
        return workspace;
    }

    private static Buffer call(ApiClient admin, String workspace, String capability, JsonObject input) {
        return Load.post("/api/workspaces/" + workspace + "/capabilities/" + capability, admin.token(), input.encode());
    }
}
