package dev.guildhall.oauth;

import static dev.guildhall.oauth.OauthWorld.exchanging;
import static dev.guildhall.oauth.OauthWorld.form;
import static dev.guildhall.oauth.OauthWorld.refused;
import static dev.guildhall.oauth.OauthWorld.request;
import static dev.guildhall.oauth.OauthWorld.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What applications exchange, and what becomes of it. */
class TokensTest extends OauthTest {

    @Test
    void aCodeIsExchangedForTokensThatDoWhatWasConsentedToAndNoMore() {
        var answer = world.exchange(world.client, world.code(world.client));

        var tokens = answer.expect(200).json();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(tokens.getString("token_type")).isEqualTo("Bearer");
        assertThat(tokens.getString("scope")).isEqualTo("workspace.read");
        world.read(tokens).expect(200);
        world.with(tokens).get(world.workspace.path() + "/members").expect(403, "ACCESS.DENIED");
        world.with(tokens).get("/api/auth/tokens").expect(403, "ACCESS.DENIED");
        world.with(tokens).get(new OauthWorld(product).workspace.path()).expect(404);
    }

    @Test
    void scopesGiveNobodyWhatTheyDoNotHave() {
        var wide = world.register(OauthWorld.confidential()
                .put("scopes", new JsonArray().add("workspace.*").add("members.*")));
        var parameters = with(request(wide), "scope", "workspace.update members.manage");

        var tokens =
                world.exchange(wide, world.code(wide, parameters)).expect(200).json();

        world.with(tokens)
                .patch(world.workspace.path(), new JsonObject().put("name", "Mine"))
                .expect(403, "ACCESS.DENIED");
    }

    @Test
    void aTokenSaysWhoseItIsAndWhatItIsFor() {
        var claims = claims(world.tokens(world.client).getString("access_token"));

        assertThat(claims.getString("client_id")).isEqualTo(world.client.getString("id"));
        assertThat(claims.getString("sub")).isEqualTo(world.ada.toString());
        assertThat(claims.getString("org_id")).isEqualTo(world.organization.id().toString());
        assertThat(claims.getString("scope")).isEqualTo("workspace.read");
        assertThat(claims.getString("aud")).isEqualTo("guildhall");
    }

    private static JsonObject claims(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
    }

    @Test
    void ofManyWhoBringACodeAtOnceOneGetsTokensAndTheyEnd() {
        var code = world.code(world.client);

        var answers = Stream.generate(() -> world.tokenAsync(world.client, exchanging(code))).limit(8).toList().stream()
                .map(answer -> answer.join())
                .toList();

        assertThat(answers).extracting(Response::status).containsOnlyOnce(200).containsOnly(200, 400);
        var tokens = answers.stream()
                .filter(answer -> answer.status() == 200)
                .findFirst()
                .orElseThrow()
                .json();
        world.read(tokens).expect(401);
    }

    @Test
    void aCodeThatIsBroughtTwiceEndsWhatCameOfIt() {
        var code = world.code(world.client);
        var tokens = world.exchange(world.client, code).expect(200).json();
        world.read(tokens).expect(200);

        refused(world.exchange(world.client, code), 400, "invalid_grant");

        world.read(tokens).expect(401);
        refused(world.refresh(world.client, tokens), 400, "invalid_grant");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "code_verifier, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, invalid_grant",
                "code_verifier, short, invalid_grant",
                "code_verifier, -, invalid_request",
                "redirect_uri, https://assistant.acme.example/other, invalid_grant",
                "redirect_uri, -, invalid_request",
                "code, ghl_oac_nothing, invalid_grant",
                "code, -, invalid_request",
                "grant_type, password, unsupported_grant_type",
                "grant_type, -, invalid_request",
            })
    void whatIsWrongWithAnExchangeIsToldAndGetsNothing(String field, String value, String error) {
        refused(world.token(world.client, with(exchanging(world.code(world.client)), field, value)), 400, error);
    }

    @Test
    void aCodeThatWasBroughtWithAWrongVerifierIsGoodNoMore() {
        var code = world.code(world.client);
        refused(
                world.token(world.client, with(exchanging(code), "code_verifier", "a".repeat(43))),
                400,
                "invalid_grant");

        refused(world.exchange(world.client, code), 400, "invalid_grant");
    }

    @Test
    void aCodeIsGoodForAMomentAndForTheApplicationThatAskedAlone() {
        var other = world.register(OauthWorld.confidential());
        var code = world.code(world.client);
        refused(world.exchange(other, code), 400, "invalid_grant");

        BENCH.sql(
                "update guildhall.oauth_code set expires_at = now() - interval '1 second' where hash = $1",
                Buffer.buffer(Sha256.of(code)));

        refused(world.exchange(world.client, code), 400, "invalid_grant");
    }

    @Test
    void aPublicClientNeedsNoSecretButItsVerifier() {
        var client = world.register(OauthWorld.anyClient());
        assertThat(client.containsKey("clientSecret")).isFalse();

        refused(
                world.token(client, with(exchanging(world.code(client)), "code_verifier", null)),
                400,
                "invalid_request");
        world.read(world.tokens(client)).expect(200);
    }

    @Test
    void aSecretIsGivenInTheHeaderOrTheFormAndNotInBoth() {
        var id = world.client.getString("id");
        var secret = world.client.getString("clientSecret");
        var byHeader = product.asNobody().withHeader("Authorization", basic(id, secret));
        form(byHeader, "/oauth/token", exchanging(world.code(world.client))).expect(200);

        refused(form(byHeader, "/oauth/token", with(exchanging("x"), "client_secret", secret)), 400, "invalid_request");
        for (var wrong : List.of(basic(id, secret + "x"), basic("x", secret), "Basic %%%", "Bearer x")) {
            var answer = form(product.asNobody().withHeader("Authorization", wrong), "/oauth/token", exchanging("x"));
            refused(answer, 401, "invalid_client");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
        }
        for (var wrong :
                List.of(Map.of("client_id", id), Map.of("client_id", id, "client_secret", "x"), Map.of("a", "b"))) {
            refused(form(product.asNobody(), "/oauth/token", wrong), 401, "invalid_client");
        }
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRefreshTokenIsExchangedOnceAndASecondTimeEndsAll() {
        var first = world.tokens(world.client);
        var second = world.refresh(world.client, first).expect(200).json();
        assertThat(second.getString("refresh_token")).isNotEqualTo(first.getString("refresh_token"));
        world.read(second).expect(200);

        var thief = product.asNobody().withHeader("User-Agent", "another");
        refused(form(thief, "/oauth/token", refreshing(first)), 400, "invalid_grant");

        world.read(second).expect(401);
        refused(world.refresh(world.client, second), 400, "invalid_grant");
    }

    private static Map<String, String> refreshing(JsonObject tokens) {
        return Map.of(
                "grant_type", "refresh_token",
                "refresh_token", tokens.getString("refresh_token"),
                "client_id", world.client.getString("id"),
                "client_secret", world.client.getString("clientSecret"));
    }

    @Test
    void aRefreshTokenIsNoOtherApplicationsAndGetsNoMore() {
        var tokens = world.tokens(world.client);

        refused(world.refresh(world.register(OauthWorld.confidential()), tokens), 400, "invalid_grant");
        refused(
                world.token(world.client, with(refreshing(tokens), "scope", "workspace.read members.read")),
                400,
                "invalid_scope");
        product.asNobody()
                .post("/api/auth/refresh", new JsonObject().put("refreshToken", tokens.getString("refresh_token")))
                .expect(401);
        world.refresh(world.client, tokens).expect(200);
    }

    @Test
    void whatIsRevokedWorksNoMoreBeItByTheRefreshTokenOrTheOther() {
        for (var kind : List.of("refresh_token", "access_token")) {
            var tokens = world.tokens(world.client);
            world.ask(world.client, "revoke", Map.of("token", tokens.getString(kind)))
                    .expect(200);

            world.read(tokens).expect(401);
            refused(world.refresh(world.client, tokens), 400, "invalid_grant");
        }
    }

    @Test
    void nobodyRevokesOrLearnsWhatIsAnothers() {
        var tokens = world.tokens(world.client);
        var other = world.register(OauthWorld.confidential());

        world.ask(other, "revoke", Map.of("token", tokens.getString("refresh_token")))
                .expect(200);
        world.ask(other, "revoke", Map.of("token", "nothing")).expect(200);

        world.read(tokens).expect(200);
        assertThat(introspected(other, tokens.getString("access_token")))
                .isEqualTo(new JsonObject().put("active", false));
        refused(
                world.ask(world.register(OauthWorld.anyClient()), "introspect", Map.of("token", "x")),
                401,
                "invalid_client");
        refused(form(product.asNobody(), "/oauth/introspect", Map.of("token", "x")), 401, "invalid_client");
    }

    private static JsonObject introspected(JsonObject client, String token) {
        return world.ask(client, "introspect", Map.of("token", token))
                .expect(200)
                .json();
    }

    @Test
    void anApplicationLearnsWhatItsTokensAre() {
        var tokens = world.tokens(world.client);

        for (var kind : List.of("access_token", "refresh_token")) {
            var known = introspected(world.client, tokens.getString(kind));
            assertThat(known.getBoolean("active")).isTrue();
            assertThat(known.getString("scope")).isEqualTo("workspace.read");
            assertThat(known.getString("client_id")).isEqualTo(world.client.getString("id"));
            assertThat(known.getString("sub")).isEqualTo(world.ada.toString());
        }
        assertThat(introspected(world.client, product.signIn(world.ada).data().getString("accessToken")))
                .isEqualTo(new JsonObject().put("active", false));
    }

    @Test
    void whatIsNoFormIsRefusedInTheWordsOfTheProtocol() {
        var nobody = product.asNobody();
        refused(nobody.send("POST", "/oauth/token", "{"), 400, "invalid_request");
        refused(
                nobody.withHeader("Content-Type", "text/plain").send("POST", "/oauth/token", "x"),
                415,
                "invalid_request");
        refused(
                nobody.withHeader("Content-Type", "application/x-www-form-urlencoded")
                        .send("POST", "/oauth/token", "grant_type=a&grant_type=b"),
                400,
                "invalid_request");
        refused(
                nobody.withHeader("Content-Type", "application/x-www-form-urlencoded")
                        .send("POST", "/oauth/token", "code=" + "x".repeat(20_000)),
                413,
                "invalid_request");
    }
}
