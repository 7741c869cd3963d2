package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one extension has another do for somebody: both must be allowed to. */
class BothRightsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestWorkspace acme;
    private static String front;
    private static String back;

    @BeforeAll
    static void install() {
        var product = TestProduct.start(BENCH, BENCH.product("rights").assemble());
        front = TestProduct.name("front");
        back = TestProduct.name("back");
        product.publish(ExtensionJar.of(back, "1.0.0")
                .manifest("manifest", 1)
                .manifest(
                        "provides",
                        JsonArray.of(
                                offer("thing.see"),
                                offer("thing.tell"),
                                offer("thing.change").put("changes", true),
                                offer("thing.manage").put("permission", "settings.manage")))
                .manifest("permissions", JsonArray.of("events.publish"))
                .manifest("publishesEvents", JsonArray.of(back + ".told"))
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        CapabilityHandler told = call -> Future.succeededFuture(new JsonObject()
                                .put("by", call.caller().id())
                                .put("for", call.caller().onBehalfOf().map(Caller::id).orElse(null)));
                        handlers.capability("$key.thing.see", told).capability("$key.thing.manage", told)
                                .capability("$key.thing.change", told);
                        handlers.capability("$key.thing.tell", call -> workspace
                                .emit("$key.told", null, new JsonObject())
                                .map(id -> new JsonObject()));
                        return Future.succeededFuture();
                    }
                    """.replace("$key", back))
                .bytes());
        product.publish(ExtensionJar.of(front, "1.0.0")
                .manifest("manifest", 1)
                .manifest("permissions", JsonArray.of("capabilities.invoke", "settings.manage"))
                .manifest(
                        "requires",
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        JsonArray.of(
                                                new JsonObject().put("key", back + ".thing.see"),
                                                new JsonObject().put("key", back + ".thing.tell"),
                                                new JsonObject().put("key", back + ".thing.change"),
                                                new JsonObject().put("key", back + ".thing.manage"))))
                .manifest("consumesEvents", JsonArray.of("change.due"))
                .route("ask", "GET", "/ask/{what}", "workspace.read")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.route("ask", request -> workspace
                                .invoke("$back.thing." + request.pathParameter("what"), new JsonObject())
                                .map(RouteResponse::json));
                        handlers.on("change.due", event -> workspace
                                .invoke("$back.thing.change", new JsonObject())
                                .mapEmpty());
                        return Future.succeededFuture();
                    }
                    """.replace("$back", back))
                .bytes());
        acme = product.workspace();
        acme.asOwner()
                .post(
                        acme.path() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", back)
                                .put("grantedPermissions", JsonArray.of("events.publish")))
                .expect(201);
        acme.asOwner()
                .post(
                        acme.path() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", front)
                                .put("grantedPermissions", JsonArray.of("capabilities.invoke", "settings.manage")))
                .expect(201);
    }

    private static JsonObject offer(String name) {
        return new JsonObject().put("key", back + "." + name).put("version", "1.0.0");
    }

    private static HttpTester as(String role) {
        return acme.product().as(acme.member(role));
    }

    private static Response ask(String role, String what) {
        return as(role).get(acme.path() + "/x/" + front + "/ask/" + what);
    }

    @Test
    void theProviderIsToldWhoCallsAndForWhom() {
        var answer =
                acme.asOwner().get(acme.path() + "/x/" + front + "/ask/see").expect(200);

        assertThat(answer.json().getString("by")).isEqualTo(front);
        assertThat(answer.json().getString("for")).isEqualTo(acme.owner().toString());
    }

    @Test
    void whatTheProviderTellsFollowsFromTheRequestThatTheExtensionServes() {
        acme.asOwner()
                .withHeader("X-Request-Id", "asked-1")
                .get(acme.path() + "/x/" + front + "/ask/tell")
                .expect(200);

        var told = acme.asOwner()
                .get(acme.path() + "/events?filter=type:" + back + ".told")
                .expect(200)
                .list();
        assertThat(told)
                .singleElement()
                .extracting(event -> ((JsonObject) event).getString("correlationid"))
                .isEqualTo("asked-1");
    }

    @Test
    void whoMayOnlyReadHasNothingDoneByAnExtension() {
        ask("VIEWER", "see").expect(403);
        ask("MEMBER", "see").expect(200);
    }

    @Test
    void aCapabilityThatNeedsAPermissionNeedsItOfWhomTheExtensionServesToo() {
        ask("MEMBER", "manage").expect(403);
        ask("ADMIN", "manage").expect(200);
    }

    @Test
    void aCapabilityThatNeedsAPermissionNeedsItOfWhoeverCallsItThemselves() {
        as("MEMBER")
                .post(acme.path() + "/capabilities/" + back + ".thing.manage", new JsonObject())
                .expect(403, "ACCESS.DENIED");
        acme.asOwner()
                .post(acme.path() + "/capabilities/" + back + ".thing.manage", new JsonObject())
                .expect(200);
    }

    @Test
    void theAuditLogTellsWhichExtensionChangedSomethingAndOnWhoseBehalf() {
        var member = acme.member("MEMBER");
        acme.product()
                .as(member)
                .withHeader("X-Request-Id", "changed-1")
                .get(acme.path() + "/x/" + front + "/ask/change")
                .expect(200);

        var entry = entry("capability.invoked", "changed-1");

        assertThat(entry.getString("actor")).isEqualTo("extension:" + front);
        assertThat(entry.getString("subject")).isEqualTo(back + ".thing.change");
        var after = entry.getJsonObject("after");
        assertThat(after.getString("provider")).isEqualTo(back);
        assertThat(after.getString("outcome")).isEqualTo("ANSWERED");
        assertThat(after.getJsonArray("through")).containsExactly(front);
        assertThat(after.getString("onBehalfOf")).isEqualTo("user:" + member);
    }

    @Test
    void theAuditLogTellsWhatAnExtensionChangedByItself() {
        acme.asOwner()
                .post(
                        acme.path() + "/events",
                        new JsonObject().put("type", "change.due").put("data", new JsonObject()))
                .expect(202);

        Await.until(() -> assertThat(audited("capability.invoked"))
                .filteredOn(entry -> !entry.getJsonObject("after").containsKey("onBehalfOf"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getString("actor")).isEqualTo("extension:" + front);
                    assertThat(entry.getString("subject")).isEqualTo(back + ".thing.change");
                    assertThat(entry.getJsonObject("after").getJsonArray("through"))
                            .containsExactly(front);
                }));
    }

    @Test
    void theAuditLogTellsForWhomAnExtensionWasRefused() {
        var member = acme.member("MEMBER");
        acme.product()
                .as(member)
                .withHeader("X-Request-Id", "refused-1")
                .get(acme.path() + "/x/" + front + "/ask/manage")
                .expect(403);

        var entry = entry("capability.refused", "refused-1");

        assertThat(entry.getString("actor")).isEqualTo("extension:" + front);
        assertThat(entry.getString("subject")).isEqualTo(back + ".thing.manage");
        var after = entry.getJsonObject("after");
        assertThat(after.getString("outcome")).isEqualTo("ACCESS.DENIED");
        assertThat(after.getJsonArray("through")).containsExactly(front);
        assertThat(after.getString("onBehalfOf")).isEqualTo("user:" + member);
    }

    @Test
    void theAuditLogTellsWhoWasRefusedThemselves() {
        var member = acme.member("MEMBER");
        acme.product()
                .as(member)
                .post(acme.path() + "/capabilities/" + back + ".thing.manage", new JsonObject())
                .expect(403, "ACCESS.DENIED");

        assertThat(audited("capability.refused"))
                .filteredOn(entry -> entry.getString("actor").equals("user:" + member))
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.getJsonObject("after").fieldNames()).doesNotContain("through", "onBehalfOf"));
    }

    private static JsonObject entry(String action, String request) {
        var entries = audited(action).stream()
                .filter(entry -> request.equals(entry.getJsonObject("after").getString("requestId")))
                .toList();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private static List<JsonObject> audited(String action) {
        return acme
                .asOwner()
                .get(acme.path() + "/audit?pageSize=100&filter=action%3D" + action)
                .expect(200)
                .list()
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
