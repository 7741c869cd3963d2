package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.back;
import static dev.guildhall.oauth.OauthWorld.form;
import static dev.guildhall.oauth.OauthWorld.refused;
import static dev.guildhall.oauth.OauthWorld.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What applications of the platform do for people in workspaces that belong to no organization. */
class NoOrganizationTest extends OauthTest {

    private JsonObject client;
    private TestWorkspace workspace;
    private UserId lin;

    @BeforeEach
    void somebodyIsAMemberOfAWorkspaceOfNoOrganization() {
        client = world.registerForAll(OauthWorld.confidential());
        workspace = product.workspace();
        lin = workspace.member("MEMBER");
    }

    private JsonObject tokens(HttpTester browser) {
        return world.exchange(
                        client,
                        back(world.decide(browser, request(client), "ALLOW")).get("code"))
                .expect(200)
                .json();
    }

    private HttpTester as(JsonObject tokens) {
        return world.with(tokens);
    }

    /** A member of the organization of the world as well, whose browser works in none at the moment. */
    private HttpTester browserInNone() {
        world.organization
                .asOwner()
                .post(world.organization.path() + "/members", TestProduct.member(lin, "ADMIN"))
                .expect(200);
        var browser = world.browserOf(lin);
        browser.post("/api/auth/organization", new JsonObject().putNull("organizationId"))
                .expect(200);
        return browser;
    }

    @Test
    void thePersonIsToldThatItIsNoOrganization() {
        var page = world.authorize(world.browserOf(lin), request(client)).expect(200);

        assertThat(page.body()).contains("workspaces of yours that belong to no organization");
        var answer = product.signedIn(lin)
                .post("/api/auth/authorizations", new JsonObject().put("request", OauthWorld.encoded(request(client))))
                .expect(200)
                .data();
        assertThat(answer.getJsonObject("client").getString("id")).isEqualTo(client.getString("id"));
        assertThat(answer.getString("organizationId")).isNull();
    }

    @Test
    void tokensReachTheirWorkspacesOfNoOrganizationAndNoOthers() {
        var other = product.workspace();
        other.asOwner()
                .post(other.path() + "/members", TestProduct.member(lin, "ADMIN"))
                .expect(200);
        var strangers = product.workspace();

        var tokens = tokens(browserInNone());

        as(tokens).get(workspace.path()).expect(200);
        as(tokens).get(other.path()).expect(200);
        as(tokens).get(strangers.path()).expect(404, "WORKSPACE.NOT_FOUND");
        as(tokens).get(world.workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        as(tokens).get(world.organization.path()).expect(404);
        assertThat(as(tokens).get("/api/workspaces").expect(200).list())
                .extracting(each -> ((JsonObject) each).getString("id"))
                .containsExactlyInAnyOrder(workspace.id().toString(), other.id().toString());
        as(tokens).get(other.path() + "/members").expect(403, "ACCESS.DENIED");
    }

    @Test
    void tokensDoNoMoreThanTheScopesAndTheRoleAllow() {
        client = world.registerForAll(OauthWorld.confidential()
                .put("scopes", new JsonArray().add("workspace.*").add("members.read")));
        var own = product.workspace();
        own.asOwner()
                .post(own.path() + "/members", TestProduct.member(lin, "ADMIN"))
                .expect(200);
        var parameters = OauthWorld.with(request(client), "scope", "workspace.read workspace.update");
        var answer = world.decide(world.browserOf(lin), parameters, "ALLOW");
        var tokens =
                world.exchange(client, back(answer).get("code")).expect(200).json();
        var renaming = new JsonObject().put("name", "Renamed");

        as(tokens).patch(own.path(), renaming).expect(200);
        as(tokens).patch(workspace.path(), renaming).expect(403, "ACCESS.DENIED");
        as(tokens).get(own.path() + "/members").expect(403, "ACCESS.DENIED");
        as(tokens)
                .post("/api/workspaces/self", new JsonObject().put("name", "Another"))
                .expect(403, "ACCESS.DENIED");
    }

    @Test
    void aWorkspaceThatComesToAnOrganizationIsOutOfReach() {
        var tokens = tokens(world.browserOf(lin));
        as(tokens).get(workspace.path()).expect(200);

        product.asAdministrator()
                .post(
                        workspace.path() + "/move",
                        new JsonObject().put("organizationId", organizationWith(workspace.owner(), lin)))
                .expect(200);

        as(tokens).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
    }

    private static String organizationWith(UserId... people) {
        var organization = product.organization();
        for (var person : people) {
            organization
                    .asOwner()
                    .post(organization.path() + "/members", TestProduct.member(person, "MEMBER"))
                    .expect(200);
        }
        return organization.id().toString();
    }

    @Test
    void aRoleOfThePlatformGivesAnApplicationNothing() {
        var admin = product.userWith(PlatformRole.ADMIN, PlatformRole.SUPPORT, PlatformRole.USER);
        var tokens = tokens(world.browserOf(admin));

        as(tokens).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        as(tokens).get("/api/admin/users").expect(403, "ACCESS.DENIED");
        assertThat(as(tokens).get("/api/workspaces").expect(200).list()).isEmpty();
    }

    @Test
    void aConsentIsOfOnePlaceAndEndsThereAlone() {
        var browser = browserInNone();
        var inNone = tokens(browser);
        var scoped = world.browserOf(lin);
        scoped.post(
                        "/api/auth/organization",
                        new JsonObject()
                                .put("organizationId", world.organization.id().toString()))
                .expect(200);
        var inOrganization = tokens(scoped);
        world.read(inOrganization).expect(200);
        as(inOrganization).get(workspace.path()).expect(404);

        product.signedIn(lin)
                .delete("/api/auth/consents/" + consent(null).getString("id"))
                .expect(204);

        as(inNone).get(workspace.path()).expect(401);
        refused(world.refresh(client, inNone), 400, "invalid_grant");
        world.read(inOrganization).expect(200);
        world.authorize(browser, request(client)).expect(200);

        var again = tokens(browser);
        product.signedIn(lin)
                .delete("/api/auth/consents/"
                        + consent(world.organization.id().toString()).getString("id"))
                .expect(204);
        world.read(inOrganization).expect(401);
        as(again).get(workspace.path()).expect(200);
    }

    private JsonObject consent(String organization) {
        return product.signedIn(lin).get("/api/auth/consents?pageSize=1000").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .filter(given -> given.getString("clientId").equals(client.getString("id")))
                .filter(given -> Objects.equals(given.getString("organizationId"), organization))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasConsentedToIsNotAskedAgainAndTheTokensSayWhatTheyAre() {
        var browser = world.browserOf(lin);
        var tokens = tokens(browser);

        var again = world.exchange(
                        client, back(world.authorize(browser, request(client))).get("code"))
                .expect(200)
                .json();

        assertThat(count("oauth_consent")).isEqualTo(1);
        var known = world.ask(client, "introspect", Map.of("token", again.getString("access_token")))
                .expect(200)
                .json();
        assertThat(known.getBoolean("active")).isTrue();
        assertThat(known.getString("sub")).isEqualTo(lin.toString());
        assertThat(known.containsKey("org_id")).isFalse();
        var refreshed = world.refresh(client, tokens).expect(200).json();
        as(refreshed).get(workspace.path()).expect(200);
        world.ask(client, "revoke", Map.of("token", refreshed.getString("refresh_token")))
                .expect(200);
        as(refreshed).get(workspace.path()).expect(401);
        as(again).get(workspace.path()).expect(200);
    }

    private int count(String table) {
        return BENCH.sql("select count(*)::int from guildhall." + table + " where user_id = $1", lin.value())
                .iterator()
                .next()
                .getInteger(0);
    }

    @Test
    void whatAnApplicationHasEndsWithItAndWithTheAccount() {
        var other = world.registerForAll(OauthWorld.confidential());
        var browser = world.browserOf(lin);
        var tokens = tokens(browser);
        var others = world.exchange(
                        other,
                        back(world.decide(browser, request(other), "ALLOW")).get("code"))
                .expect(200)
                .json();

        product.asAdministrator()
                .delete("/api/admin/oauth/clients/" + other.getString("id"))
                .expect(204);
        as(others).get(workspace.path()).expect(401);
        as(tokens).get(workspace.path()).expect(200);

        product.asAdministrator().delete("/api/admin/users/" + lin).expect(204);
        as(tokens).get(workspace.path()).expect(401);
        assertThat(count("oauth_consent")).isZero();
        assertThat(count("user_session")).isZero();
    }

    @Test
    void aDeviceActsThereToo() {
        client = world.registerForAll(OauthWorld.anyClient()
                .put("grantTypes", new JsonArray().add("DEVICE_CODE"))
                .put("redirectUris", new JsonArray()));
        var device = world.ask(client, "device_authorization", Map.of("scope", "workspace.read"))
                .expect(200)
                .json();
        var browser = world.browserOf(lin);
        assertThat(browser.get("/oauth/device?user_code=" + device.getString("user_code"))
                        .expect(200)
                        .body())
                .contains("workspaces of yours that belong to no organization");

        form(browser, "/oauth/device", Map.of("user_code", device.getString("user_code"), "decision", "ALLOW"))
                .expect(200);

        var tokens = world.token(
                        client,
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:device_code",
                                "device_code",
                                device.getString("device_code")))
                .expect(200)
                .json();
        as(tokens).get(workspace.path()).expect(200);
        as(tokens).get(world.workspace.path()).expect(404);
    }

    @Test
    void thePlatformsAuditorsSeeWhoLetWhichApplicationIn() {
        var tokens = tokens(world.browserOf(lin));
        assertThat(tokens.getString("scope")).isEqualTo("workspace.read");

        var log = BENCH.sql(
                "select action from guildhall.audit_entry where subject = $1 and action like 'oauth.%'",
                lin.toString());

        assertThat(log)
                .extracting(row -> row.getString("action"))
                .contains("oauth.consent_given", "oauth.grant_opened");
    }

    @Test
    void noScopeButThePlatformsShowsWhatIsOfNoOrganization() {
        tokens(world.browserOf(lin));
        var count = "select count(*)::int as seen from guildhall.oauth_consent where user_id = $1";

        assertThat(BENCH.sqlAsApplication("platform", count, lin.value())
                        .iterator()
                        .next()
                        .getInteger("seen"))
                .isEqualTo(1);
        assertThat(BENCH.sqlAsApplication("organization:" + world.organization.id(), count, lin.value())
                        .iterator()
                        .next()
                        .getInteger("seen"))
                .isZero();
        assertThat(BENCH.sqlAsApplication(null, count, lin.value())
                        .iterator()
                        .next()
                        .getInteger("seen"))
                .isZero();
    }
}
