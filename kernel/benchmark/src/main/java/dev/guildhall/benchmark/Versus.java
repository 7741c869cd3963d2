package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The product beside something simpler on the same machine in the same run; see the budgets in each method. Both are
 * processes of their own and work on the same PostgreSQL.
 */
final class Versus {

    private static final List<String> JVM = List.of("-Xmx512m");
    private static final int CONNECTIONS = 64;
    private static final int MANY = 100_000;
    private static final Path HELLO = Path.of("plugins/hello/target/hello-1.0.0.jar");

    private final Comparison comparison;

    Versus(int rounds, int seconds) {
        this.comparison = new Comparison(rounds, seconds);
    }

    private interface Scenario {

        void run(Vertx vertx, EmbeddedPostgres postgres, Product product) throws Exception;
    }

    private static void with(Scenario scenario) throws Exception {
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")));
                var product = Product.start(
                        JVM, workplace.data(), "--database-url", postgres.url(EmbeddedPostgres.DATABASE))) {
            scenario.run(vertx, postgres, product);
        } finally {
            vertx.close();
        }
    }

    /** {@code GET /api/workspaces/{id}} and a bare handler with one prepared select. */
    void read() throws Exception {
        with((vertx, postgres, product) -> {
            var admin = product.signIn();
            var requests = new ArrayList<Buffer>();
            for (var i = 0; i < 2 * CONNECTIONS; i++) {
                requests.add(Load.get("/api/workspaces/" + workspace(admin, i), admin.token()));
            }
            besideBare(vertx, postgres, product, requests);
            System.out.printf(Locale.ROOT, "memory of the product after the load: %d MiB%n", product.residentMiB());
        });
    }

    /** A capability of an extension in this process, and a bare handler that takes and answers the same JSON. */
    void invoke() throws Exception {
        with((vertx, postgres, product) -> {
            var admin = product.signIn();
            var workspace = workspace(admin, 0);
            install(admin, workspace);
            var path = "/api/workspaces/" + workspace + "/capabilities/hello.greeting.say";
            var requests = new ArrayList<Buffer>();
            for (var i = 0; i < CONNECTIONS; i++) {
                requests.add(Load.post(
                        path,
                        admin.token(),
                        new JsonObject().put("name", "Ada " + i).encode()));
            }
            besideBare(vertx, postgres, product, requests);
        });
    }

    /** A member's role changed, with its event and audit entry, and two plain inserts in a transaction. */
    void write() throws Exception {
        with((vertx, postgres, product) -> {
            var admin = product.signIn();
            var user = admin.call(
                            "POST",
                            "/api/admin/users",
                            new JsonObject()
                                    .put("email", "member@benchmark.example")
                                    .put("fullName", "Member")
                                    .put("password", "benchmark-password-1")
                                    .put("roles", new JsonArray().add("USER")))
                    .getJsonObject("data")
                    .getString("id");
            var requests = new ArrayList<Buffer>();
            var workspaces = new ArrayList<String>();
            for (var i = 0; i < CONNECTIONS; i++) {
                workspaces.add(workspace(admin, i));
            }
            // Those that follow each other are in different workspaces, whose members change one transaction at a time.
            for (var role : List.of("MEMBER", "VIEWER")) {
                for (var workspace : workspaces) {
                    var seat = new JsonObject().put("userId", user).put("role", role);
                    requests.add(Load.post("/api/workspaces/" + workspace + "/members", admin.token(), seat.encode()));
                }
            }
            var ours = new Load(vertx, product.base(), requests);
            var theirs = new InsertLoad(vertx, postgres.url(EmbeddedPostgres.DATABASE));
            comparison.run("product", ours::run, "two inserts", theirs);
        });
    }

    /** The same read with very many workspaces and with a hundred, each in a product of its own. */
    void scale() throws Exception {
        with((vertx, small, fewer) -> with((other, large, more) -> {
            var few = new Load(vertx, fewer.base(), populated(small, fewer, 100));
            var many = new Load(vertx, more.base(), populated(large, more, MANY));
            comparison.run("100,000 workspaces", many::run, "100 workspaces", few::run);
        }));
    }

    private static List<Buffer> populated(EmbeddedPostgres postgres, Product product, int count) throws Exception {
        var token = product.signIn().token();
        Populace.addWorkspaces(owner(postgres), count);
        return Populace.workspaces(owner(postgres), Math.max(2 * CONNECTIONS, count / 5)).stream()
                .map(id -> Load.get("/api/workspaces/" + id, token))
                .toList();
    }

    /** Memory of an idle product without and with very many idle installations. */
    void idle() throws Exception {
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")))) {
            var url = postgres.url(EmbeddedPostgres.DATABASE);
            try (var product = Product.start(List.of(), workplace.data(), "--database-url", url)) {
                product.signIn().upload("/api/admin/marketplace/extensions", HELLO);
            }
            report("without installations", workplace, url);
            Populace.addWorkspaces(owner(postgres), MANY);
            Populace.installHelloInThem(owner(postgres));
            report("with 100,000 installations", workplace, url);
        }
    }

    private static void report(String what, Workplace workplace, String url) throws Exception {
        try (var product = Product.start(List.of(), workplace.data(), "--database-url", url)) {
            TimeUnit.SECONDS.sleep(20);
            System.out.printf(
                    Locale.ROOT,
                    "%s: ready after %d ms, %d MiB of memory%n",
                    what,
                    product.startTime().toMillis(),
                    product.residentMiB());
        }
    }

    /** Where the owner of the database reaches it. */
    static String owner(EmbeddedPostgres postgres) {
        return postgres.jdbcUrl(EmbeddedPostgres.DATABASE) + "&user=" + postgres.user() + "&password="
                + postgres.password();
    }

    private static String workspace(ApiClient admin, int number) throws Exception {
        var request = new JsonObject().put("key", "bench-" + number).put("name", "Benchmark " + number);
        return admin.call("POST", "/api/workspaces", request)
                .getJsonObject("data")
                .getString("id");
    }

    private static void install(ApiClient admin, String workspace) throws Exception {
        admin.upload("/api/admin/marketplace/extensions", HELLO);
        var consent = new JsonArray().add("members.read").add("events.publish");
        var request = new JsonObject().put("extensionKey", "hello").put("grantedPermissions", consent);
        admin.call("POST", "/api/workspaces/" + workspace + "/extensions", request);
    }

    private void besideBare(Vertx vertx, EmbeddedPostgres postgres, Product product, List<Buffer> requests)
            throws Exception {
        try (var bare = Bare.start(JVM, postgres.url(EmbeddedPostgres.DATABASE), product.base())) {
            var ours = new Load(vertx, product.base(), requests);
            var theirs = new Load(vertx, bare.base(), requests);
            comparison.run("product", ours::run, "bare", theirs::run);
        }
    }
}
