package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.CALLBACK;
import static dev.guildhall.oauth.OauthWorld.back;
import static dev.guildhall.oauth.OauthWorld.encoded;
import static dev.guildhall.oauth.OauthWorld.request;
import static dev.guildhall.oauth.OauthWorld.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where browsers come with what an application asks. */
class AuthorizationTest extends OauthTest {

    @Test
    void thePersonIsAskedOnAPageThatRunsNothingAndIsShownInNoFrame() {
        var page = world.authorize(world.browser, request(world.register(OauthWorld.confidential())));

        page.expect(200);
        assertThat(page.body()).contains("Acme Assistant", "workspace.read", "assistant.acme.example", "Acme");
        assertThat(page.body()).doesNotContain("<script");
        assertThat(page.header("Content-Security-Policy"))
                .contains(
                        "default-src 'none'",
                        "frame-ancestors 'none'",
                        "form-action 'self' https://assistant.acme.example");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whoAllowsGoesBackWithACodeTheStateAndTheIssuer() {
        var answer = world.decide(world.browser, request(world.client), "ALLOW");

        assertThat(answer.expect(303).header("Location")).startsWith(CALLBACK + "?");
        assertThat(back(answer))
                .containsEntry("state", "s-1")
                .containsEntry("iss", metadata().getString("issuer"))
                .containsKey("code");
    }

    private static JsonObject metadata() {
        return product.asNobody()
                .get("/.well-known/oauth-authorization-server")
                .expect(200)
                .json();
    }

    @Test
    void theMetadataSaysWhereEverythingIs() {
        assertThat(metadata().getJsonArray("code_challenge_methods_supported")).containsExactly("S256");
        assertThat(metadata().getBoolean("authorization_response_iss_parameter_supported"))
                .isTrue();
        for (var endpoint : new String[] {"authorization", "token", "revocation", "introspection"}) {
            assertThat(metadata().getString(endpoint + "_endpoint"))
                    .startsWith(metadata().getString("issuer") + "/oauth/");
        }
    }

    @Test
    void whoRefusesGoesBackWithoutOne() {
        var back = back(world.decide(world.browser, request(world.client), "REFUSE"));

        assertThat(back)
                .containsEntry("error", "access_denied")
                .containsEntry("state", "s-1")
                .doesNotContainKey("code");
    }

    @Test
    void whatWasConsentedToIsNotAskedAgainButMoreIs() {
        var client = world.register(OauthWorld.confidential());
        world.code(client);

        assertThat(back(world.authorize(world.browser, request(client)))).containsKey("code");
        world.authorize(world.browser, with(request(client), "scope", "workspace.read members.read"))
                .expect(200);
        world.authorize(world.browser, with(request(client), "prompt", "consent"))
                .expect(200);
    }

    @Test
    void ofAPublicClientOnTheirMachineThePersonAlwaysKnows() {
        var wanted = OauthWorld.anyClient().put("redirectUris", new JsonArray().add("http://127.0.0.1/done"));
        var client = world.register(wanted);
        var parameters = with(request(client), "redirect_uri", "http://127.0.0.1:49152/done");
        world.code(client, parameters);

        world.authorize(world.browser, parameters).expect(200);
    }

    @Test
    void nobodyIsAskedAnythingWithPromptNone() {
        var client = world.register(OauthWorld.confidential());
        var silent = with(request(client), "prompt", "none");

        assertThat(back(world.authorize(product.asNobody(), silent))).containsEntry("error", "login_required");
        assertThat(back(world.authorize(world.browser, silent))).containsEntry("error", "consent_required");
        world.code(client);
        assertThat(back(world.authorize(world.browser, silent))).containsKey("code");
    }

    @Test
    void whoIsNotSignedInIsLedToSigningIn() {
        var page = world.authorize(product.asNobody(), request(world.client));

        page.expect(401);
        assertThat(page.body()).contains("/api/auth/sso/start", "Acme Assistant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://assistant.acme.example/callback/",
                "https://assistant.acme.example/callback?x=1",
                "https://assistant.acme.example:8443/callback",
                "https://assistant.acme.example/callback/../other",
                "https://assistant.acme.example.evil.example/callback",
                "https://evil.example",
                "//evil.example",
                "javascript:alert(1)",
                "HTTPS://assistant.acme.example/callback",
                ""
            })
    void toAnotherAddressThanARegisteredOneNobodyIsSent(String address) {
        var parameters = with(request(world.client), "redirect_uri", address);

        for (var answer : List.of(
                world.authorize(world.browser, parameters),
                world.authorize(product.asNobody(), parameters),
                world.decide(world.browser, parameters, "ALLOW"),
                world.decide(world.browser, parameters, "REFUSE"))) {
            answer.expect(400);
            assertThat(answer.header("Location")).isNull();
        }
    }

    @Test
    void withoutOneOrWithTwoNobodyIsSentAnywhere() {
        world.authorize(world.browser, with(request(world.client), "redirect_uri", null))
                .expect(400);
        world.browser
                .get("/oauth/authorize?" + encoded(request(world.client)) + "&redirect_uri=https%3A%2F%2Fevil.example")
                .expect(400);
        world.browser
                .get("/oauth/authorize?" + encoded(request(world.client)) + "&client_id=x")
                .expect(400);
    }

    @Test
    void anApplicationThatThereIsNotGetsNobody() {
        for (var id : new String[] {"019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1d", "x", "<script>"}) {
            var page = world.authorize(world.browser, with(request(world.client), "client_id", id));

            page.expect(400);
            assertThat(page.body()).contains("client_id").doesNotContain("<script>");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "code_challenge, -, invalid_request",
                "code_challenge, short, invalid_request",
                "code_challenge_method, plain, invalid_request",
                "code_challenge_method, -, invalid_request",
                "response_type, token, unsupported_response_type",
                "response_type, code id_token, unsupported_response_type",
                "response_type, -, invalid_request",
                "response_mode, form_post, invalid_request",
                "scope, workspace.delete, invalid_scope",
                "scope, workspace.*, invalid_scope",
                "scope, nothing, invalid_scope",
                "resource, https://evil.example/api, invalid_target",
                "prompt, none login, invalid_request",
                "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
            })
    void whatIsWrongOtherwiseTheApplicationIsTold(String parameter, String value, String error) {
        var back = back(world.authorize(world.browser, with(request(world.client), parameter, value)));

        assertThat(back)
                .containsEntry("error", error)
                .containsEntry("state", "s-1")
                .containsKey("iss");
    }

    @Test
    void aPageOfAnotherSiteDecidesNothing() {
        var stranger = world.browser.withHeader("Sec-Fetch-Site", "cross-site");

        world.decide(stranger, request(world.client), "ALLOW").expect(403);
        world.decide(world.browser.withHeader("Origin", "https://evil.example"), request(world.client), "ALLOW")
                .expect(403);
    }

    @Test
    void nobodyDecidesWhoIsNotSignedInNorAnyToken() {
        world.decide(product.asNobody(), request(world.client), "ALLOW").expect(401);
        world.decide(world.with(world.tokens(world.client)), request(world.client), "ALLOW")
                .expect(403);
    }

    @Test
    void anApplicationOfAnotherOrganizationGetsNobodyOfThisOne() {
        var other = new OauthWorld(product);

        assertThat(back(world.authorize(world.browser, request(other.client)))).containsEntry("error", "access_denied");
        assertThat(back(world.decide(world.browser, request(other.client), "ALLOW")))
                .containsEntry("error", "access_denied");
        assertThat(back(world.decide(world.browserOf(product.user()), request(other.client), "ALLOW")))
                .containsEntry("error", "access_denied");
    }

    @Test
    void anotherFrontAsksTheSame() {
        var client = world.register(OauthWorld.confidential());
        var signedIn = product.signedIn(world.ada);
        var asked = new JsonObject().put("request", encoded(request(client)));

        var question =
                signedIn.post("/api/auth/authorizations", asked).expect(200).data();
        var answer = signedIn.post("/api/auth/authorizations", asked.copy().put("decision", "allow"))
                .expect(200)
                .data();

        assertThat(question.getJsonObject("client").getString("name")).isEqualTo("Acme Assistant");
        assertThat(question.getJsonArray("scopes")).containsExactly("workspace.read");
        assertThat(question.getString("redirectTo")).isNull();
        assertThat(answer.getString("redirectTo")).startsWith(CALLBACK + "?").contains("code=");
        signedIn.post("/api/auth/authorizations", new JsonObject().put("request", "client_id=x"))
                .expect(400, "OAUTH.REQUEST_NOT_SOUND");
    }
}
