package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the key of an app opens. */
class AppKeyAccessTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static HttpTester platform;

    private App app;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        platform = product.asAdministrator();
    }

    /**
     * An app and one of its keys.
     *
     * @param http as the app's backend
     */
    private record App(String id, String keyPath, String key, HttpTester http) {

        String organization() {
            var slug = TestProduct.name("org");
            return http.post(
                            "/api/organizations",
                            new JsonObject()
                                    .put("appId", id)
                                    .put("name", "Acme")
                                    .put("slug", slug)
                                    .put("domain", slug + ".example"))
                    .expect(201)
                    .header("Location");
        }
    }

    @BeforeEach
    void anAppHasAKey() {
        app = app();
    }

    private static App app() {
        var path = platform.post("/api/apps", new JsonObject().put("name", TestProduct.name("App")))
                .expect(201)
                .header("Location");
        var key = platform.post(path + "/keys", new JsonObject()).expect(201);
        var secret = key.data().getString("key");
        return new App(
                path.substring("/api/apps/".length()),
                key.header("Location"),
                secret,
                product.asNobody().withBearer(secret));
    }

    @Test
    void anAppMakesAndManagesItsOrganizations() {
        var organization = app.organization();
        var user = product.user();

        app.http()
                .post(
                        organization + "/members",
                        new JsonObject().put("userId", user.toString()).put("role", "OWNER"))
                .expect(200);
        app.http()
                .patch(organization, new JsonObject().put("status", "suspended"))
                .expect(200);
        app.http().patch(organization, new JsonObject().put("name", "Renamed")).expect(200);
        assertThat(app.http().get("/api/organizations").expect(200).list()).hasSize(1);
        assertThat(product.as(user).get(organization).expect(200).data().getString("name"))
                .isEqualTo("Renamed");
    }

    @Test
    void anAppReachesTheWorkspacesOfItsOrganizationsAndNoOthers() {
        var organization = app.organization();
        var own = "/api/workspaces/"
                + platform.post(
                                "/api/workspaces",
                                new JsonObject()
                                        .put("key", TestProduct.name("acme"))
                                        .put("name", "Acme")
                                        .put("organizationId", organization.substring("/api/organizations/".length())))
                        .expect(200)
                        .data()
                        .getString("id");
        var other = product.workspace().path();

        app.http().get(own).expect(200);
        app.http().get(own + "/members").expect(200);
        assertThat(app.http().get("/api/workspaces").expect(200).list()).hasSize(1);
        app.http().get(other).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void whatIsOfAnotherAppDoesNotExist() {
        var organization = app.organization();
        var stranger = app();

        stranger.http().get(organization).expect(404, "ORGANIZATION.NOT_FOUND");
        stranger.http()
                .patch(organization, new JsonObject().put("name", "Mine"))
                .expect(404, "ORGANIZATION.NOT_FOUND");
        stranger.http().get(organization + "/members").expect(404, "ORGANIZATION.NOT_FOUND");
        assertThat(stranger.http().get("/api/organizations").expect(200).list()).isEmpty();
        stranger.http()
                .post(
                        "/api/organizations",
                        new JsonObject()
                                .put("appId", app.id())
                                .put("name", "Acme")
                                .put("slug", "stolen")
                                .put("domain", "stolen.example"))
                .expect(404, "APP.NOT_FOUND");
    }

    @Test
    void anAppIsNoAdministratorOfThePlatform() {
        app.http().get("/api/apps").expect(403, "ACCESS.DENIED");
        app.http().get("/api/admin/users").expect(403, "ACCESS.DENIED");
        app.http()
                .post("/api/workspaces", new JsonObject().put("key", "acme").put("name", "Acme"))
                .expect(403);
        app.http().get("/api/auth/me").expect(403, "ACCESS.DENIED");
    }

    @Test
    void aKeyThatIsRevokedOpensNothingAnyMore() {
        app.http().get("/api/organizations").expect(200);

        platform.delete(app.keyPath()).expect(204);

        app.http().get("/api/organizations").expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void theKeysOfAnAppThatIsDeletedOpenNothingAnyMore() {
        app.http().get("/api/organizations").expect(200);

        platform.delete("/api/apps/" + app.id()).expect(204);

        app.http().get("/api/organizations").expect(401, "AUTH.TOKEN_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk_live_", "sk_live_nothing", "sk_test_nothing"})
    void aKeyThatIsNoneIsRefused(String key) {
        product.asNobody().withBearer(key).get("/api/organizations").expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void whatAnAppDoesIsToldOfIt() {
        var organization = app.organization();

        var entries = app.http().get(organization + "/members").expect(200);
        var events = BENCH.sql(
                "select actor from guildhall.event where tenant_id::text = $1",
                organization.substring("/api/organizations/".length()));

        assertThat(entries.list()).isEmpty();
        assertThat(events).extracting(row -> row.getString("actor")).containsOnly("app:" + app.id());
    }
}
