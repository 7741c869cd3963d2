package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In a suspended organization everything is read and nothing changed, whichever way somebody comes. */
class SuspensionTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String SUSPENDED = "ORGANIZATION.SUSPENDED";

    private static TestProduct product;
    private static TestProduct otherNode;
    private static HttpTester platform;
    private static String app;
    private static String extension;

    private TestOrganization acme;
    private UserId owner;
    private HttpTester client;
    private String organization;
    private String workspace;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        otherNode = TestProduct.start(BENCH, BENCH.product("other").assemble());
        platform = product.asAdministrator();
        app = product.app();
        extension = TestProduct.name("actor");
        product.publish(actor(extension));
    }

    @BeforeEach
    void anOrganizationHasAWorkspace() {
        acme = product.organization(app);
        owner = acme.owner();
        client = acme.asOwner();
        organization = acme.path();
        workspace = acme.workspace().path();
    }

    private void status(String status) {
        platform.patch(organization, new JsonObject().put("status", status)).expect(200);
    }

    private UserId member(String role) {
        var user = acme.member("MEMBER");
        client.post(workspace + "/members", TestProduct.member(user, role)).expect(200);
        return user;
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("name", name);
    }

    @Test
    void itsOwnPeopleReadAndAreToldWhyTheyCannotWrite() {
        var member = product.as(member("MEMBER"));
        status("SUSPENDED");

        client.get(organization + "/members").expect(200);
        client.get(workspace + "/members").expect(200);
        member.get(workspace + "/events").expect(200);
        client.patch(organization, named("Renamed")).expect(403, SUSPENDED);
        client.post(organization + "/members", TestProduct.member(product.user(), "MEMBER"))
                .expect(403, SUSPENDED);
        client.patch(workspace, named("Renamed")).expect(403, SUSPENDED);
        client.post(workspace + "/roles", named("Helper").put("permissions", new JsonArray()))
                .expect(403, SUSPENDED);
        member.post(workspace + "/events", event("note.written")).expect(403, SUSPENDED);
        member.post(workspace + "/leave", null).expect(403, SUSPENDED);
        member.post(organization + "/leave", null).expect(403, SUSPENDED);

        status("TRIALING");
        client.patch(workspace, named("Renamed")).expect(200);
        member.post(workspace + "/leave", null).expect(204);
    }

    @Test
    void whoManagesSomethingStillReadsIt() {
        var member = product.as(member("MEMBER"));
        status("SUSPENDED");

        for (var managed :
                List.of(workspace + "/subscriptions", workspace + "/invitations", organization + "/invitations")) {
            client.get(managed).expect(200);
            member.get(managed).expect(403, "ACCESS.DENIED");
        }
        client.get(organization + "/sso").expect(404);
        client.post(
                        "/api/v1" + organization.substring("/api".length()) + "/workspaces:countUsers",
                        new JsonObject().put("workspace_ids", new JsonArray().add(TestProduct.idOf(workspace))))
                .expect(200);
    }

    @Test
    void whoMayNotOrSeesNothingLearnsNothingOfIt() {
        var viewer = product.as(member("VIEWER"));
        var stranger = product.as(product.user());
        status("SUSPENDED");

        viewer.patch(workspace, named("Renamed")).expect(403, "ACCESS.DENIED");
        viewer.patch(organization, named("Renamed")).expect(403, "ACCESS.DENIED");
        stranger.patch(workspace, named("Renamed")).expect(404, "WORKSPACE.NOT_FOUND");
        stranger.patch(organization, named("Renamed")).expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void thePlatformAndTheAppGoOnWriting() {
        var key = platform.post("/api/apps/" + app + "/keys", named("Backend"))
                .expect(201)
                .data()
                .getString("key");
        status("SUSPENDED");

        platform.patch(workspace, named("By the platform")).expect(200);
        product.asNobody().withBearer(key).patch(workspace, named("By the app")).expect(200);
        product.asNobody()
                .withBearer(key)
                .patch(organization, new JsonObject().put("status", "ACTIVE"))
                .expect(200);
        client.patch(workspace, named("By the owner")).expect(200);
    }

    @Test
    void nobodyJoinsByAnInvitationFromBefore() {
        var invited = acme.member("MEMBER");
        var token = client.post(
                        workspace + "/invitations",
                        new JsonObject()
                                .put("email", TestProduct.address(invited))
                                .put("role", "MEMBER")
                                .put("delivery", "LINK"))
                .expect(201)
                .data()
                .getString("token");
        var answer = new JsonObject().put("token", token);
        status("SUSPENDED");

        product.as(invited).post("/api/invitations/accept", answer).expect(403, SUSPENDED);
        product.as(invited).post("/api/invitations/decline", answer).expect(403, SUSPENDED);

        status("ACTIVE");
        product.as(invited).post("/api/invitations/accept", answer).expect(200);
    }

    @Test
    void theOtherSurfacesSayItTheirWay() {
        var code = platform.post("/api/admin/portals", named(TestProduct.name("portal")))
                .expect(201)
                .data()
                .getString("accessCode");
        var portal = client.withHeader("X-PORTAL-ACCESS-CODE", code);
        status("SUSPENDED");

        var teams = "/workspaces/" + TestProduct.idOf(workspace);
        client.get(teams).expect(200);
        assertThat(client.put(teams + "/settings", new JsonObject().put("defaultAgentId", "helper"))
                        .expect(403)
                        .json()
                        .getString("error"))
                .contains("suspended");
        var roles = "/web/v1/workspaces/" + TestProduct.idOf(workspace) + "/roles";
        portal.get(roles).expect(200);
        assertThat(portal.post(
                                roles,
                                named("Helper").put("description", "Helps").put("permissions", new JsonArray()))
                        .expect(403)
                        .json()
                        .getString("code"))
                .isEqualTo(SUSPENDED);
    }

    @Test
    void anotherNodeFollows() {
        var there = otherNode.as(owner);
        there.patch(workspace, named("Known there")).expect(200);

        status("SUSPENDED");
        Await.until(() -> there.patch(workspace, named("Too late")).expect(403, SUSPENDED));

        status("ACTIVE");
        Await.until(() -> there.patch(workspace, named("In time")).expect(200));
    }

    @Test
    void streamsStayOpenAndDeliveriesGoOn() {
        var hooked = new CopyOnWriteArrayList<String>();
        var hook = Await.result(BENCH.vertx()
                .createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> {
                    hooked.add(body.toJsonObject().getString("type"));
                    request.response().setStatusCode(204).end();
                }))
                .listen(0, "127.0.0.1"));
        client.post(
                        workspace + "/subscriptions",
                        named("Hook")
                                .put("types", JsonArray.of("note.*"))
                                .put(
                                        "sink",
                                        new JsonObject()
                                                .put("kind", "WEBHOOK")
                                                .put("url", "http://127.0.0.1:" + hook.actualPort())))
                .expect(201);
        var ended = new AtomicBoolean();
        var streamed = new StringBuffer();
        stream().handler(streamed::append).endHandler(end -> ended.set(true));
        client.post(workspace + "/events", event("note.before")).expect(202);

        status("SUSPENDED");
        client.post(workspace + "/events", event("note.meanwhile")).expect(403, SUSPENDED);
        platform.post(workspace + "/events", event("note.platform")).expect(202);

        Await.until(() -> {
            assertThat(hooked).containsExactly("note.before", "note.platform");
            assertThat(streamed.toString()).contains("note.before", "note.platform");
        });
        assertThat(ended).isFalse();
    }

    private HttpClientResponse stream() {
        var request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(client.base() + workspace + "/events/stream")
                .putHeader("Authorization", "Bearer " + TestAuthenticator.user(owner));
        var response = Await.result(BENCH.vertx()
                .createHttpClient()
                .request(request)
                .compose(sent -> sent.send())
                .map(HttpClientResponse::pause));
        assertThat(response.statusCode()).isEqualTo(200);
        return response.resume();
    }

    @Test
    void whenItIsDeletedNothingIsLeftOfItsExtensionsAndSubscriptions() {
        var schemas = schemasOfTheExtension();
        install();
        client.post(
                        workspace + "/subscriptions",
                        named("Hook")
                                .put("types", JsonArray.of("actor.*"))
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:1")))
                .expect(201);
        platform.post(workspace + "/events", event("actor.go")).expect(202);
        Await.until(() -> assertThat(tablesWithRowsOf(TestProduct.idOf(workspace)))
                .contains("event_subscription", "event_cursor", "webhook_delivery", "installation"));
        assertThat(schemasOfTheExtension()).hasSize(schemas.size() + 1);
        status("SUSPENDED");

        platform.delete(organization).expect(204);
        Await.until(() -> platform.get(workspace).expect(404));
        Await.until(
                () -> assertThat(tablesWithRowsOf(TestProduct.idOf(workspace))).doesNotContain("installation"));
        assertThat(schemasOfTheExtension()).isEqualTo(schemas);

        // As much later as it takes for what could not be delivered to be given up.
        var ended = BENCH.sql(
                "update guildhall.event_counter set closed_at = closed_at - interval '11 minutes'"
                        + " where tenant_id::text = $1 and closed_at is not null",
                TestProduct.idOf(workspace));
        assertThat(ended.rowCount()).isEqualTo(1);
        product.product().jobs().stream()
                .filter(job -> job.purpose().startsWith("purge"))
                .forEach(job -> Await.result(job.work().get()));
        assertThat(tablesWithRowsOf(TestProduct.idOf(workspace))).isEmpty();
    }

    private static List<String> schemasOfTheExtension() {
        return StreamSupport.stream(
                        BENCH.sql("select relnamespace::regnamespace::text as name from pg_class"
                                        + " where relname = 'note' order by 1")
                                .spliterator(),
                        false)
                .map(row -> row.getString("name"))
                .toList();
    }

    /** The tables that have anything of a tenant, but for those that remember that its events and audit log have ended. */
    private static List<String> tablesWithRowsOf(String tenant) {
        return StreamSupport.stream(
                        BENCH.sql(
                                        "select table_name, column_name from information_schema.columns"
                                                + " join information_schema.tables using (table_schema, table_name)"
                                                + " where table_schema = 'guildhall' and table_type = 'BASE TABLE'"
                                                + " and column_name in ('workspace_id', 'tenant_id') and table_name not in ('event_counter', 'audit_head')")
                                .spliterator(),
                        false)
                .filter(column -> BENCH.sql(
                                        "select 1 from guildhall." + column.getString("table_name") + " where "
                                                + column.getString("column_name") + "::text = $1 limit 1",
                                        tenant)
                                .size()
                        > 0)
                .map(column -> column.getString("table_name"))
                .toList();
    }

    private void install() {
        client.post(
                        workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", extension)
                                .put("grantedPermissions", JsonArray.of("events.publish"))
                                .put("grantedNames", JsonArray.of("actor.*")))
                .expect(201);
    }

    @Test
    void whatAnExtensionDoesByItselfChangesNothingEither() {
        install();
        assertThat(done("actor.go"))
                .containsExactly("reads 1", "writes done", "emits done", "invokes done", "unlocks done");

        status("SUSPENDED");
        client.post(workspace + "/capabilities/" + extension + ".work.ask", new JsonObject())
                .expect(403, SUSPENDED);
        client.post(workspace + "/x/" + extension + "/work", new JsonObject()).expect(403, SUSPENDED);
        client.get(workspace + "/x/" + extension + "/work").expect(200);
        assertThat(done("actor.again"))
                .containsExactly(
                        "reads 2",
                        "writes " + SUSPENDED,
                        "emits " + SUSPENDED,
                        "invokes " + SUSPENDED,
                        "unlocks 25001");

        status("ACTIVE");
        assertThat(done("actor.last"))
                .containsExactly("reads 2", "writes done", "emits done", "invokes done", "unlocks done");
    }

    /** What the extension did on an event of this type, which the platform publishes and either node may deliver. */
    private List<String> done(String type) {
        platform.post(workspace + "/events", event(type)).expect(202);
        var done = new CopyOnWriteArrayList<String>();
        Await.until(() -> {
            var told = Stream.of(client, otherNode.as(owner))
                    .map(node -> node.get(workspace + "/x/" + extension + "/work")
                            .expect(200)
                            .json())
                    .toList();
            assertThat(told).extracting(work -> work.getString("on")).contains(type);
            done.clear();
            told.stream()
                    .filter(work -> type.equals(work.getString("on")))
                    .forEach(work -> work.getJsonArray("did").forEach(what -> done.add((String) what)));
            assertThat(done).hasSize(5);
        });
        return done;
    }

    private static JsonObject event(String type) {
        return new JsonObject().put("type", type).put("data", new JsonObject());
    }

    /** An extension that tries everything by itself when an event tells it to, and tells how that went. */
    private static byte[] actor(String key) {
        return ExtensionJar.of(key, "1.0.0")
                .provides(key + ".work.ask")
                .route("work.show", "GET", "/work", "workspace.read")
                .route("work.do", "POST", "/work", "workspace.read")
                .manifest("permissions", JsonArray.of("events.publish"))
                .manifest("publishesEvents", JsonArray.of("actor.*"))
                .manifest("consumesEvents", JsonArray.of("actor.*"))
                .manifest(
                        "requires",
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        JsonArray.of(new JsonObject()
                                                .put("key", key + ".work.ask")
                                                .put("optional", true))))
                .file("migrations/V1__notes.sql", "create table note (text text)")
                .extension("""
                    private String on;
                    private final List<String> did = Collections.synchronizedList(new ArrayList<>());

                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("$key.work.ask", call -> Future.succeededFuture(new JsonObject()));
                        handlers.route("work.show", request -> Future.succeededFuture(
                                RouteResponse.json(new JsonObject().put("on", on).put("did", new JsonArray(List.copyOf(did))))));
                        handlers.route("work.do", request -> Future.succeededFuture(
                                RouteResponse.json(new JsonObject())));
                        handlers.on("actor.*", event -> event.type().equals("actor.said") ? Future.succeededFuture() : act(workspace, event));
                        return Future.succeededFuture();
                    }

                    private Future<Void> act(WorkspaceContext workspace, Event event) {
                        did.clear();
                        on = event.type();
                        return workspace.storage().query("select count(*) as n from note")
                                .map(rows -> did.add("reads " + (rows.get(0).getLong("n") + 1)))
                                .compose(read -> tried("writes", workspace.storage().execute("insert into note values ('a')")))
                                .compose(wrote -> tried("emits", workspace.emit("actor.said", null, new JsonObject())))
                                .compose(said -> tried("invokes", workspace.invoke("$key.work.ask", new JsonObject())))
                                .compose(asked -> tried("unlocks", workspace.storage().query(
                                        "select set_config('transaction_read_only', 'off', true)")));
                    }

                    private Future<Void> tried(String what, Future<?> trying) {
                        return trying.transform(tried -> {
                            did.add(what + " " + (tried.succeeded() ? "done" : code(tried.cause())));
                            return Future.<Void>succeededFuture();
                        });
                    }

                    private static String code(Throwable failure) {
                        return failure instanceof ExtensionException known ? known.code()
                                : failure instanceof StorageException refused ? refused.sqlState() : failure.toString();
                    }
                    """.replace("$key", key))
                .bytes();
    }
}
