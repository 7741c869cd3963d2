package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weaknesses that were published of identity servers, each by its kind, of which no other test shows that there are none
 * here. The page {@code kernel/docs/SECURITY.md} has all of them, with the tests of the others.
 */
class PublishedWeaknessesTest {

    private static final String ME = "/api/auth/me";
    private static final String USERS = "/api/admin/users";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static RSAKey stranger;

    @BeforeAll
    static void start() throws Exception {
        node = new IdentityNode(BENCH);
        stranger = new RSAKeyGenerator(2048).keyID("stranger").generate();
    }

    /** A token that says what one of ours does, signed by a key that is not ours. */
    private static String forged(String token, JWSHeader header) throws Exception {
        var forged = new SignedJWT(header, SignedJWT.parse(token).getJWTClaimsSet());
        forged.sign(new RSASSASigner(stranger));
        return forged.serialize();
    }

    private static void isNoCredential(String text) {
        node.http.withBearer(text).get(ME).expect(401, "AUTH.TOKEN_INVALID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../../../dev/null",
                "/proc/self/environ",
                "file:///dev/null",
                "' or '1'='1",
                "x' union select 'AA",
                "x\u0000",
                "*",
                "%",
                ""
            })
    void injectionByTheIdOfAKeyFindsNoKey(String kid) throws Exception {
        var token = node.login(node.user()).getString("accessToken");

        isNoCredential(forged(
                token, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build()));
    }

    @Test
    void keysThatATokenPointsToAreNotFetched() throws Exception {
        var token = node.login(node.user()).getString("accessToken");
        var asked = new AtomicInteger();
        var keys = new JWKSet(stranger.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        try {
            var place = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
            var kid = SignedJWT.parse(token).getHeader().getKeyID();
            for (var id : List.of(kid, "stranger")) {
                isNoCredential(forged(
                        token,
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(id)
                                .jwkURL(place)
                                .build()));
                isNoCredential(forged(
                        token,
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(id)
                                .x509CertURL(place)
                                .build()));
            }
        } finally {
            server.stop(0);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void confusionOfSecretsOpensNothing() {
        var ada = Enrolled.at(node);
        var challenge = ada.challenge();
        var answer = ada.complete(ada.challenge(), ada.nextCode()).expect(200);
        var refresh = answer.data().getString("refreshToken");
        var access = answer.data().getString("accessToken");
        var cookie = answer.header("Set-Cookie").split("[=;]")[1];

        for (var secret : List.of(challenge, refresh, cookie)) {
            isNoCredential(secret);
        }
        for (var secret : List.of(challenge, refresh, access)) {
            node.http
                    .withHeader("Cookie", "guildhall_session=" + secret)
                    .get(ME)
                    .expect(401, "AUTH.TOKEN_INVALID");
        }
        for (var secret : List.of(challenge, cookie)) {
            node.http.post("/api/auth/refresh", json("refreshToken", secret)).expect(401, "AUTH.TOKEN_INVALID");
        }
        for (var secret : List.of(refresh, cookie)) {
            ada.complete(secret, ada.nextCode()).expect(401, "AUTH.CHALLENGE_INVALID");
        }
        // Longer than either can be.
        node.http.post("/api/auth/refresh", json("refreshToken", access)).expect(400, "REQUEST.INVALID");
        ada.complete(access, ada.nextCode()).expect(400, "REQUEST.INVALID");
    }

    @Test
    void fixationOfASessionLeavesTheVisitorInOneOfTheirOwn() {
        var eve = node.user();
        var ada = node.user();
        var planted = SignInTest.cookie(node.login(eve.email(), PASSWORD));
        for (var before : List.of(planted, "guildhall_session=ghl_ses_" + "A".repeat(43))) {
            var browser = node.http.withHeader("Cookie", before);

            var own =
                    SignInTest.cookie(browser.post("/api/auth/login", IdentityNode.credentials(ada.email(), PASSWORD)));

            assertThat(own).isNotEqualTo(before);
            assertThat(email(node.http.withHeader("Cookie", own))).isEqualTo(ada.email());
        }
        assertThat(email(node.http.withHeader("Cookie", planted))).isEqualTo(eve.email());
        node.http
                .withHeader("Cookie", "guildhall_session=ghl_ses_" + "A".repeat(43))
                .get(ME)
                .expect(401, "AUTH.TOKEN_INVALID");
    }

    private static String email(HttpTester client) {
        return client.get(ME).expect(200).data().getString("email");
    }

    @Test
    void bypassOfTheSecondFactorByWhatASessionOfThePasswordMayDo() {
        var ada = node.user();
        var before = node.signedIn(ada);
        var enrolled = Enrolled.in(node, ada, node.signedIn(ada));

        before.delete("/api/auth/factors/totp").expect(401, "AUTH.STEP_UP_REQUIRED");
        before.send("POST", "/api/auth/factors/recovery-codes", null).expect(401, "AUTH.STEP_UP_REQUIRED");
        before.send("POST", "/api/auth/factors/passkeys/options", null).expect(401, "AUTH.STEP_UP_REQUIRED");
        before.post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "four other random words"))
                .expect(401, "AUTH.STEP_UP_REQUIRED");
        before.post("/api/auth/step-up", json("password", PASSWORD)).expect(400, "REQUEST.INVALID");

        before.post("/api/auth/step-up", json("code", enrolled.nextCode())).expect(200);
        before.delete("/api/auth/factors/totp").expect(204);
    }

    @Test
    void tokensInAddressesAreNotTaken() {
        var token = node.login(node.user()).getString("accessToken");

        for (var parameter : List.of("access_token", "token", "bearer_token", "api_key")) {
            assertThat(node.http.get(ME + "?" + parameter + "=" + token).status())
                    .isIn(400, 401);
        }
    }

    @Test
    void addressesThatAClientMakesUpDoNotMultiplyItsGuesses() {
        for (var guess = 0; guess < 10; guess++) {
            from("203.0.113." + guess)
                    .post("/api/auth/login", IdentityNode.credentials("spoofed@example.org", "wrong password"))
                    .expect(401, "AUTH.BAD_CREDENTIALS");
        }

        from("203.0.113.99")
                .post("/api/auth/login", IdentityNode.credentials("spoofed@example.org", "wrong password"))
                .expect(429, "AUTH.TOO_MANY_ATTEMPTS");
    }

    private static HttpTester from(String address) {
        return node.http
                .withHeader("X-Forwarded-For", address)
                .withHeader("X-Real-IP", address)
                .withHeader("Forwarded", "for=" + address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-User: admin",
                "X-Remote-User: admin",
                "X-Authenticated-User: admin",
                "X-WEBAUTH-USER: admin",
                "X-Original-URL: /health/live",
                "X-Rewrite-URL: /health/live",
                "X-Forwarded-Prefix: /health/live",
                "x-middleware-subrequest: middleware:middleware:middleware:middleware:middleware",
                "X-HTTP-Method-Override: OPTIONS",
                "X-Forwarded-For: 127.0.0.1"
            })
    void headersOfOtherServersLetNobodyIn(String header) {
        var parts = header.split(": ");

        node.http.withHeader(parts[0], parts[1]).get(USERS).expect(401, "AUTH.REQUIRED");
        node.signedIn(node.user()).withHeader(parts[0], parts[1]).get(USERS).expect(403, "ACCESS.DENIED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/admin/users",
                "/api//admin/users",
                "/api/./admin/users",
                "/api/auth/../admin/users",
                "/api/auth/%2e%2e/admin/users",
                "/api/auth/..;/admin/users",
                "/api/auth/login/../../admin/users",
                "/api/admin/users/",
                "/api/admin/users;x=/health/live",
                "/api/admin%2fusers",
                "/api/admin/users%00",
                "/api/admin/users%3f",
                "/api/%61dmin/users",
                "/API/ADMIN/USERS"
            })
    void confusionAboutPathsLetsNobodyIn(String path) {
        assertThat(node.http.get(path).status()).isIn(400, 401, 404);
        assertThat(node.signedIn(node.user()).get(path).status()).isIn(400, 403, 404);
    }

    @Test
    void aLinkOrAPictureSignsNobodyOut() throws IOException {
        var cookie = SignInTest.cookie(node.login(node.user().email(), PASSWORD));
        var browser = node.http.withHeader("Cookie", cookie);

        browser.withHeader("Sec-Fetch-Site", "cross-site")
                .get("/api/auth/logout")
                .expect(405);
        browser.withHeader("Sec-Fetch-Site", "cross-site")
                .send("POST", "/api/auth/logout", null)
                .expect(403, "AUTH.CROSS_SITE");

        browser.get(ME).expect(200);
    }

    @Test
    void aChallengeOfAPasskeyThatSomebodyElseBeganSignsNobodyIn() {
        // Login CSRF: an answer of the intruder, which the visitor's browser is made to send.
        var eve = PasskeyUser.at(node);
        var begun = PasskeyUser.Begun.at(node.http);
        var visitors = PasskeyUser.Begun.at(node.http).browser();

        visitors.post(
                        PasskeyUser.LOGIN,
                        json(
                                "state",
                                begun.state(),
                                "credential",
                                eve.authenticator().get(begun.options())))
                .expect(401, "AUTH.CHALLENGE_INVALID");
    }
}
