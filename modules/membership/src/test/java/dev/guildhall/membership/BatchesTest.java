package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several users, members and invitations by one request, each by itself. */
class BatchesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
    }

    private static JsonObject rows(String name, Object... rows) {
        return new JsonObject().put(name, new JsonArray(List.of(rows)));
    }

    private static JsonObject user(String email) {
        return new JsonObject()
                .put("email", email)
                .put("fullName", "Ada")
                .putNull("password")
                .put("roles", JsonArray.of("USER"));
    }

    private static JsonObject invitation(String email, String role) {
        return new JsonObject().put("email", email).put("role", role);
    }

    private static List<Integer> statuses(Response response) {
        return results(response).stream().map(row -> row.getInteger("status")).toList();
    }

    private static List<JsonObject> results(Response response) {
        return response.expect(200).json().getJsonArray("data").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String code(Response response, int row) {
        return results(response).get(row).getJsonObject("error").getString("code");
    }

    @Test
    void usersAreMadeEachByItself() {
        var address = TestProduct.name("batch") + "@example.org";

        var made = product.asAdministrator()
                .post(
                        "/api/admin/users/batch",
                        rows("users", user(address), user(address.toUpperCase(Locale.ROOT)), user("other-" + address)));

        assertThat(statuses(made)).containsExactly(201, 409, 201);
        assertThat(code(made, 1)).isEqualTo("USER.EMAIL_EXISTS");
        var id = results(made).get(2).getJsonObject("data").getString("id");
        product.asAdministrator().get("/api/admin/users/" + id).expect(200);
    }

    @Test
    void membersAreAddedEachByItself() {
        TestWorkspace workspace = product.workspace();
        var newcomer = product.user();
        var stranger = new UserId(Ids.next());

        var put = workspace
                .asOwner()
                .post(
                        workspace.path() + "/members/batch",
                        rows(
                                "members",
                                TestProduct.member(newcomer, "VIEWER"),
                                TestProduct.member(stranger, "VIEWER"),
                                TestProduct.member(workspace.owner(), "VIEWER"),
                                TestProduct.member(product.user(), "no such role"),
                                TestProduct.member(newcomer, "ADMIN")));

        assertThat(statuses(put)).containsExactly(200, 404, 409, 404, 200);
        assertThat(code(put, 1)).isEqualTo("USER.NOT_FOUND");
        assertThat(code(put, 2)).isEqualTo("MEMBER.OWNER_MUST_TRANSFER");
        assertThat(workspace.roleOf(newcomer)).isEqualTo("ADMIN");
    }

    @Test
    void peopleAreInvitedEachByItself() {
        TestWorkspace workspace = product.workspace();
        var address = TestProduct.name("batch") + "@example.org";

        var sent = workspace
                .asOwner()
                .post(
                        workspace.path() + "/invitations/batch",
                        rows(
                                "invitations",
                                invitation(address, "MEMBER"),
                                invitation(address, "VIEWER"),
                                invitation("link-" + address, "VIEWER").put("delivery", "LINK")));

        assertThat(statuses(sent)).containsExactly(201, 409, 201);
        assertThat(results(sent).get(0).getJsonObject("data").getString("token"))
                .isNull();
        assertThat(results(sent).get(2).getJsonObject("data").getString("token"))
                .isNotBlank();
    }

    @Test
    void rowsThatTheContractDoesNotAllowAreRefusedBeforeAnyIsDone() {
        TestWorkspace workspace = product.workspace();
        var newcomer = product.user();
        var path = workspace.path() + "/members/batch";

        var refused = workspace
                .asOwner()
                .post(
                        path,
                        rows(
                                "members",
                                TestProduct.member(newcomer, "VIEWER"),
                                new JsonObject().put("userId", "nobody").put("role", "VIEWER")))
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("members.1.userId");
        assertThat(workspace.roleOf(newcomer)).isEqualTo("none");
        workspace.asOwner().post(path, rows("members")).expect(400, "REQUEST.INVALID");
        var many = new Object[101];
        Arrays.fill(many, TestProduct.member(newcomer, "VIEWER"));
        workspace.asOwner().post(path, rows("members", many)).expect(400, "REQUEST.INVALID");
    }

    @Test
    void isForThoseWhoMayDoEachRow() {
        TestWorkspace workspace = product.workspace();
        var viewer = product.as(workspace.member("VIEWER"));

        viewer.post(workspace.path() + "/members/batch", rows("members", TestProduct.member(product.user(), "VIEWER")))
                .expect(403, "ACCESS.DENIED");
        viewer.post(workspace.path() + "/invitations/batch", rows("invitations", invitation("a@example.org", "VIEWER")))
                .expect(403, "ACCESS.DENIED");
        viewer.post("/api/admin/users/batch", rows("users", user("a@example.org")))
                .expect(403, "ACCESS.DENIED");
    }
}
