package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    @Test
    void answersWithTokensAndTheUser() {
        var ada = node.user(PlatformRole.ADMIN);

        var answer = node.login(ada.email(), PASSWORD).expect(200);

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        var data = answer.data();
        assertThat(data.getString("accessToken").split("\\.", -1)).hasSize(3);
        assertThat(data.getString("refreshToken")).startsWith("ghl_ref_").hasSizeGreaterThan(50);
        assertThat(data.getString("tokenType")).isEqualTo("Bearer");
        assertThat(data.getInteger("expiresIn")).isEqualTo(900);
        assertThat(data.getJsonObject("user"))
                .isEqualTo(json(
                        "id", ada.id().toString(),
                        "email", ada.email(),
                        "emailVerified", true,
                        "fullName", ada.fullName(),
                        "roles", new JsonArray().add("ADMIN").add("USER"),
                        "defaultWorkspaceId", null,
                        "organizationId", null));
    }

    @Test
    void setsACookieThatPagesCannotReadAndOtherSitesCannotSend() {
        var cookie = node.login(node.user().email(), PASSWORD).expect(200).header("Set-Cookie");

        assertThat(cookie)
                .startsWith("guildhall_session=ghl_ses_")
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .contains("Path=/")
                .contains("Max-Age=2592000")
                .doesNotContain("Secure");
    }

    @Test
    void findsTheAccountWhateverTheCaseOfTheAddress() {
        var ada = node.user();

        node.login(ada.email().toUpperCase(Locale.ROOT), PASSWORD).expect(200);
        node.login("  " + ada.email() + " ", PASSWORD).expect(200);
    }

    @Test
    void acceptsTheTokenAndTheCookieAlike() {
        var ada = node.user();
        node.workspaces.of.put(ada.id(), List.of(FakeWorkspaces.ACME));
        var login = node.login(ada.email(), PASSWORD).expect(200);

        var byToken =
                node.http.withBearer(login.data().getString("accessToken")).get("/api/auth/me");
        var byCookie = node.http.withHeader("Cookie", cookie(login)).get("/api/auth/me");

        var expected = json(
                "id", ada.id().toString(),
                "email", ada.email(),
                "emailVerified", true,
                "fullName", ada.fullName(),
                "roles", new JsonArray().add("USER"),
                "defaultWorkspaceId", null,
                "organizationId", null,
                "workspaces",
                        new JsonArray()
                                .add(json(
                                        "id", FakeWorkspaces.ACME.id().toString(),
                                        "key", "acme",
                                        "name", "Acme Corp",
                                        "role", "OWNER",
                                        "roleScope", "WORKSPACE")));
        assertThat(byToken.expect(200).data()).isEqualTo(expected);
        assertThat(byCookie.expect(200).data()).isEqualTo(expected);
    }

    @Test
    void answersAnUnknownAccountLikeAWrongPassword() {
        var ada = node.user();

        var wrong = node.login(ada.email(), "wrong password").expect(401, "AUTH.BAD_CREDENTIALS");
        var unknown = node.login("nobody@example.org", "wrong password").expect(401, "AUTH.BAD_CREDENTIALS");

        assertThat(withoutRequestId(unknown)).isEqualTo(withoutRequestId(wrong));
        assertThat(unknown.raw().headers().map().keySet())
                .isEqualTo(wrong.raw().headers().map().keySet());
        assertThat(unknown.header("Set-Cookie")).isNull();
    }

    @Test
    void letsNobodyIntoAnAccountWithoutAPassword() {
        var ada = node.user();
        BENCH.sql(
                "update guildhall.user_account set password_hash = null where id = $1",
                ada.id().value());

        node.login(ada.email(), PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "42",
                "\"text\"",
                "{\"email\":\"ada@example.org\"}",
                "{\"password\":\"x\"}",
                "{\"email\":1,\"password\":\"x\"}",
                "{\"email\":\"ada@example.org\",\"password\":{}}",
                "{\"email\":null,\"password\":null}",
                "{\"email\":\"ada@example.org\",\"password\":\"\"}",
                "{\"email\":\"ada@example.org\",\"password\":\"x\",\"admin\":true}",
                "{\"email\":[\"ada@example.org\"],\"password\":[\"x\"]}",
            })
    void refusesAMalformedRequest(String body) {
        node.http.send("POST", "/api/auth/login", body).expect(400, "REQUEST.INVALID");
    }

    @Test
    void namesEveryFieldThatIsMissing() {
        var details = node.http
                .post("/api/auth/login", json())
                .expect(400, "REQUEST.INVALID")
                .json()
                .getJsonArray("details");

        assertThat(details.stream().map(JsonObject.class::cast).map(detail -> detail.getString("field")))
                .containsExactlyInAnyOrder("email", "password");
    }

    @Test
    void standsCharactersThatNobodyTypes() {
        node.login("a\u0000da@example.org", PASSWORD).expect(400, "REQUEST.INVALID");
        node.login(node.user().email(), "\u0000\u0001").expect(400, "REQUEST.INVALID");
        node.login(node.user().email(), "\u0001\uffff").expect(401, "AUTH.BAD_CREDENTIALS");
        node.login("' or 1=1 --", "' or 1=1 --").expect(401, "AUTH.BAD_CREDENTIALS");
    }

    @Test
    void refusesAPasswordThatIsTooLongToHash() {
        node.login(node.user().email(), "x".repeat(1025)).expect(400, "REQUEST.INVALID");
        node.login("x".repeat(255), PASSWORD).expect(400, "REQUEST.INVALID");
        node.http.send("POST", "/api/auth/login", "x".repeat(2 << 20)).expect(413, "REQUEST.TOO_LARGE");
    }

    @Test
    void takesJsonOnly() {
        node.http
                .withHeader("Content-Type", "text/plain")
                .send(
                        "POST",
                        "/api/auth/login",
                        IdentityNode.credentials("ada@example.org", PASSWORD).encode())
                .expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void refusesTheEleventhWrongPasswordAndTheRightOneAfterIt() {
        var ada = node.user();
        for (var i = 0; i < 10; i++) {
            node.login(ada.email(), "wrong password").expect(401, "AUTH.BAD_CREDENTIALS");
        }

        var refused = node.login(ada.email(), PASSWORD).expect(429, "AUTH.TOO_MANY_ATTEMPTS");

        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 300);
        node.login(node.user().email(), PASSWORD).expect(200);
    }

    @Test
    void limitsUnknownAccountsLikeKnownOnes() {
        for (var i = 0; i < 10; i++) {
            node.login("ghost@example.org", "wrong password").expect(401, "AUTH.BAD_CREDENTIALS");
        }

        node.login("ghost@example.org", "wrong password").expect(429, "AUTH.TOO_MANY_ATTEMPTS");
    }

    @Test
    void checksNoMoreThanTenOfManyWrongPasswordsAtOnce() {
        var ada = node.user();

        var answers = atOnce(
                64,
                i -> node.http.sendPatiently(
                        "POST", "/api/auth/login", IdentityNode.credentials(ada.email(), "wrong password " + i)));

        assertThat(answers).filteredOn(answer -> answer.status() == 401).hasSize(10);
        assertThat(answers).filteredOn(answer -> answer.status() == 429).hasSize(54);
    }

    @Test
    void admitsManyRightPasswordsAtOnce() {
        var ada = node.user();

        var answers = atOnce(
                64,
                i -> node.http.sendPatiently(
                        "POST", "/api/auth/login", IdentityNode.credentials(ada.email(), PASSWORD)));

        assertThat(answers).allSatisfy(answer -> answer.expect(200));
    }

    @Test
    void hashesAnewWhatWasHashedWithOtherParameters() {
        var ada = node.user();
        BENCH.sql(
                "update guildhall.user_account set password_hash = $1 where id = $2",
                OldHashes.weaker(PASSWORD),
                ada.id().value());

        node.login(ada.email(), PASSWORD).expect(200);

        Await.until(() -> assertThat(hashOf(ada.id().value())).startsWith("$argon2id$v=19$m=19456,"));
        node.login(ada.email(), PASSWORD).expect(200);
    }

    @Test
    void asksToSignInWithoutACredential() {
        for (var path : List.of("/api/auth/me", "/api/admin/users")) {
            var answer = node.http.get(path).expect(401, "AUTH.REQUIRED");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
        node.http.post("/api/auth/logout", null).expect(401, "AUTH.REQUIRED");
        node.http
                .post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", PASSWORD))
                .expect(401, "AUTH.REQUIRED");
    }

    @Test
    void refusesAWriteOfAnotherSitesPageWithTheCookie() {
        var login = node.login(node.user().email(), PASSWORD);
        var client = node.http.withHeader("Cookie", cookie(login));

        client.withHeader("Origin", "https://evil.example")
                .post("/api/auth/logout", null)
                .expect(403, "AUTH.CROSS_SITE");
        client.withHeader("Sec-Fetch-Site", "cross-site")
                .post("/api/auth/logout", null)
                .expect(403, "AUTH.CROSS_SITE");

        client.get("/api/auth/me").expect(200);
    }

    @Test
    void endsEverythingOfTheSessionAtSignOut() {
        var ada = node.user();
        var login = node.login(ada.email(), PASSWORD);
        var other = node.signedIn(ada);
        var bearer = node.http.withBearer(login.data().getString("accessToken"));
        var cookie = node.http.withHeader("Cookie", cookie(login));
        bearer.get("/api/auth/me").expect(200);
        cookie.get("/api/auth/me").expect(200);

        var answer = bearer.post("/api/auth/logout", null).expect(204);

        assertThat(answer.header("Set-Cookie"))
                .startsWith("guildhall_session=;")
                .contains("Max-Age=0");
        bearer.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        cookie.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        refresh(login.data().getString("refreshToken")).expect(401, "AUTH.TOKEN_INVALID");
        other.get("/api/auth/me").expect(200);
    }

    @Test
    void signsOutByTheCookieToo() {
        var login = node.login(node.user().email(), PASSWORD);

        node.http
                .withHeader("Cookie", cookie(login))
                .post("/api/auth/logout", null)
                .expect(204);

        node.http
                .withBearer(login.data().getString("accessToken"))
                .get("/api/auth/me")
                .expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void takesNoMadeUpCookie() {
        for (var value : List.of("ghl_ses_", "x", "ghl_ses_" + "A".repeat(43), "%00", "a".repeat(4000))) {
            node.http
                    .withHeader("Cookie", "guildhall_session=" + value)
                    .get("/api/auth/me")
                    .expect(401, "AUTH.TOKEN_INVALID");
        }
    }

    @Test
    void changesThePasswordAndEndsTheOtherSessionsOnly() {
        var ada = node.user();
        var here = node.signedIn(ada);
        var elsewhere = node.login(ada.email(), PASSWORD);
        var elsewhereBearer = node.http.withBearer(elsewhere.data().getString("accessToken"));
        elsewhereBearer.get("/api/auth/me").expect(200);

        here.post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "four other random words"))
                .expect(204);

        here.get("/api/auth/me").expect(200);
        elsewhereBearer.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.http.withHeader("Cookie", cookie(elsewhere)).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        refresh(elsewhere.data().getString("refreshToken")).expect(401, "AUTH.TOKEN_INVALID");
        node.login(ada.email(), PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
        node.login(ada.email(), "four other random words").expect(200);
    }

    @Test
    void changesThePasswordOnlyForThoseWhoKnowIt() {
        var ada = node.user();
        var client = node.signedIn(ada);

        client.post("/api/auth/password", json("currentPassword", "wrong one", "newPassword", "four other words"))
                .expect(401, "AUTH.BAD_CREDENTIALS");
        client.post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "short"))
                .expect(400, "REQUEST.INVALID");
        client.post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "x".repeat(1025)))
                .expect(400, "REQUEST.INVALID");
        client.post("/api/auth/password", json("newPassword", "four other words"))
                .expect(400, "REQUEST.INVALID");

        node.login(ada.email(), PASSWORD).expect(200);
    }

    @Test
    void limitsGuessesAtTheCurrentPasswordToo() {
        var client = node.signedIn(node.user());
        for (var i = 0; i < 10; i++) {
            client.post("/api/auth/password", json("currentPassword", "wrong one", "newPassword", "four other words"))
                    .expect(401, "AUTH.BAD_CREDENTIALS");
        }

        client.post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "four other words"))
                .expect(429, "AUTH.TOO_MANY_ATTEMPTS");
    }

    @Test
    void changesThePasswordOnceWhenAskedManyTimesAtOnce() {
        var ada = node.user();
        var client = node.signedIn(ada);

        var answers = atOnce(
                8,
                i -> client.sendPatiently(
                        "POST",
                        "/api/auth/password",
                        json("currentPassword", PASSWORD, "newPassword", "new password " + i)));

        assertThat(answers).filteredOn(answer -> answer.status() == 204).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 401).hasSize(7);
        client.get("/api/auth/me").expect(200);
    }

    @Test
    void opensNoSessionForAPasswordThatIsBeingChanged() {
        var ada = node.user();
        var client = node.signedIn(ada);

        var changing = client.sendAsync(
                "POST", "/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "four other words"));
        var logins = atOnce(
                16,
                i -> node.http.sendAsync("POST", "/api/auth/login", IdentityNode.credentials(ada.email(), PASSWORD)));
        changing.join().expect(204);

        for (var login : logins) {
            if (login.status() == 200) {
                node.http
                        .withBearer(login.data().getString("accessToken"))
                        .get("/api/auth/me")
                        .expect(401, "AUTH.TOKEN_INVALID");
            }
        }
    }

    @Test
    void endsASessionAfterItsLife() {
        var ada = node.user();
        var login = node.login(ada.email(), PASSWORD);
        BENCH.sql(
                "update guildhall.user_session set expires_at = now() where user_id = $1",
                ada.id().value());

        node.http.withHeader("Cookie", cookie(login)).get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID");
        node.http
                .withBearer(login.data().getString("accessToken"))
                .get("/api/auth/me")
                .expect(401, "AUTH.TOKEN_INVALID");
        refresh(login.data().getString("refreshToken")).expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void notesWhereAndWhenASessionIsUsed() {
        var ada = node.user();
        var login = node.http
                .withHeader("User-Agent", "a browser")
                .post("/api/auth/login", IdentityNode.credentials(ada.email(), PASSWORD))
                .expect(200);
        BENCH.sql(
                "update guildhall.user_session set last_used_at = created_at - interval '1 day' where user_id = $1",
                ada.id().value());
        node.http.withHeader("Cookie", cookie(login)).get("/api/auth/me").expect(200);

        Await.result(node.identity.use().write());

        var session = BENCH.sql(
                        "select ip_address, user_agent, last_used_at >= created_at as noted from guildhall.user_session"
                                + " where user_id = $1",
                        ada.id().value())
                .iterator()
                .next();
        assertThat(session.getString("ip_address")).isEqualTo("127.0.0.1");
        assertThat(session.getString("user_agent")).isEqualTo("a browser");
        assertThat(session.getBoolean("noted")).isTrue();
    }

    private static String hashOf(UUID user) {
        return BENCH.sql("select password_hash from guildhall.user_account where id = $1", user)
                .iterator()
                .next()
                .getString(0);
    }

    private static HttpTester.Response refresh(String token) {
        return node.http.post("/api/auth/refresh", json("refreshToken", token));
    }

    static String cookie(HttpTester.Response login) {
        return login.header("Set-Cookie").split(";", 2)[0];
    }

    private static JsonObject withoutRequestId(HttpTester.Response answer) {
        var json = answer.json();
        json.remove("requestId");
        return json;
    }

    static List<HttpTester.Response> atOnce(int times, IntFunction<CompletableFuture<HttpTester.Response>> request) {
        var sent = new ArrayList<CompletableFuture<HttpTester.Response>>();
        for (var i = 0; i < times; i++) {
            sent.add(request.apply(i));
        }
        return sent.stream()
                .map(answer -> answer.orTimeout(30, TimeUnit.SECONDS).join())
                .toList();
    }
}
