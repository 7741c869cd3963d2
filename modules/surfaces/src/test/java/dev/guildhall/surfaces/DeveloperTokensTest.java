package dev.guildhall.surfaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tokens that the backend of an app has made for the users of its organizations. */
class DeveloperTokensTest {

    private static final String PREFIX = "/api/v2/protected/developer";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static TestProduct otherNode;
    private static HttpTester admin;

    private App app;
    private UserId user;
    private String organization;
    private String workspace;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("developer").assemble());
        otherNode = TestProduct.start(BENCH, BENCH.product("other").assemble());
        admin = product.asAdministrator();
    }

    private record App(String id, HttpTester backend) {

        String tokensOf(UserId user) {
            return PREFIX + "/users/tokens/" + id + "/" + user;
        }

        String revoking(UserId user, JsonObject token) {
            return PREFIX + "/users/tokens/revoke/" + id + "/" + user + "/" + token.getString("id");
        }

        String organization() {
            var slug = TestProduct.name("org");
            return backend.post(
                            PREFIX + "/apps/" + id + "/orgs",
                            new JsonObject()
                                    .put("name", "Acme")
                                    .put("slug", slug)
                                    .put("domain", slug + ".example"))
                    .expect(201)
                    .json()
                    .getString("id");
        }

        void join(String organization, UserId user, String role) {
            backend.post(
                            PREFIX + "/apps/" + id + "/orgs/" + organization + "/users",
                            new JsonObject().put("user_id", user.toString()).put("role", role))
                    .expect(200);
        }
    }

    private static App app() {
        var id = admin.post(PREFIX + "/apps", new JsonObject().put("name", TestProduct.name("App")))
                .expect(201)
                .json()
                .getString("id");
        var key = admin.post("/api/apps/" + id + "/keys", new JsonObject())
                .expect(201)
                .data()
                .getString("key");
        return new App(id, product.asNobody().withBearer(key));
    }

    @BeforeEach
    void aUserIsInAnOrganizationOfTheApp() {
        app = app();
        user = product.user();
        organization = app.organization();
        app.join(organization, user, "admin");
        workspace = "/api/workspaces/"
                + admin.post(
                                "/api/workspaces",
                                new JsonObject()
                                        .put("key", TestProduct.name("acme"))
                                        .put("name", "Acme")
                                        .put("organizationId", organization))
                        .expect(200)
                        .data()
                        .getString("id");
    }

    private JsonObject minted(Object... scopes) {
        var wanted = new JsonObject().put("expires_in", 86_400);
        return app.backend()
                .post(app.tokensOf(user), scopes.length == 0 ? wanted : wanted.put("scopes", JsonArray.of(scopes)))
                .expect(201)
                .json();
    }

    private static HttpTester with(JsonObject token) {
        return product.asNobody().withBearer(token.getString("access_token"));
    }

    private static JsonObject claims(JsonObject token) {
        var payload = token.getString("access_token").split("\\.", -1)[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    }

    @Test
    void goesWithItsOrganizationAndIsCountedAmongWhatADeletionWouldEnd() {
        minted();
        var revoked = minted();
        app.backend().delete(app.revoking(user, revoked)).expect(204);

        var removes = admin.delete("/api/organizations/" + organization + "?dryRun=true")
                .expect(200)
                .data()
                .getJsonObject("removes");

        assertThat(removes.getInteger("tokens")).isEqualTo(1);
    }

    @Test
    void aTokenCarriesItsOrganizationAndDoesWhatItsScopesAndItsUserBothMay() {
        var token = minted("workspace:read", "threads:*", "organization.read");

        assertThat(token.getString("token_type")).isEqualTo("Bearer");
        assertThat(token.getInteger("expires_in")).isEqualTo(86_400);
        assertThat(token.getString("refresh_token")).isNotEmpty();
        assertThat(claims(token).getString("org_id")).isEqualTo(organization);
        assertThat(claims(token).getString("sub")).isEqualTo(user.toString());
        assertThat(claims(token).getString("scope")).isEqualTo("workspace.read sessions.* organization.read");
        with(token).get(workspace).expect(200);
        with(token).get("/api/organizations/" + organization).expect(200);
        with(token).get(workspace + "/members").expect(403, "ACCESS.DENIED");
        assertThat(with(token).get("/api/workspaces").expect(200).list()).hasSize(1);
        with(token).get(product.workspace().path()).expect(404, "WORKSPACE.NOT_FOUND");
        with(token)
                .post("/api/auth/tokens", new JsonObject().put("name", "More"))
                .expect(403, "ACCESS.DENIED");
        with(token)
                .post("/api/auth/organization", new JsonObject().putNull("organizationId"))
                .expect(403, "ACCESS.DENIED");
        with(token).post("/api/auth/logout", null).expect(403, "ACCESS.DENIED");
    }

    @Test
    void theCallsOfTheGuideAreAnswered() {
        var token = app.backend()
                .post(
                        app.tokensOf(user),
                        new JsonObject()
                                .put("scopes", JsonArray.of("agents:read", "threads:write"))
                                .put("expires_in", 86400))
                .expect(201)
                .json();

        assertThat(token.getString("access_token")).isNotEmpty();
        var listed = app.backend()
                .get(app.tokensOf(user))
                .expect(200)
                .json()
                .getJsonArray("data")
                .getJsonObject(0);
        assertThat(listed.getString("id")).isEqualTo(token.getString("id"));
        assertThat(listed.getJsonArray("scopes")).containsExactly("agents.read", "sessions.write");
        app.backend()
                .withHeader("Content-Type", "application/json")
                .delete(app.revoking(user, token))
                .expect(204);
    }

    @Test
    void theTokensAreListedWithoutTheirSecretsAndEndWhenTheyAreRevoked() {
        var token = minted("workspace.read");
        var kept = minted();
        with(token).get(workspace).expect(200);
        var there = otherNode.asNobody().withBearer(token.getString("access_token"));
        there.get(workspace).expect(200);

        var listed = app.backend().get(app.tokensOf(user)).expect(200);

        assertThat(listed.json().getJsonArray("data")).hasSize(2);
        assertThat(listed.body())
                .doesNotContain(token.getString("access_token"))
                .doesNotContain(token.getString("refresh_token"));
        app.backend().delete(app.revoking(user, token)).expect(204);
        with(token).get(workspace).expect(401, "AUTH.TOKEN_INVALID");
        refresh(app, token).expect(401);
        Await.until(() -> there.get(workspace).expect(401, "AUTH.TOKEN_INVALID"));
        with(kept).get(workspace).expect(200);
        app.backend().delete(app.revoking(user, token)).expect(404);
        assertThat(app.backend().get(app.tokensOf(user)).expect(200).json().getJsonArray("data"))
                .singleElement()
                .satisfies(
                        left -> assertThat(((JsonObject) left).getString("id")).isEqualTo(kept.getString("id")));
    }

    private static HttpTester.Response refresh(App by, JsonObject token) {
        return by.backend()
                .post(
                        PREFIX + "/users/tokens/refresh",
                        new JsonObject().put("refresh_token", token.getString("refresh_token")));
    }

    @Test
    void aTokenIsRefreshedByItsAppAlone() {
        var token = minted("workspace.read");

        refresh(app(), token).expect(401);
        product.asNobody()
                .post("/api/auth/refresh", new JsonObject().put("refreshToken", token.getString("refresh_token")))
                .expect(401, "AUTH.TOKEN_INVALID");
        var next = refresh(app, token).expect(200).json();

        assertThat(next.getString("id")).isEqualTo(token.getString("id"));
        assertThat(next.getInteger("expires_in")).isEqualTo(86_400);
        with(next).get(workspace).expect(200);
        with(next).get(workspace + "/members").expect(403, "ACCESS.DENIED");
    }

    @Test
    void theOrganizationsAuditLogTellsOfEachTokenFromItsMintingToItsEnd() {
        var token = minted("workspace.read");
        refresh(app, token).expect(200);
        app.backend().delete(app.revoking(user, token)).expect(204);

        var log = admin.get("/api/organizations/" + organization + "/audit?filter="
                        + URLEncoder.encode("action:\"user.token\"", StandardCharsets.UTF_8))
                .expect(200);

        assertThat(log.list())
                .extracting(entry -> ((JsonObject) entry).getString("action"))
                .containsExactlyInAnyOrder("user.token_minted", "user.token_refreshed", "user.token_revoked");
        assertThat(log.list()).allSatisfy(entry -> {
            assertThat(((JsonObject) entry).getString("subject")).isEqualTo(user.toString());
            assertThat(entry.toString()).contains(app.id());
        });
        assertThat(log.body())
                .doesNotContain(token.getString("access_token"))
                .doesNotContain(token.getString("refresh_token"));
        assertThat(admin.get("/api/organizations/" + organization + "/audit/verify")
                        .expect(200)
                        .data()
                        .getBoolean("valid"))
                .isTrue();
    }

    @Test
    void aUserHasABoundedNumberOfTokensOfAnApp() {
        var first = minted();
        BENCH.sql(
                "insert into guildhall.user_session (id, user_id, organization_id, app_id, token_seconds, ip_address,"
                        + " network, user_agent, created_at, last_used_at, expires_at)"
                        + " select gen_random_uuid(), user_id, organization_id, app_id, token_seconds, ip_address,"
                        + " network, user_agent, created_at, last_used_at, expires_at"
                        + " from guildhall.user_session, generate_series(2, 99) where id = $1",
                UUID.fromString(first.getString("id")));

        var atOnce = IntStream.range(0, 8)
                .mapToObj(i -> app.backend().sendAsync("POST", app.tokensOf(user), new JsonObject()))
                .toList();

        assertThat(atOnce)
                .extracting(answer -> answer.join().status())
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
        assertThat(app.backend()
                        .post(app.tokensOf(user), new JsonObject())
                        .expect(409)
                        .json()
                        .getJsonObject("error")
                        .getString("code"))
                .isEqualTo("TOKEN.LIMIT_REACHED");
        app.backend().delete(app.revoking(user, first)).expect(204);
        minted();
    }

    @Test
    void aTokenThatWorksLongerThanASignInHasNoRefreshToken() {
        var token = app.backend()
                .post(app.tokensOf(user), new JsonObject().put("expires_in", 31_536_000))
                .expect(201)
                .json();

        assertThat(token.containsKey("refresh_token")).isFalse();
        assertThat(token.getInteger("expires_in")).isEqualTo(31_536_000);
        with(token).get(workspace).expect(200);
        var kept = BENCH.sql("select needed_until > now() + interval '364 days' from guildhall.signing_key"
                + " order by generation desc limit 1");
        assertThat(kept.iterator().next().getBoolean(0)).isTrue();
    }

    @Test
    void aTokenEndsForGoodWhenItsUserLeavesTheOrganization() {
        var token = minted();
        with(token).get(workspace).expect(200);

        admin.delete("/api/organizations/" + organization + "/members/" + user).expect(204);

        assertThat(with(token).get(workspace).status()).isIn(401, 404);
        Await.until(() -> with(token).get(workspace).expect(401, "AUTH.TOKEN_INVALID"));
        app.join(organization, user, "admin");
        with(token).get(workspace).expect(401, "AUTH.TOKEN_INVALID");
        refresh(app, token).expect(401);
    }

    @Test
    void whatIsOfAnotherAppDoesNotExist() {
        var token = minted();
        var stranger = app();

        stranger.backend().post(app.tokensOf(user), new JsonObject()).expect(404);
        stranger.backend().get(app.tokensOf(user)).expect(404);
        stranger.backend().delete(app.revoking(user, token)).expect(404);
        stranger.backend().post(stranger.tokensOf(user), new JsonObject()).expect(404);
        stranger.backend().delete(stranger.revoking(user, token)).expect(404);
        app.backend().post(app.tokensOf(product.user()), new JsonObject()).expect(404);
        with(token).get(app.tokensOf(user)).expect(403);
        product.as(user).post(app.tokensOf(user), new JsonObject()).expect(403);
        with(token).get(workspace).expect(200);
    }

    @Test
    void forAUserOfSeveralOrganizationsItIsSaidWhich() {
        var second = app.organization();
        app.join(second, user, "member");
        var foreign = app().organization();

        app.backend().post(app.tokensOf(user), new JsonObject()).expect(400);
        app.backend()
                .post(app.tokensOf(user), new JsonObject().put("org_id", foreign))
                .expect(404);
        var token = app.backend()
                .post(app.tokensOf(user), new JsonObject().put("org_id", second))
                .expect(201)
                .json();

        assertThat(claims(token).getString("org_id")).isEqualTo(second);
        with(token).get(workspace).expect(404, "WORKSPACE.NOT_FOUND");
    }
}
