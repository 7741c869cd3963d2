package dev.guildhall.capabilities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The permissions that an extension declares: who has them by their roles, and what becomes of them with the extension. */
class DeclaredPermissionsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static String polls;
    private static String front;

    private TestWorkspace acme;

    @BeforeAll
    static void publish() {
        product = TestProduct.start(BENCH, BENCH.product("declared").assemble());
        polls = TestProduct.name("polls");
        front = TestProduct.name("front");
        product.publish(polls(
                "1.0.0", "manage", declared("manage", "settings.manage"), declared("results.read", "members.read")));
        product.publish(polls("1.1.0", "results.read", declared("results.read", "members.read")));
        product.publish(ExtensionJar.of(front, "1.0.0")
                .manifest("manifest", 1)
                .manifest("permissions", JsonArray.of("capabilities.invoke", "settings.manage"))
                .manifest(
                        "requires",
                        new JsonObject()
                                .put("capabilities", JsonArray.of(new JsonObject().put("key", polls + ".poll.close"))))
                .route("close", "POST", "/close", "workspace.read")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.route("close", request ->
                                workspace.invoke("$polls.poll.close", new JsonObject()).map(RouteResponse::json));
                        return Future.succeededFuture();
                    }
                    """.replace("$polls", polls))
                .bytes());
    }

    private static JsonObject declared(String name, String heldWith) {
        return new JsonObject()
                .put("name", polls + "." + name)
                .put("description", "May " + name)
                .put("heldWith", heldWith);
    }

    /** @param needed by its capability, which closes polls */
    private static byte[] polls(String version, String needed, JsonObject... declared) {
        return ExtensionJar.of(polls, version)
                .manifest("manifest", 1)
                .manifest("declares", new JsonArray(List.of(declared)))
                .manifest(
                        "provides",
                        JsonArray.of(new JsonObject()
                                .put("key", polls + ".poll.close")
                                .put("version", "1.0.0")
                                .put("permission", polls + "." + needed)))
                .route("results", "GET", "/results", polls + ".results.read")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("$polls.poll.close", call -> Future.succeededFuture(call.input()))
                                .route("results", request -> Future.succeededFuture(RouteResponse.json(new JsonObject())));
                        return Future.succeededFuture();
                    }
                    """.replace("$polls", polls))
                .bytes();
    }

    @BeforeEach
    void install() {
        acme = product.workspace();
        acme.asOwner()
                .post(
                        acme.path() + "/extensions",
                        new JsonObject().put("extensionKey", polls).put("version", "1.0.0"))
                .expect(201);
    }

    private Response close(HttpTester client) {
        return client.post(acme.path() + "/capabilities/" + polls + ".poll.close", new JsonObject());
    }

    private Response results(HttpTester client) {
        return client.get(acme.path() + "/x/" + polls + "/results");
    }

    /** A member with a role of their own that carries these permissions of the extension, and may call capabilities. */
    private UserId carrying(String... names) {
        var permissions = new String[names.length + 2];
        permissions[0] = "workspace.read";
        permissions[1] = "capabilities.invoke";
        for (var at = 0; at < names.length; at++) {
            permissions[at + 2] = polls + "." + names[at];
        }
        return acme.member(acme.role("Pollster", permissions).getString("id"));
    }

    private List<String> carried() {
        return acme.asOwner().get(acme.path() + "/roles?filter=name%3DPollster").expect(200).list().stream()
                .flatMap(role -> ((JsonObject) role).getJsonArray("permissions").stream())
                .map(Object::toString)
                .filter(name -> name.startsWith(polls))
                .toList();
    }

    @Test
    void areHadByARoleThatCarriesThemAndByWhoeverHoldsWhatTheyAreHeldWith() {
        var pollster = product.as(carrying("manage"));

        close(pollster).expect(200);
        results(pollster).expect(403, "ACCESS.DENIED");
        close(product.as(acme.member("ADMIN"))).expect(200);
        results(product.as(acme.member("VIEWER"))).expect(200);
        var refused = close(product.as(acme.member("MEMBER"))).expect(403, "ACCESS.DENIED");
        assertThat(refused.json().getString("message")).contains(polls + ".manage");
        close(product.as(product.user())).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void areListedWhereRolesAreEditedAndInNoOtherWorkspace() {
        var path = "/permissions?filter=extensionKey%3D" + polls;
        var listed = acme.asOwner().get(acme.path() + path).expect(200).list();

        assertThat(listed).hasSize(2);
        assertThat(listed.getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("name", polls + ".manage")
                        .put("description", "May manage")
                        .put("extensionKey", polls)
                        .put("heldWith", "settings.manage"));
        var other = product.workspace();
        assertThat(other.asOwner().get(other.path() + path).expect(200).list()).isEmpty();
        other.asOwner()
                .post(other.path() + "/roles", role("Thief", polls + ".manage"))
                .expect(400);
        assertThat(acme.asOwner()
                        .get(acme.path() + "/permissions?pageSize=1000")
                        .expect(200)
                        .list())
                .extracting(one -> ((JsonObject) one).getString("name"))
                .startsWith("workspace.read")
                .contains("members.manage", polls + ".results.read");
    }

    private static JsonObject role(String name, String... permissions) {
        return new JsonObject().put("name", name).put("permissions", new JsonArray(List.of(permissions)));
    }

    @Test
    void areRefusedInARoleWhenNobodyDeclaresThem() {
        var roles = acme.path() + "/roles";
        var wanted = role("X", polls + ".manage", polls + ".nothing", "nothing", "moon.walk", "workspace.read");

        var refused = acme.asOwner().post(roles, wanted).expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details"))
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .containsExactly("permissions.1", "permissions.2", "permissions.3");
    }

    @Test
    void areGivenByNobodyWhoDoesNotHaveThem() {
        var half = acme.role("Half", "workspace.read", "roles.read", "roles.manage", "members.read", "members.manage");
        var whole = acme.role(
                "Whole",
                "workspace.read",
                "roles.read",
                "roles.manage",
                "members.read",
                "members.manage",
                polls + ".manage");
        var without = product.as(acme.member(half.getString("id")));
        var with = product.as(acme.member(whole.getString("id")));
        var wanted = role("Closers", polls + ".manage");

        var refused = without.post(acme.path() + "/roles", wanted).expect(403, "ROLE.ESCALATION");
        assertThat(refused.json().getString("message")).contains(polls + ".manage");
        var made = with.post(acme.path() + "/roles", wanted).expect(201).data().getString("id");

        var guest = product.user();
        var membership = TestProduct.member(guest, made);
        without.post(acme.path() + "/members", membership).expect(403, "ROLE.ESCALATION");
        without.patch(acme.path() + "/roles/" + made, new JsonObject().put("name", "Mine"))
                .expect(403, "ROLE.ESCALATION");
        with.post(acme.path() + "/members", membership).expect(200);
        without.delete(acme.path() + "/members/" + guest).expect(403, "ROLE.ESCALATION");
    }

    @Test
    void areExplained() {
        var pollster = carrying("manage");
        var path = acme.path() + "/access?permission=" + polls + ".manage";

        var carrying =
                acme.asOwner().get(path + "&userId=" + pollster).expect(200).data();
        var lacking = acme.asOwner()
                .get(path + "&userId=" + acme.member("VIEWER"))
                .expect(200)
                .data();

        assertThat(carrying.getBoolean("allowed")).isTrue();
        assertThat(carrying.getJsonArray("because").getJsonObject(0).getString("rule"))
                .isEqualTo("WORKSPACE_ROLE");
        assertThat(carrying.getJsonArray("because").getJsonObject(0).getString("message"))
                .contains("Pollster", "permits " + polls + ".manage", "settings.manage");
        assertThat(lacking.getBoolean("allowed")).isFalse();
        acme.asOwner()
                .get(acme.path() + "/access?permission=" + polls + ".nothing")
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void areNeededOfWhomAnExtensionServesAsWell() {
        acme.asOwner()
                .post(
                        acme.path() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", front)
                                .put("grantedPermissions", JsonArray.of("capabilities.invoke", "settings.manage")))
                .expect(201);
        var path = acme.path() + "/x/" + front + "/close";

        product.as(carrying("manage")).post(path, new JsonObject()).expect(200);
        product.as(acme.member("MEMBER")).post(path, new JsonObject()).expect(403);
    }

    @Test
    void areCarriedByATokenThatNamesThemOrTheirFamily() {
        var pollster = carrying("manage");

        close(withToken(pollster, "capabilities:invoke", polls + ":manage")).expect(200);
        close(withToken(pollster, "capabilities.invoke", polls + ".*")).expect(200);
        close(withToken(pollster, "capabilities.invoke", polls + ".results.read"))
                .expect(403, "ACCESS.DENIED");
        close(withToken(acme.owner(), "capabilities.invoke", "settings.manage")).expect(403, "ACCESS.DENIED");
        close(withToken(acme.owner(), "capabilities.invoke", polls + ".manage")).expect(200);
        token(pollster, polls + ".nothing").expect(400, "REQUEST.INVALID");
        token(pollster, "nobody.*").expect(400, "REQUEST.INVALID");
    }

    private static Response token(UserId user, String... scopes) {
        return product.signedIn(user)
                .post(
                        "/api/auth/tokens",
                        new JsonObject().put("name", "Program").put("scopes", new JsonArray(List.of(scopes))));
    }

    private static HttpTester withToken(UserId user, String... scopes) {
        return product.asNobody()
                .withBearer(token(user, scopes).expect(201).data().getString("token"));
    }

    @Test
    void areLeftInASuspendedOrganizationWhenTheyOnlyRead() {
        var organization = product.organization();
        acme = organization.workspace();
        install(acme);
        var pollster = organization.member("MEMBER");
        var role = acme.role(
                "Pollster", "workspace.read", "capabilities.invoke", polls + ".manage", polls + ".results.read");
        acme.asOwner()
                .post(acme.path() + "/members", TestProduct.member(pollster, role.getString("id")))
                .expect(200);
        close(product.as(pollster)).expect(200);

        product.asAdministrator()
                .patch(organization.path(), new JsonObject().put("status", "SUSPENDED"))
                .expect(200);

        close(product.as(pollster)).expect(403, "ORGANIZATION.SUSPENDED");
        results(product.as(pollster)).expect(200);
    }

    private static void install(TestWorkspace workspace) {
        workspace
                .asOwner()
                .post(
                        workspace.path() + "/extensions",
                        new JsonObject().put("extensionKey", polls).put("version", "1.0.0"))
                .expect(201);
    }

    @Test
    void goFromTheRolesWithTheVersionThatDeclaredThemAndReturnWithItsRollback() {
        var pollster = product.as(carrying("manage", "results.read"));
        var extension = acme.path() + "/extensions/" + polls;
        var upgrade = new JsonObject().put("version", "1.1.0");
        var losing = new JsonObject().put("role", "Pollster").put("permissions", JsonArray.of(polls + ".manage"));

        var plan = acme.asOwner()
                .post(extension + "/upgrade?dryRun=true", upgrade)
                .expect(200)
                .data();
        assertThat(shares(plan, "withdraws")).containsExactly(losing);
        acme.asOwner().post(extension + "/upgrade", upgrade).expect(200);

        assertThat(carried()).containsExactly(polls + ".results.read");
        assertThat(acme.lastEvent("role.updated").getJsonObject("data").getJsonArray("previousPermissions"))
                .contains(polls + ".manage");
        results(pollster).expect(200);

        var back = acme.asOwner()
                .post(extension + "/rollback?dryRun=true", new JsonObject())
                .expect(200)
                .data();
        assertThat(shares(back, "returns")).containsExactly(losing);
        assertThat(shares(back, "withdraws")).isEmpty();
        acme.asOwner().post(extension + "/rollback", new JsonObject()).expect(200);

        assertThat(carried()).containsExactly(polls + ".manage", polls + ".results.read");
        close(pollster).expect(200);
    }

    private static List<JsonObject> shares(JsonObject plan, String field) {
        return plan.getJsonArray(field).stream()
                .map(JsonObject.class::cast)
                .map(share -> {
                    share.remove("roleId");
                    return share;
                })
                .toList();
    }

    @Test
    void goFromTheRolesWithTheExtensionOnEveryNodeAndDoNotReturn() {
        var there = TestProduct.start(BENCH, BENCH.product("declared-there").assemble());
        var pollster = carrying("manage");
        var extension = acme.path() + "/extensions/" + polls;
        close(there.as(pollster)).expect(200);

        var plan = acme.asOwner().delete(extension + "?dryRun=true").expect(200).data();
        assertThat(shares(plan, "withdraws"))
                .containsExactly(
                        new JsonObject().put("role", "Pollster").put("permissions", JsonArray.of(polls + ".manage")));
        acme.asOwner().delete(extension).expect(204);
        assertThat(carried()).isEmpty();
        acme.asOwner()
                .post(acme.path() + "/roles", role("Late", polls + ".manage"))
                .expect(400);

        install(acme);
        assertThat(carried()).isEmpty();
        Await.until(() -> close(there.as(pollster)).expect(403, "ACCESS.DENIED"));
    }
}
