package dev.guildhall.extensions;

import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An extension that does what the test tells it through its capabilities, so that the test looks with its eyes. */
final class Lab {

    static final String NOTES = "create table %snote (id int primary key, text text, data jsonb)";

    private static final List<String> ACTIONS = List.of(
            "sql.query",
            "sql.execute",
            "sql.transact",
            "event.emit",
            "config.get",
            "http.get",
            "other.call",
            "code.run");

    /** It reads its key, so that it is compiled but once. */
    private static final String BODY = """
                private WorkspaceContext workspace;
                private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

                public Future<Void> start(WorkspaceContext workspace, Handlers handlers) throws Exception {
                    this.workspace = workspace;
                    var key = new String(getClass().getResourceAsStream("/key.txt").readAllBytes());
                    switch (workspace.config().getString("start", "")) {
                        case "throw" -> throw new IllegalStateException(
                                "cannot start with " + workspace.config().getString("token"));
                        case "fail" -> { return Future.failedFuture("will not start"); }
                        case "hang" -> { return Promise.<Void>promise().future(); }
                        case "block" -> Thread.sleep(60_000);
                        default -> { }
                    }
                    handlers.capability(key + ".sql.query", call -> workspace.storage()
                            .query(call.input().getString("sql"), parameters(call.input()))
                            .map(rows -> new JsonObject().put("rows", new JsonArray(rows))));
                    handlers.capability(key + ".sql.execute", call -> workspace.storage()
                            .execute(call.input().getString("sql"), parameters(call.input()))
                            .map(count -> new JsonObject().put("count", count)));
                    handlers.capability(key + ".sql.transact", call -> workspace.storage()
                            .inTransaction(tx -> transact(tx, call.input())));
                    handlers.capability(key + ".event.emit", call -> workspace
                            .emit(call.input().getString("type"), call.input().getString("subject"),
                                    call.input().getJsonObject("data"))
                            .map(id -> new JsonObject().put("id", id)));
                    handlers.capability(key + ".config.get", call -> Future.succeededFuture(workspace.secrets().config()));
                    handlers.capability(key + ".http.get", call -> workspace.http()
                            .send(OutboundRequest.get(java.net.URI.create(call.input().getString("url"))))
                            .map(answer -> new JsonObject().put("status", answer.status())
                                    .put("body", answer.body().toString())));
                    handlers.capability(key + ".other.call", call -> workspace
                            .invoke(call.input().getString("key"), call.input().getJsonObject("input")));
                    handlers.capability(key + ".code.run", this::run);
                    if (workspace.config().getBoolean("listens", false)) {
                        handlers.on("*", this::note);
                    }
                    handlers.route("things.show", request -> Future.succeededFuture(
                            RouteResponse.json(new JsonObject()
                                    .put("id", request.pathParameter("id"))
                                    .put("path", request.path())
                                    .put("query", new JsonObject((Map<String, Object>) (Map) request.queryParameters()))
                                    .put("headers", new JsonObject((Map<String, Object>) (Map) request.headers()))
                                    .put("caller", request.caller().id())
                                    .put("role", request.caller().role()))));
                    handlers.route("things.make", request -> Future.succeededFuture(
                            RouteResponse.json(201, request.json())));
                    handlers.route("page", request -> Future.succeededFuture(
                            new JsonObject(\"\"\"
                                {"content-type":"text/html","set-cookie":"a=b","access-control-allow-origin":"*",
                                 "x-extension-own":"1","connection":"close","content-security-policy":"script-src *",
                                 "X-Accel-Redirect":"/private","x-sendfile":"/etc/passwd",
                                 "x-lighttpd-send-file":"/etc/passwd","strict-transport-security":"max-age=0"}
                                \"\"\").stream().reduce(
                                    RouteResponse.of(200).withBody("text/html",
                                        io.vertx.core.buffer.Buffer.buffer("<script>alert(1)</script>")),
                                    (page, header) -> page.withHeader(header.getKey(), (String) header.getValue()),
                                    (one, other) -> other)));
                    handlers.route("things.drop", request -> {
                        throw ExtensionException.conflict("LAB.BUSY", "Not now");
                    });
                    handlers.route("broken", request -> {
                        throw new IllegalStateException("broken " + workspace.secrets().get("token").orElse(""));
                    });
                    handlers.route("large", request -> Future.succeededFuture(
                            RouteResponse.of(200).withBody(io.vertx.core.buffer.Buffer.buffer(new byte[9 << 20]))));
                    return Future.succeededFuture();
                }

                private Object[] parameters(JsonObject input) {
                    return input.getJsonArray("parameters", new JsonArray()).stream().toArray();
                }

                private Future<JsonObject> transact(StorageTransaction tx, JsonObject input) {
                    var done = Future.<Void>succeededFuture();
                    for (var statement : input.getJsonArray("statements")) {
                        done = done.compose(before -> tx.execute((String) statement).mapEmpty());
                    }
                    if (input.containsKey("emit")) {
                        done = done.compose(before -> tx.emit(input.getString("emit"), null, new JsonObject()).mapEmpty());
                    }
                    if (input.containsKey("fail")) {
                        done = done.compose(before -> Future.failedFuture(
                                ExtensionException.conflict("LAB.ROLLBACK", "rolled back")));
                    }
                    return done.map(new JsonObject());
                }

                private Future<JsonObject> run(Invocation call) throws Exception {
                    switch (call.input().getString("what")) {
                        case "throw" -> throw new IllegalStateException("broken");
                        case "hang" -> { return Promise.<JsonObject>promise().future(); }
                        case "ignore-interrupts" -> {
                            while (true) {
                                try { Thread.sleep(1000); } catch (InterruptedException ignored) { }
                            }
                        }
                        case "seen" -> { return Future.succeededFuture(
                                new JsonObject().put("types", new JsonArray(List.copyOf(seen)))); }
                        default -> { return Future.succeededFuture(new JsonObject()
                                .put("caller", call.caller().id())
                                .put("version", workspace.extensionVersion())
                                .put("instance", System.identityHashCode(this))); }
                    }
                }

                private Future<Void> note(Event event) {
                    if (event.type().equals("lab.poison")) {
                        return Future.failedFuture("cannot stand it");
                    }
                    seen.add(event.type());
                    return Future.succeededFuture();
                }
            """;

    private Lab() {}

    static ExtensionJar jar(String key) {
        return jar(key, "1.0.0");
    }

    static ExtensionJar jar(String key, String version) {
        var jar = ExtensionJar.of(key, version).extension(BODY).file("key.txt", key);
        ACTIONS.forEach(action -> jar.provides(key + "." + action));
        jar.route("things.show", "GET", "/things/{id}", "members.read");
        jar.route("things.make", "POST", "/things", "members.manage");
        jar.route("page", "GET", "/page", "workspace.read");
        jar.route("things.drop", "DELETE", "/things/{id}", "workspace.read");
        jar.route("broken", "PUT", "/broken", "workspace.read");
        jar.route("large", "PATCH", "/large", "workspace.read");
        return jar.manifest("permissions", new JsonArray().add("events.publish"))
                .manifest("publishesEvents", new JsonArray().add("lab.*"))
                .manifest("consumesEvents", new JsonArray().add("*"))
                .manifest("egress", new JsonArray().add("localhost"))
                .manifest("configSchema", new JsonObject("""
                        {"type":"object","properties":{
                          "start":{"type":"string"},"listens":{"type":"boolean","default":true},
                          "token":{"type":"string","writeOnly":true}}}"""));
    }
}
