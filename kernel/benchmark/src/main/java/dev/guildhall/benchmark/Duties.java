package dev.guildhall.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What is asked of the product and of a baseline, as the requests of 64 connections. */
final class Duties {

    static final int CONNECTIONS = 64;

    private static final int WORKSPACES = 1_000;
    private static final int READS_PER_SECOND = 100;
    private static final int PER_CONNECTION = WORKSPACES / CONNECTIONS;
    private static final List<String> ROLES = List.of("MEMBER", "VIEWER");
    private static final Path HELLO = Path.of("plugins/hello/target/hello-1.0.0.jar");
    private static final String PASSWORD = "benchmark-password-1";

    private final Vertx vertx;
    private final Product product;
    private final URI bare;
    private final List<String> workspaces;
    private final List<String> users;
    private ApiClient admin;
    private int made;

    private Duties(
            Vertx vertx, Product product, URI bare, ApiClient admin, List<String> workspaces, List<String> users) {
        this.vertx = vertx;
        this.product = product;
        this.bare = bare;
        this.admin = admin;
        this.workspaces = workspaces;
        this.users = users;
    }

    /** With a thousand workspaces and sixty-four users. */
    static Duties prepare(Vertx vertx, Product product, URI bare) throws Exception {
        var admin = product.signIn();
        var workspaces = new ArrayList<String>();
        for (var i = 0; i < WORKSPACES; i++) {
            workspaces.add(made(
                    admin,
                    "/api/workspaces",
                    new JsonObject().put("key", "bench-" + i).put("name", "Benchmark " + i)));
        }
        var users = new ArrayList<String>();
        for (var i = 0; i < CONNECTIONS; i++) {
            users.add(made(
                    admin,
                    "/api/admin/users",
                    new JsonObject()
                            .put("email", "user-" + i + "@benchmark.example")
                            .put("fullName", "User " + i)
                            .put("password", PASSWORD)
                            .put("roles", new JsonArray().add("USER"))));
        }
        return new Duties(vertx, product, bare, admin, workspaces, users);
    }

    /** For reading alone, by a token that is new. */
    static Duties prepared(Vertx vertx, Product product, URI bare) throws Exception {
        return new Duties(vertx, product, bare, product.signIn(), List.of(), List.of());
    }

    private static String made(ApiClient admin, String path, JsonObject body) throws Exception {
        return admin.call("POST", path, body).getJsonObject("data").getString("id");
    }

    /** The same load on the product and on the baseline. */
    record Pair(Comparison.Contender ours, Comparison.Contender theirs) {}

    private Pair pair(List<Buffer> requests) {
        return new Pair(new Load(vertx, product.base(), requests)::run, new Load(vertx, bare, requests)::run);
    }

    private Load ours(List<Buffer> requests) {
        return new Load(vertx, product.base(), requests);
    }

    /** To be called before each of them, for what is measured takes longer than an access token is good for. */
    void signInAgain() throws Exception {
        admin = product.signIn();
    }

    /** New workspaces, in which nothing has happened. */
    List<String> fresh(int number) throws Exception {
        var ids = new ArrayList<String>();
        for (var i = 0; i < number; i++) {
            var key = "fresh-" + ++made;
            ids.add(made(
                    admin, "/api/workspaces", new JsonObject().put("key", key).put("name", key)));
        }
        return ids;
    }

    /** Of some users, who are members of a workspace from now on. */
    List<String> tokensOfMembers(String workspace, int number) throws Exception {
        var tokens = new ArrayList<String>();
        for (var i = 0; i < number; i++) {
            admin.call(
                    "POST",
                    "/api/workspaces/" + workspace + "/members",
                    new JsonObject().put("userId", users.get(i)).put("role", "MEMBER"));
            tokens.add(ApiClient.signIn(product.base(), "user-" + i + "@benchmark.example", PASSWORD)
                    .token());
        }
        return tokens;
    }

    Pair readRemembered() {
        var paths = workspaces.subList(0, 2 * CONNECTIONS);
        return new Pair(
                ours(reads("/api/workspaces/", paths))::run, new Load(vertx, bare, reads("/remembered/", paths))::run);
    }

    /** Of very many, each as seldom as the next. */
    Pair readFrom(List<String> many) {
        return pair(reads("/api/workspaces/", many));
    }

    private List<Buffer> reads(String path, List<String> ids) {
        return ids.stream().map(id -> Load.get(path + id, admin.token())).toList();
    }

    Pair invoke() throws Exception {
        var workspace = workspaces.get(0);
        admin.upload("/api/admin/marketplace/extensions", HELLO);
        admin.call(
                "POST",
                "/api/workspaces/" + workspace + "/extensions",
                new JsonObject()
                        .put("extensionKey", "hello")
                        .put(
                                "grantedPermissions",
                                new JsonArray().add("members.read").add("events.publish")));
        return pair(IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> post(
                        "/api/workspaces/" + workspace + "/capabilities/hello.greeting.say",
                        new JsonObject().put("name", "Ada " + i)))
                .toList());
    }

    /** Those that follow each other are in different workspaces. */
    Pair changeMembersOfMany() {
        var requests = new ArrayList<Buffer>();
        for (var connection = 0; connection < CONNECTIONS; connection++) {
            for (var role : ROLES) {
                for (var workspace : own(connection)) {
                    requests.add(member(workspace, users.get(0), role));
                }
            }
        }
        return pair(requests);
    }

    private List<String> own(int connection) {
        return workspaces.subList(connection * PER_CONNECTION, (connection + 1) * PER_CONNECTION);
    }

    /** Each connection another member, all in one workspace. */
    Load changeMembersOfOne() {
        var workspace = workspaces.get(WORKSPACES - 1);
        return ours(users.stream()
                .flatMap(user -> ROLES.stream().map(role -> member(workspace, user, role)))
                .toList());
    }

    private Buffer member(String workspace, String user, String role) {
        return post(
                "/api/workspaces/" + workspace + "/members",
                new JsonObject().put("userId", user).put("role", role));
    }

    /** Each of these, and what reads that are due at their time meanwhile take: the rate is that of their p99. */
    Pair readBeside(Comparison.Contender ours, Comparison.Contender theirs) throws Exception {
        var read = HttpRequest.newBuilder(product.base().resolve("/api/workspaces/" + fresh(1).get(0)))
                .timeout(Timetable.LIMIT)
                .header("Authorization", "Bearer " + admin.token())
                .build();
        return new Pair(beside(ours, read), beside(theirs, read));
    }

    private Comparison.Contender beside(Comparison.Contender changes, HttpRequest read) {
        return (connections, seconds) -> {
            var changed = vertx.executeBlocking(() -> changes.run(connections, seconds), false);
            try (var timetable = new Timetable()) {
                var reading = Timetable.await(seconds, List.of(timetable.run(READS_PER_SECOND, seconds, i -> read)))
                        .get(0);
                var errors =
                        changed.toCompletionStage().toCompletableFuture().get().errors();
                return new Load.Outcome(
                        1000 / reading.p99(),
                        reading.p50(),
                        reading.p99(),
                        reading.slowest(),
                        errors + reading.faults().size());
            }
        };
    }

    Pair publishIntoMany() {
        return pair(workspaces.stream().map(this::event).toList());
    }

    Pair publishIntoOne() {
        var one = event(workspaces.get(WORKSPACES - 1));
        return pair(IntStream.range(0, CONNECTIONS).mapToObj(i -> one).toList());
    }

    private Buffer event(String workspace) {
        var data = new JsonObject().put("total", 12.5).put("currency", "EUR").put("customer", "Ada");
        return post(
                "/api/workspaces/" + workspace + "/events",
                new JsonObject()
                        .put("type", "order.placed")
                        .put("subject", "17")
                        .put("data", data));
    }

    Pair createWorkspaces() {
        return new Pair(
                Load.scripted(vertx, product.base(), creators("ours"))::run,
                Load.scripted(vertx, bare, creators("theirs"))::run);
    }

    private List<Load.Script> creators(String whose) {
        return IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> creator(whose + "-" + i + "-"))
                .toList();
    }

    private Load.Script creator(String prefix) {
        var made = new int[1];
        return answer -> {
            var key = prefix + ++made[0];
            return post("/api/workspaces", new JsonObject().put("key", key).put("name", key));
        };
    }

    Pair refresh() throws Exception {
        var ours = new ArrayList<Load.Script>();
        var theirs = new ArrayList<Load.Script>();
        for (var i = 0; i < CONNECTIONS; i++) {
            ours.add(new Refreshing(
                    ApiClient.refreshToken(product.base(), "user-" + i + "@benchmark.example", PASSWORD)));
            theirs.add(new Refreshing("session-" + (i + 1)));
        }
        return new Pair(Load.scripted(vertx, product.base(), ours)::run, Load.scripted(vertx, bare, theirs)::run);
    }

    private Buffer post(String path, JsonObject body) {
        return Load.post(path, admin.token(), body.encode());
    }

    /** Sends the refresh token that the last answer had. */
    private static final class Refreshing implements Load.Script {

        private static final String FIELD = "\"refreshToken\":\"";

        private String token;

        Refreshing(String token) {
            this.token = token;
        }

        @Override
        public Buffer next(Buffer answer) {
            if (answer != null) {
                var text = answer.toString();
                var at = text.indexOf(FIELD);
                if (at > 0) {
                    token = text.substring(at + FIELD.length(), text.indexOf('"', at + FIELD.length()));
                }
            }
            return Load.post(
                    "/api/auth/refresh",
                    new JsonObject().put("refreshToken", token).encode());
        }
    }
}
