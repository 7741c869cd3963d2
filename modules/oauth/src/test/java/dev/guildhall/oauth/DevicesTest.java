package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.form;
import static dev.guildhall.oauth.OauthWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Devices without a browser that wait for somebody. */
class DevicesTest extends OauthTest {

    private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

    private static JsonObject client;

    @BeforeAll
    static void register() {
        client = world.register(wanted());
    }

    private static JsonObject wanted() {
        return new JsonObject()
                .put("name", "Acme Console")
                .put("grantTypes", new JsonArray().add("DEVICE_CODE"))
                .put("scopes", new JsonArray().add("workspace.read").add("members.read"));
    }

    private static JsonObject begin() {
        return world.ask(client, "device_authorization", Map.of("scope", "workspace.read"))
                .expect(200)
                .json();
    }

    private static Response poll(JsonObject device) {
        return poll(client, device);
    }

    private static Response poll(JsonObject by, JsonObject device) {
        return world.token(by, Map.of("grant_type", GRANT_TYPE, "device_code", device.getString("device_code")));
    }

    /** As if the device had waited long enough. */
    private static void letTimePass(JsonObject device) {
        BENCH.sql(
                "update guildhall.oauth_device set polled_at = polled_at - interval '1 hour' where device_hash = $1",
                Buffer.buffer(Sha256.of(device.getString("device_code"))));
    }

    private static Response decide(HttpTester by, JsonObject device, String decision) {
        return form(by, "/oauth/device", Map.of("user_code", device.getString("user_code"), "decision", decision));
    }

    @Test
    void whoAllowsIsActedForByTheDeviceOnce() {
        var device = begin();
        assertThat(device.getString("user_code")).matches("[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}");
        refused(poll(device), 400, "authorization_pending");
        var page = world.browser.get(
                "/oauth/device?user_code=" + device.getString("user_code").toLowerCase(Locale.ROOT));
        assertThat(page.expect(200).body()).contains("Acme Console", device.getString("user_code"));
        assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'none'");

        decide(world.browser, device, "ALLOW").expect(200);

        var tokens = poll(device).expect(200).json();
        world.read(tokens).expect(200);
        assertThat(tokens.getString("scope")).isEqualTo("workspace.read");
        refused(poll(device), 400, "invalid_grant");
        world.refresh(client, tokens).expect(200);
    }

    @Test
    void whoRefusesIsNot() {
        var device = begin();
        decide(world.browser, device, "REFUSE").expect(200);

        refused(poll(device), 400, "access_denied");
        refused(poll(device), 400, "invalid_grant");
    }

    @Test
    void aDeviceThatAsksTooQuicklyIsToldToWaitLonger() {
        var device = begin();
        refused(poll(device), 400, "authorization_pending");

        refused(poll(device), 400, "slow_down");

        assertThat(BENCH.sql(
                                "select interval_seconds from guildhall.oauth_device where device_hash = $1",
                                Buffer.buffer(Sha256.of(device.getString("device_code"))))
                        .iterator()
                        .next()
                        .getInteger(0))
                .isEqualTo(10);
        letTimePass(device);
        refused(poll(device), 400, "authorization_pending");
    }

    @Test
    void nobodyIsWaitedForForEver() {
        var device = begin();
        BENCH.sql(
                "update guildhall.oauth_device set expires_at = now() - interval '1 second' where device_hash = $1",
                Buffer.buffer(Sha256.of(device.getString("device_code"))));

        refused(poll(device), 400, "expired_token");
        decide(world.browser, device, "ALLOW").expect(404);
    }

    @Test
    void aDecisionIsMadeOnce() {
        var device = begin();
        decide(world.browser, device, "REFUSE").expect(200);

        decide(world.browserOf(world.organization.member("MEMBER")), device, "ALLOW")
                .expect(404);

        refused(poll(device), 400, "access_denied");
    }

    @Test
    void ofManyWhoAskAtOnceOneGetsTokens() {
        var device = begin();
        decide(world.browser, device, "ALLOW").expect(200);

        var answers = Stream.generate(() -> world.tokenAsync(
                        client, Map.of("grant_type", GRANT_TYPE, "device_code", device.getString("device_code"))))
                .limit(6)
                .toList()
                .stream()
                .map(answer -> answer.join().status())
                .toList();

        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 400);
    }

    @Test
    void aDeviceIsNoOtherApplications() {
        var device = begin();
        decide(world.browser, device, "ALLOW").expect(200);

        refused(poll(world.register(wanted()), device), 400, "invalid_grant");
        refused(poll(world.client, device), 400, "unauthorized_client");
        poll(device).expect(200);
    }

    @Test
    void whoGuessesIsStopped() {
        var guesser = world.browserOf(world.organization.member("MEMBER"));
        for (var wrong = 0; wrong < 10; wrong++) {
            guesser.get("/oauth/device?user_code=BBBB-BBBB").expect(404);
        }

        guesser.get("/oauth/device?user_code=" + begin().getString("user_code")).expect(429);
        world.browser
                .get("/oauth/device?user_code=" + begin().getString("user_code"))
                .expect(200);
    }

    @Test
    void nobodyDecidesWhoIsNotSignedInHereOrIsOfAnotherOrganization() {
        var device = begin();

        product.asNobody().get("/oauth/device").expect(401);
        decide(product.asNobody(), device, "ALLOW").expect(401);
        decide(world.browser.withHeader("Sec-Fetch-Site", "cross-site"), device, "ALLOW")
                .expect(403);
        decide(new OauthWorld(product).browser, device, "ALLOW").expect(400);
        refused(poll(device), 400, "authorization_pending");
    }

    @Test
    void anotherFrontAsksTheSame() {
        var device = begin();
        var signedIn = product.signedIn(world.ada);
        var typed =
                new JsonObject().put("userCode", device.getString("user_code").replace("-", ""));

        var question = signedIn.post("/api/auth/device-authorizations", typed)
                .expect(200)
                .data();
        assertThat(question.getBoolean("decided")).isFalse();
        assertThat(question.getJsonObject("client").getString("name")).isEqualTo("Acme Console");
        signedIn.post("/api/auth/device-authorizations", typed.copy().put("decision", "ALLOW"))
                .expect(200);
        signedIn.post("/api/auth/device-authorizations", typed).expect(404, "OAUTH.DEVICE_NOT_FOUND");

        poll(device).expect(200);
    }

    @Test
    void aConsentThatIsTakenBackBeforeTheDeviceAsksGivesNothing() {
        var own = new OauthWorld(product);
        var console = own.register(wanted());
        var device =
                own.ask(console, "device_authorization", Map.of()).expect(200).json();
        decide(own.browser, device, "ALLOW").expect(200);
        var signedIn = product.signedIn(own.ada);
        var consent = signedIn.get("/api/auth/consents").expect(200).list().getJsonObject(0);

        signedIn.delete("/api/auth/consents/" + consent.getString("id")).expect(204);

        refused(
                own.token(console, Map.of("grant_type", GRANT_TYPE, "device_code", device.getString("device_code"))),
                400,
                "invalid_grant");
    }
}
