package dev.guildhall.membership;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An organization is hidden at once, and gone with all it owned a moment later. */
class OrganizationDeletionTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final int WORKSPACES = 3;

    private static TestProduct product;
    private static TestProduct otherNode;
    private static HttpTester platform;
    private static String app;

    private UserId owner;
    private HttpTester client;
    private String organization;
    private List<String> workspaces;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        otherNode = TestProduct.start(BENCH, BENCH.product("other").assemble());
        platform = product.asAdministrator();
        app = product.app();
    }

    @BeforeEach
    void anOrganizationOwnsThings() {
        var acme = product.organization(app);
        owner = acme.owner();
        client = acme.asOwner();
        organization = acme.path();
        workspaces = IntStream.range(0, WORKSPACES)
                .mapToObj(number -> "/api/workspaces/"
                        + client.post(
                                        "/api/workspaces",
                                        named("Made")
                                                .put("key", TestProduct.name("made"))
                                                .put(
                                                        "organizationId",
                                                        idOf(organization).toString()))
                                .expect(200)
                                .data()
                                .getString("id"))
                .toList();
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("name", name);
    }

    private static UUID idOf(String path) {
        return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
    }

    private static long count(String sql, Object... values) {
        return BENCH.sql("select count(*) from guildhall." + sql, values)
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void saysFirstWhatItWouldRemoveAndRemovesNothing() {
        var member = product.user();
        client.post(organization + "/members", TestProduct.member(member, "MEMBER"))
                .expect(200);
        client.post(organization + "/teams", named("Support")).expect(201);
        client.post(
                        workspaces.get(0) + "/invitations",
                        new JsonObject()
                                .put("email", TestProduct.name("guest") + "@example.org")
                                .put("role", "VIEWER"))
                .expect(201);

        client.post(workspaces.get(1) + "/subscriptions", webhook("http://127.0.0.1:9/"))
                .expect(201);
        client.post(organization + "/subscriptions", webhook("http://127.0.0.1:9/"))
                .expect(201);

        var removes =
                client.delete(organization + "?dryRun=true").expect(200).data().getJsonObject("removes");

        assertThat(removes.getMap())
                .containsEntry("workspaces", WORKSPACES)
                .containsEntry("members", 2)
                .containsEntry("workspaceMembers", WORKSPACES)
                .containsEntry("teams", 1)
                .containsEntry("invitations", 1)
                .containsEntry("subscriptions", 2);
        client.get(organization).expect(200);
        client.get(workspaces.get(0)).expect(200);
    }

    private static JsonObject webhook(String url) {
        return named("Hook")
                .put("types", JsonArray.of("*"))
                .put("sink", new JsonObject().put("kind", "WEBHOOK").put("url", url));
    }

    @Test
    void ofASuspendedOrganizationItIsSaidAllTheSameAndNothingRemoved() {
        platform.patch(organization, new JsonObject().put("status", "SUSPENDED"))
                .expect(200);

        client.delete(organization + "?dryRun=true").expect(200);
        for (var query : List.of("", "?dryRun=false", "?dryRun=true&dryRun=false", "?dryRun=false&dryRun=true")) {
            assertThat(client.delete(organization + query).status()).as(query).isIn(400, 403);
        }
        client.delete(organization).expect(403, "ORGANIZATION.SUSPENDED");
        client.get(organization).expect(200);
    }

    @Test
    void isThereForNobodyAtOnceAndItsNamesAreFree() {
        otherNode.as(owner).get(workspaces.get(0)).expect(200);
        var names = client.get(organization).expect(200).data();

        client.delete(organization).expect(204);

        for (var caller : List.of(client, platform)) {
            caller.get(organization).expect(404, "ORGANIZATION.NOT_FOUND");
            caller.delete(organization).expect(404, "ORGANIZATION.NOT_FOUND");
            caller.get(workspaces.get(0)).expect(404, "WORKSPACE.NOT_FOUND");
            caller.post(workspaces.get(1) + "/leave", null).expect(404, "WORKSPACE.NOT_FOUND");
        }
        assertThat(client.get("/api/workspaces").expect(200).list()).isEmpty();
        assertThat(client.get("/api/organizations").expect(200).list()).isEmpty();
        Await.until(() -> otherNode.as(owner).get(workspaces.get(0)).expect(404));
        var again = TestProduct.newOrganization(app)
                .put("slug", names.getString("slug"))
                .put("domain", names.getString("domain"));
        platform.post("/api/organizations", again).expect(201);
    }

    @Test
    void isGoneWithAllItOwnedAndThePlatformRemembersTheEnd() {
        var id = idOf(organization);
        client.delete(organization).expect(204);

        Await.until(() -> assertThat(count("organization where id = $1", id)).isZero());

        var owned = new ArrayList<>(
                workspaces.stream().map(OrganizationDeletionTest::idOf).toList());
        assertThat(count("workspace where id = any($1)", (Object) owned.toArray(UUID[]::new)))
                .isZero();
        assertThat(count("organization_member where organization_id = $1", id)).isZero();
        assertThat(count(
                        "event where tenant_kind = 'PLATFORM' and type = 'workspace.deleted' and actor = $1"
                                .formatted(),
                        "user:" + owner))
                .isEqualTo(WORKSPACES);
        owned.add(id);
        for (var tenant : owned) {
            assertThat(count("audit_entry where tenant_id = $1", tenant)).isZero();
            assertThat(count("event_counter where tenant_id = $1 and closed_at is not null", tenant))
                    .isEqualTo(1);
            assertThat(count("audit_entry where content::text like '%\"ended\":{%' || $1 || '%'", tenant.toString()))
                    .isEqualTo(1);
        }
        assertThat(platform.get("/api/admin/audit/verify").expect(200).data().getBoolean("valid"))
                .isTrue();
    }

    @Test
    void itsWebhooksHearOfTheEndAndItsStreamsAreClosed() throws IOException {
        var heard = new CopyOnWriteArrayList<String>();
        var endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", call -> {
            heard.add(new JsonObject(new String(call.getRequestBody().readAllBytes(), UTF_8)).getString("type"));
            call.sendResponseHeaders(204, -1);
            call.close();
        });
        endpoint.start();
        try {
            var workspace = workspaces.get(0);
            client.post(
                            workspace + "/subscriptions",
                            webhook("http://127.0.0.1:" + endpoint.getAddress().getPort() + "/"))
                    .expect(201);
            var here = client.stream(workspace + "/events/stream");
            var there = otherNode.as(owner).stream(workspace + "/events/stream");

            client.delete(organization).expect(204);

            Await.until(() -> assertThat(here).isCompleted());
            Await.until(() -> assertThat(there).isCompleted());
            Await.until(() -> assertThat(heard).contains("workspace.deleted"));
            Await.until(() -> assertThat(count("organization where id = $1", idOf(organization)))
                    .isZero());
        } finally {
            endpoint.stop(0);
        }
    }

    @Test
    void whoMayNotDeleteItDoesNot() {
        var admin = product.user();
        client.post(organization + "/members", TestProduct.member(admin, "ADMIN"))
                .expect(200);

        product.as(admin).delete(organization).expect(403, "ACCESS.DENIED");
        product.as(admin).delete(organization + "?dryRun=true").expect(403, "ACCESS.DENIED");
        product.as(product.user()).delete(organization).expect(404, "ORGANIZATION.NOT_FOUND");
        client.withHeader("If-Match", "\"99\"").delete(organization).expect(412);
        client.get(organization).expect(200);
    }

    @Test
    void allThatRefersToAnOrganizationGoesWithItButWorkspacesWhichGoBefore() {
        var kept = BENCH.sql(
                "select conname from pg_constraint where contype = 'f' and confrelid = 'guildhall.organization'::regclass"
                        + " and confdeltype not in ('c', 'n')");

        assertThat(kept).extracting(row -> row.getString(0)).containsExactly("workspace_organization_fk");
    }
}
