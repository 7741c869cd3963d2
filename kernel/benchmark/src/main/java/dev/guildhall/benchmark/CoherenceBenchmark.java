package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * From the answer of one node, which took something away, to its refusal by another: two nodes on one database, of which
 * the other is asked without a pause.
 */
final class CoherenceBenchmark {

    private static final List<String> JVM = List.of("-Xmx512m");
    private static final String EMAIL = "member@benchmark.example";
    private static final String PASSWORD = "benchmark-password-2";
    private static final int WARM_UP = 5;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 404);

    private final int changes;
    private ApiClient here;
    private ApiClient member;
    private URI other;
    private String user;
    private String app;
    private String organization;
    private String workspace;

    /** Something that one node gives and takes away, and for which the other one is asked. */
    private record Change(String what, Step giving, Step taking, Step asking) {}

    private interface Step {

        void run() throws Exception;
    }

    /** A credential that is made for a while. */
    private static final class Made {

        private final String list;
        private final String secret;
        private String path;
        private ApiClient client;

        Made(String list, String secret) {
            this.list = list;
            this.secret = secret;
        }

        void make(ApiClient by, URI usedAt) throws Exception {
            var made = by.call("POST", list, new JsonObject().put("name", "Coherence"))
                    .getJsonObject("data");
            path = list + "/" + made.getString("id");
            client = ApiClient.with(usedAt, made.getString(secret));
        }

        void revoke(ApiClient by) throws Exception {
            by.call("DELETE", path, null);
        }

        void use(String resource) throws Exception {
            client.get(resource);
        }
    }

    CoherenceBenchmark(int changes) {
        this.changes = changes;
    }

    void run() throws Exception {
        try (var postgres = EmbeddedPostgres.startTemporary();
                var workplace = Workplace.make()) {
            var key = new byte[32];
            new SecureRandom().nextBytes(key);
            String[] shared = {
                "--database-url",
                postgres.url(EmbeddedPostgres.DATABASE),
                "--secret-key",
                Base64.getEncoder().encodeToString(key)
            };
            var directory = workplace.directory();
            try (var first = Product.start(JVM, directory.resolve("first"), shared);
                    var second = Product.start(JVM, directory.resolve("second"), shared)) {
                here = first.signIn();
                other = second.base();
                prepare();
                measure();
            }
        }
    }

    private void prepare() throws Exception {
        app = made("/api/apps", new JsonObject().put("name", "Coherence"));
        organization = "/api/organizations/"
                + made(
                        "/api/organizations",
                        new JsonObject()
                                .put("appId", app)
                                .put("name", "Coherence")
                                .put("slug", "coherence")
                                .put("domain", "coherence.example"));
        workspace = "/api/workspaces/"
                + made(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", "coherence")
                                .put("name", "Coherence")
                                .put("organizationId", lastOf(organization)));
        user = made(
                "/api/admin/users",
                new JsonObject()
                        .put("email", EMAIL)
                        .put("fullName", "Member")
                        .put("password", PASSWORD)
                        .put("roles", JsonArray.of("USER")));
        belongs("MEMBER");
        member = ApiClient.signIn(other, EMAIL, PASSWORD);
    }

    private void measure() throws Exception {
        var teams = organization + "/teams";
        var team = teams + "/" + made(teams, new JsonObject().put("name", "Crew"));
        here.call("PUT", team + "/workspaces/" + lastOf(workspace), new JsonObject().put("role", "VIEWER"));
        var inTeam = new JsonObject().put("userId", user).put("role", "MEMBER");
        report(new Change(
                "the membership of a team",
                () -> here.call("POST", team + "/members", inTeam),
                () -> here.call("DELETE", team + "/members/" + user, null),
                () -> member.get(workspace)));
        report(new Change(
                "a role in the organization",
                () -> belongs("ADMIN"),
                () -> belongs("MEMBER"),
                () -> member.get(workspace)));
        // An administrator of the platform would not notice: they are the one who can lift it.
        belongs("ADMIN");
        report(new Change(
                "an organization that is active",
                () -> status("ACTIVE"),
                () -> status("SUSPENDED"),
                () -> member.call("PATCH", workspace, new JsonObject().put("name", "Coherence"))));
        status("ACTIVE");
        var token = new Made("/api/auth/tokens", "token");
        report(new Change(
                "a token", () -> token.make(here, other), () -> token.revoke(here), () -> token.use("/api/auth/me")));
        var key = new Made("/api/apps/" + app + "/keys", "key");
        report(new Change(
                "the key of an app",
                () -> key.make(here, other),
                () -> key.revoke(here),
                () -> key.use("/api/organizations")));
    }

    private void report(Change change) throws Exception {
        for (var i = 0; i < WARM_UP; i++) {
            round(change);
        }
        var histogram = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (var i = 0; i < changes; i++) {
            histogram.recordValue(TimeUnit.NANOSECONDS.toMicros(round(change)));
        }
        System.out.printf(
                Locale.ROOT,
                "from the loss of %s on one node to its refusal by another, %d times: p50 %.1f ms, p99 %.1f ms,"
                        + " worst %.1f ms%n",
                change.what(),
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0,
                histogram.getMaxValue() / 1000.0);
    }

    private static long round(Change change) throws Exception {
        change.giving().run();
        until(change, true);
        change.taking().run();
        var taken = System.nanoTime();
        until(change, false);
        return System.nanoTime() - taken;
    }

    private static void until(Change change, boolean allowed) throws Exception {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (isAllowed(change) != allowed) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The other node has not noticed the change of " + change.what());
            }
        }
    }

    private static boolean isAllowed(Change change) throws Exception {
        try {
            change.asking().run();
            return true;
        } catch (ApiClient.Refused refused) {
            if (!REFUSALS.contains(refused.status())) {
                throw refused;
            }
            return false;
        }
    }

    private void belongs(String role) throws Exception {
        here.call(
                "POST",
                organization + "/members",
                new JsonObject().put("userId", user).put("role", role));
    }

    private void status(String status) throws Exception {
        here.call("PATCH", organization, new JsonObject().put("status", status));
    }

    private String made(String path, JsonObject body) throws Exception {
        return here.call("POST", path, body).getJsonObject("data").getString("id");
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
