package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What backends learn of the tokens that they are given. */
class IntrospectionTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final JsonObject NOT_ACTIVE = new JsonObject().put("active", false);

    private static TestProduct product;
    private static HttpTester platform;
    private static String app;
    private static HttpTester appBackend;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        platform = product.asAdministrator();
        app = product.app();
        appBackend = backendOf(app);
    }

    private static HttpTester backendOf(String app) {
        return product.asNobody().withBearer(keyOf(app));
    }

    private static String keyOf(String app) {
        return platform.post("/api/apps/" + app + "/keys", new JsonObject())
                .expect(201)
                .data()
                .getString("key");
    }

    private static JsonObject told(HttpTester backend, String token) {
        return backend.post("/api/auth/introspect", new JsonObject().put("token", token))
                .expect(200)
                .data();
    }

    private static String sessionOf(UserId user) {
        return product.signIn(user).expect(200).data().getString("accessToken");
    }

    private static String tokenOf(UserId user, JsonObject wanted) {
        return product.signedIn(user)
                .post("/api/auth/tokens", wanted.put("name", "Backend"))
                .expect(201)
                .data()
                .getString("token");
    }

    private static JsonObject only(JsonObject told) {
        assertThat(told.getJsonArray("workspaces")).hasSize(1);
        return told.getJsonArray("workspaces").getJsonObject(0);
    }

    @Test
    void aSessionIsToldWithRolesAndPermissionsOfEachWorkspace() {
        var workspace = product.workspace();
        var viewer = workspace.member("VIEWER");

        var told = told(platform, sessionOf(viewer));

        assertThat(told.getBoolean("active")).isTrue();
        assertThat(told.getString("kind")).isEqualTo("ACCESS_TOKEN");
        assertThat(told.getString("principal")).isEqualTo("user:" + viewer);
        assertThat(told.getString("userId")).isEqualTo(viewer.toString());
        assertThat(told.getJsonArray("scopes")).isNull();
        assertThat(told.getInstant("expiresAt")).isNotNull();
        var there = only(told);
        assertThat(there.getString("id")).isEqualTo(workspace.id().toString());
        assertThat(there.getString("key")).isEqualTo(workspace.key());
        assertThat(there.getString("role")).isEqualTo("VIEWER");
        assertThat(there.getJsonArray("permissions")).contains("members.read").doesNotContain("members.manage");
    }

    @Test
    void ofATokenIsToldWhatItsScopesAndItsBindingLeave() {
        var workspace = product.workspace();
        var elsewhere = product.workspace();
        elsewhere
                .asOwner()
                .post(elsewhere.path() + "/members", TestProduct.member(workspace.owner(), "ADMIN"))
                .expect(200);
        var token = tokenOf(
                workspace.owner(),
                new JsonObject()
                        .put("scopes", new JsonArray().add("members.read"))
                        .put("workspaceId", workspace.id().toString()));

        var told = told(platform, token);

        assertThat(told.getString("kind")).isEqualTo("PERSONAL_ACCESS_TOKEN");
        assertThat(told.getString("workspaceId")).isEqualTo(workspace.id().toString());
        assertThat(told.getJsonArray("scopes")).isEqualTo(new JsonArray().add("members.read"));
        assertThat(only(told).getString("role")).isEqualTo("OWNER");
        assertThat(only(told).getJsonArray("permissions")).isEqualTo(new JsonArray().add("members.read"));
    }

    @Test
    void oneWorkspaceIsToldOfWhereThatIsAsked() {
        var one = product.workspace();
        var other = product.workspace();
        other.asOwner()
                .post(other.path() + "/members", TestProduct.member(one.owner(), "VIEWER"))
                .expect(200);
        var session = sessionOf(one.owner());
        assertThat(told(platform, session).getJsonArray("workspaces")).hasSize(2);

        var asked = new JsonObject()
                .put("token", session)
                .put("workspaceId", other.id().toString());
        var told = platform.post("/api/auth/introspect", asked).expect(200).data();

        assertThat(only(told).getString("role")).isEqualTo("VIEWER");
        var foreign = asked.copy().put("workspaceId", product.workspace().id().toString());
        assertThat(platform.post("/api/auth/introspect", foreign)
                        .expect(200)
                        .data()
                        .getJsonArray("workspaces"))
                .isEmpty();
    }

    @Test
    void whatIsNotGoodIsNotActive() {
        var user = product.user();
        var session = sessionOf(user);
        product.asNobody().withBearer(session).post("/api/auth/logout", null).expect(204);

        for (var token : List.of(session, "nothing", "ghl_pat_" + "0".repeat(40), "a.b.c")) {
            assertThat(told(platform, token)).as(token).isEqualTo(NOT_ACTIVE);
        }
    }

    @Test
    void anAppLearnsOfTokensOfItsOrganizationsAlone() {
        var acme = product.organization(app);
        var bound = product.signIn(acme.owner(), acme.id().toString())
                .expect(200)
                .data()
                .getString("accessToken");
        var unbound = sessionOf(product.workspace().owner());

        assertThat(told(appBackend, bound).getString("organizationId"))
                .isEqualTo(acme.id().toString());
        assertThat(told(appBackend, unbound)).isEqualTo(NOT_ACTIVE);
        assertThat(told(backendOf(product.app()), bound)).isEqualTo(NOT_ACTIVE);
        assertThat(told(platform, unbound).getBoolean("active")).isTrue();
    }

    @Test
    void anAppLearnsOfItsOwnKeys() {
        var key = keyOf(app);

        assertThat(told(appBackend, key).getString("principal")).isEqualTo("app:" + app);
        assertThat(told(appBackend, key).getString("kind")).isEqualTo("APP_KEY");
        assertThat(told(appBackend, keyOf(product.app()))).isEqualTo(NOT_ACTIVE);
    }

    @Test
    void isForAppsAndAdministratorsOnly() {
        var workspace = product.workspace();
        var asked = new JsonObject().put("token", sessionOf(workspace.owner()));

        workspace.asOwner().post("/api/auth/introspect", asked).expect(403, "ACCESS.DENIED");
        product.asNobody().post("/api/auth/introspect", asked).expect(401, "AUTH.REQUIRED");
        platform.post("/api/auth/introspect", new JsonObject()).expect(400, "REQUEST.INVALID");
    }
}
