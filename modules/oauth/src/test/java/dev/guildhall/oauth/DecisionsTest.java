package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.back;
import static dev.guildhall.oauth.OauthWorld.refused;
import static dev.guildhall.oauth.OauthWorld.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What people and organizations decide about applications, and what ends the tokens of these. */
class DecisionsTest extends OauthTest {

    @Test
    void aConsentIsListedAndTakenBackWithAllThatCameOfIt() {
        var client = world.register(OauthWorld.confidential());
        var tokens = world.tokens(client);
        var unused = world.code(client);
        var signedIn = product.signedIn(world.ada);

        var consent = consentTo(client, signedIn);
        assertThat(consent.getString("clientName")).isEqualTo("Acme Assistant");
        assertThat(consent.getJsonArray("scopes")).containsExactly("workspace.read");
        product.signedIn(world.organization.member("MEMBER"))
                .delete("/api/auth/consents/" + consent.getString("id"))
                .expect(404, "OAUTH.CONSENT_NOT_FOUND");
        signedIn.delete("/api/auth/consents/" + consent.getString("id")).expect(204);

        world.read(tokens).expect(401);
        refused(world.refresh(client, tokens), 400, "invalid_grant");
        refused(world.exchange(client, unused), 400, "invalid_grant");
        world.authorize(world.browser, request(client)).expect(200);
    }

    private static JsonObject consentTo(JsonObject client, HttpTester signedIn) {
        return signedIn.get("/api/auth/consents?pageSize=1000").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .filter(consent -> consent.getString("clientId").equals(client.getString("id")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anApplicationOfThePlatformIsForAllUntilAnOrganizationRefusesIt() {
        var client = world.registerForAll(OauthWorld.confidential());
        var tokens = world.tokens(client);
        var elsewhere = new OauthWorld(product);
        var others = elsewhere.tokens(client);

        rule(client, false).expect(200);

        world.read(tokens).expect(401);
        assertThat(back(world.authorize(world.browser, request(client)))).containsEntry("error", "access_denied");
        assertThat(back(world.decide(world.browser, request(client), "ALLOW"))).containsEntry("error", "access_denied");
        elsewhere.read(others).expect(200);

        rule(client, true).expect(200);
        world.read(world.tokens(client)).expect(200);
        assertThat(world.organization
                        .asOwner()
                        .get(world.organization.path() + "/oauth/rules")
                        .expect(200)
                        .body())
                .contains(client.getString("id"), "\"allowed\":true");
    }

    private static HttpTester.Response rule(JsonObject client, boolean allowed) {
        return world.organization
                .asOwner()
                .put(
                        world.organization.path() + "/oauth/rules/" + client.getString("id"),
                        new JsonObject().put("allowed", allowed));
    }

    @Test
    void anOrganizationDecidesAboutNoApplicationOfAnother() {
        var other = new OauthWorld(product);

        world.organization
                .asOwner()
                .put(
                        world.organization.path() + "/oauth/rules/" + other.client.getString("id"),
                        new JsonObject().put("allowed", false))
                .expect(404, "OAUTH.CLIENT_NOT_FOUND");
    }

    @Test
    void whatAnApplicationHasEndsWithIt() {
        var client = world.register(OauthWorld.confidential());
        var tokens = world.tokens(client);
        world.read(tokens).expect(200);

        world.organization
                .asOwner()
                .delete(world.clientsPath() + "/" + client.getString("id"))
                .expect(204);

        world.read(tokens).expect(401);
        refused(world.refresh(client, tokens), 401, "invalid_client");
    }

    @Test
    void whatAnApplicationHasEndsWithTheMembershipAndWithTheAccount() {
        var joined = new OauthWorld(product);
        var left = joined.tokens(joined.client);
        joined.read(left).expect(200);
        joined.organization
                .asOwner()
                .delete(joined.organization.path() + "/members/" + joined.ada)
                .expect(204);
        // The workspace is out of reach at once, and the session is over as soon as this node hears of it.
        assertThat(joined.read(left).status()).isIn(401, 404);
        Await.until(() -> joined.read(left).expect(401));

        var closed = new OauthWorld(product);
        var tokens = closed.tokens(closed.client);
        product.asAdministrator()
                .put("/api/admin/users/" + closed.ada, new JsonObject().put("roles", new JsonArray().add("SUPPORT")))
                .expect(200);
        closed.read(tokens).expect(401);
    }

    @Test
    void anAdministratorOfThePlatformGivesAnApplicationNothingOfThat() {
        var own = new OauthWorld(product);
        var admin = product.userWith(PlatformRole.ADMIN, PlatformRole.USER);
        own.organization
                .asOwner()
                .post(own.organization.path() + "/members", TestProduct.member(admin, "MEMBER"))
                .expect(200);
        var answer = own.decide(own.browserOf(admin), request(own.client), "ALLOW");
        var tokens =
                own.exchange(own.client, back(answer).get("code")).expect(200).json();

        own.with(tokens).get("/api/admin/users").expect(403, "ACCESS.DENIED");
        own.with(tokens).get(world.workspace.path()).expect(404);
    }

    @Test
    void anAuditorSeesWhoDidWhatByWhichApplication() {
        var client = world.register(OauthWorld.confidential()
                .put("scopes", new JsonArray().add("events.publish").add("workspace.read")));
        var parameters = OauthWorld.with(request(client), "scope", "events.publish");
        var tokens = world.exchange(client, world.code(client, parameters))
                .expect(200)
                .json();

        var log = world.organization
                .asOwner()
                .get(world.organization.path() + "/audit?pageSize=100")
                .expect(200);

        assertThat(log.body()).contains("oauth.consent_given", client.getString("id"));
        // And which session is the application's, by which what it does is told from what its user does.
        var session = new JsonObject(new String(
                        Base64.getUrlDecoder()
                                .decode(tokens.getString("access_token").split("\\.")[1]),
                        StandardCharsets.UTF_8))
                .getString("sid");
        assertThat(log.list().stream().map(JsonObject.class::cast))
                .filteredOn(entry -> entry.getString("action").equals("oauth.grant_opened"))
                .map(entry -> entry.getJsonObject("after"))
                .anyMatch(after -> after.getString("sessionId").equals(session)
                        && after.getString("clientId").equals(client.getString("id")));
        assertThat(tokens.getString("scope")).isEqualTo("events.publish");
    }
}
