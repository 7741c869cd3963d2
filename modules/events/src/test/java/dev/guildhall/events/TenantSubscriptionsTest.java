package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.event;
import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Permission;
import dev.guildhall.events.internal.purge.ClosedTenantTable;
import dev.guildhall.events.internal.purge.Purge;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The subscriptions of organizations and of the platform: what is not the same for them as for workspaces. */
class TenantSubscriptionsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String PLATFORM = "/api/admin/subscriptions";
    private static final Permission MANAGE = EventPermissions.ORGANIZATION_SUBSCRIPTIONS_MANAGE;

    private static EventsHarness harness;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    private static OrganizationId organization() {
        return new OrganizationId(Ids.next());
    }

    private static HttpTester managerOf(OrganizationId organization) {
        return clientWith(organization, MANAGE.name());
    }

    private static HttpTester clientWith(Tenant tenant, String permission) {
        return harness.http.withBearer(TestAuthenticator.user(harness.access.userWith(tenant, permission)));
    }

    private static String path(OrganizationId organization) {
        return "/api/organizations/" + organization + "/subscriptions";
    }

    private static JsonObject to(WebhookReceiver receiver, String... types) {
        return new JsonObject()
                .put("name", "Directory")
                .put("types", new JsonArray(List.of(types)))
                .put("ordered", true)
                .put("sink", new JsonObject().put("kind", "WEBHOOK").put("url", receiver.url()));
    }

    private static WebhookReceiver receiver() {
        return WebhookReceiver.start(BENCH.vertx());
    }

    private static WebhookReceiver subscribed(HttpTester manager, String path) {
        var receiver = receiver();
        manager.post(path, to(receiver, "team.*", "user.*")).expect(201);
        return receiver;
    }

    @Test
    void whatHappensToAnOrganizationIsPostedToItsWebhookInOrder() {
        var acme = organization();
        var manager = managerOf(acme);
        var receiver = receiver();
        var created = manager.post(path(acme), to(receiver, "team.*")).expect(201);
        var place = created.header("Location");

        var first = harness.record(acme, "team.created");
        harness.record(acme, "member.added");
        harness.record(acme, "team.updated");

        assertThat(place).isEqualTo(path(acme) + "/" + created.data().getString("id"));
        Await.until(() -> assertThat(receiver.calls()).hasSize(2));
        var call = receiver.calls().get(0);
        assertThat(call.isSignedWith(created.data().getString("secret"))).isTrue();
        assertThat(call.event().getString("id")).isEqualTo(first.toString());
        assertThat(call.event().getString("organization")).isEqualTo(acme.toString());
        assertThat(call.event().getString("source")).isEqualTo("/organizations/" + acme);
        assertThat(receiver.sequences()).containsExactly(2L, 4L);
        Await.until(() -> assertThat(
                        manager.get(place + "/deliveries").expect(200).list())
                .hasSize(2)
                .allSatisfy(delivery ->
                        assertThat(((JsonObject) delivery).getString("state")).isEqualTo("DELIVERED")));
    }

    @Test
    void eachTenantIsToldOfItsOwnEventsAlone() {
        var acme = organization();
        var globex = organization();
        var workspace = workspace();
        var ofAcme = subscribed(managerOf(acme), path(acme));
        var ofGlobex = subscribed(managerOf(globex), path(globex));
        var ofPlatform = subscribed(harness.administrator(), PLATFORM);
        var ofWorkspace = subscribed(
                clientWith(workspace, "subscriptions.manage"), "/api/workspaces/" + workspace + "/subscriptions");

        harness.record(Tenant.PLATFORM, "user.created");
        harness.record(globex, "team.updated");
        harness.record(workspace, "team.granted");
        harness.record(acme, "team.created");

        var told = Stream.of(ofPlatform, ofGlobex, ofWorkspace, ofAcme).toList();
        Await.until(
                () -> assertThat(told).allSatisfy(one -> assertThat(one.calls()).isNotEmpty()));
        assertThat(told.stream()
                        .flatMap(one -> one.calls().stream())
                        .map(call -> call.event().getString("type")))
                .containsExactly("user.created", "team.updated", "team.granted", "team.created");
    }

    @Test
    void nobodyElseGetsAtTheSubscriptionsOfAnOrganization() {
        var acme = organization();
        var place = managerOf(acme)
                .post(path(acme), to(receiver(), "*"))
                .expect(201)
                .header("Location");
        var id = place.substring(place.lastIndexOf('/'));
        var globex = organization();
        var workspace = workspace();
        var inWorkspace = clientWith(workspace, "subscriptions.manage");

        managerOf(globex).get(place).expect(404);
        managerOf(globex).get(path(globex) + id).expect(404, "SUBSCRIPTION.NOT_FOUND");
        managerOf(globex).delete(path(globex) + id).expect(404);
        inWorkspace.get(place).expect(404);
        inWorkspace.get("/api/workspaces/" + workspace + "/subscriptions" + id).expect(404);
        harness.administrator().get(PLATFORM + id).expect(404);
        clientWith(acme, "organization.read").get(place).expect(403);
        harness.http.get(place).expect(401);
        assertThat(managerOf(globex).get(path(globex)).expect(200).list()).isEmpty();
        managerOf(acme).get(place).expect(200);
    }

    @Test
    void onlyAdministratorsOfThePlatformGetAtItsSubscriptions() {
        var place = harness.administrator()
                .post(PLATFORM, to(receiver(), "*"))
                .expect(201)
                .header("Location");
        var acme = organization();

        clientWith(workspace(), "subscriptions.manage").get(PLATFORM).expect(403);
        managerOf(acme).get(place).expect(403);
        managerOf(acme).get(path(acme) + place.substring(PLATFORM.length())).expect(404);
        harness.http.get(place).expect(401);
        assertThat(harness.administrator().get(PLATFORM).expect(200).body())
                .contains(place.substring(PLATFORM.length() + 1));
    }

    static Stream<String> paths() {
        return Stream.of("/api/organizations/{organization}/subscriptions", PLATFORM);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void whatIsForWorkspacesAloneIsRefused(String template) {
        var acme = organization();
        var client = template.equals(PLATFORM) ? harness.administrator() : managerOf(acme);
        var path = template.replace("{organization}", acme.toString());
        var bus = new JsonObject().put("kind", "BUS").put("address", "orders");
        var body = to(receiver(), "*").put("sink", bus);

        var refused = client.post(path, body).expect(400, "SUBSCRIPTION.SINK_NOT_AVAILABLE");

        assertThat(refused.body())
                .contains(
                        "\"sink.kind\"",
                        "Use a sink of the kind WEBHOOK: one of the kind BUS is for workspaces alone.");
        var place = client.post(path, to(receiver(), "*")).expect(201).header("Location");
        client.patch(place, new JsonObject().put("sink", bus)).expect(400, "SUBSCRIPTION.SINK_NOT_AVAILABLE");
    }

    @Test
    void allThatIsDoneWithASubscriptionIsDoneWithOneOfThePlatformToo() {
        var admin = harness.administrator();
        var receiver = receiver().answering(call -> 500);
        var place = admin.post(PLATFORM, to(receiver, "app.*")).expect(201).header("Location");
        harness.record(Tenant.PLATFORM, "app.created");
        harness.record(Tenant.PLATFORM, "app.updated");
        Await.until(
                () -> assertThat(admin.get(place + "/dead-letters").expect(200).list())
                        .hasSize(2));
        var letters = admin.get(place + "/dead-letters").list();
        receiver.answering(call -> 200);

        admin.post(place + "/dead-letters/" + sequence(letters, 0) + "/retry", null)
                .expect(204);
        admin.delete(place + "/dead-letters/" + sequence(letters, 1)).expect(204);

        assertThat(admin.get(place + "/dead-letters").list()).isEmpty();
        assertThat(admin.post(place + "/test", null).expect(200).data().getBoolean("delivered"))
                .isTrue();
        assertThat(admin.post(place + "/rotate-secret", null).expect(200).data().getString("secret"))
                .startsWith("whsec_");
        receiver.calls().clear();
        admin.post(place + "/replay", new JsonObject().put("after", 0)).expect(202);
        Await.until(() -> assertThat(receiver.calls())
                .extracting(call -> call.event().getString("type"))
                .containsExactly("app.created", "app.updated"));
        admin.post(place + "/dead-letters/retry", null).expect(204);
        admin.patch(place, new JsonObject().put("enabled", false)).expect(200);
        admin.post(place + "/replay", new JsonObject().put("after", 0)).expect(409);
        admin.delete(place).expect(204);
        admin.get(place).expect(404);
    }

    private static long sequence(JsonArray letters, int place) {
        return letters.getJsonObject(place).getLong("sequence");
    }

    @Test
    void anOrganizationThatIsDeletedSaysSoToItsWebhookAndLeavesNothing() {
        var acme = organization();
        var receiver = receiver();
        managerOf(acme).post(path(acme), to(receiver, "organization.deleted")).expect(201);

        Await.result(BENCH.database().inTransaction(Tenant.PLATFORM, tx -> {
            harness.events.outbox().append(tx, acme, event("organization.deleted"));
            harness.events.lifecycle().forget(tx, acme);
            return Future.succeededFuture();
        }));

        Await.until(() -> assertThat(receiver.calls()).hasSize(1));
        BENCH.sql(
                "update guildhall.event_counter set closed_at = now() - interval '11 minutes' where tenant_id = $1",
                acme.value());
        Await.result(new Purge(new ClosedTenantTable(BENCH.database())).run());
        assertThat(Stream.of("event", "event_cursor", "event_subscription", "webhook_queue", "webhook_delivery")
                        .filter(table -> hasRowsOf(acme.value(), table)))
                .isEmpty();
    }

    private static boolean hasRowsOf(UUID tenant, String table) {
        return BENCH.sql("select from guildhall." + table + " where tenant_id = $1", tenant)
                        .size()
                > 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"organization", "workspace"})
    void aFilterKnowsWhoseAnEventIs(String attribute) {
        var acme = organization();
        var manager = managerOf(acme);
        var filter = new JsonObject().put("exact", new JsonObject().put(attribute, acme.toString()));
        var place = manager.post(path(acme), to(receiver(), "team.*").put("filter", filter))
                .expect(201)
                .header("Location");
        var all = subscribed(manager, path(acme));

        harness.record(acme, "team.created");

        Await.until(() -> assertThat(all.calls()).hasSize(1));
        assertThat(manager.get(place + "/deliveries").expect(200).list())
                .hasSize(attribute.equals("organization") ? 1 : 0);
    }

    @Test
    void aUserOfNothingSeesNothing() {
        var nobody = harness.http.withBearer(TestAuthenticator.user(new UserId(Ids.next())));

        nobody.get(path(organization())).expect(404);
        nobody.get(PLATFORM).expect(403);
    }
}
