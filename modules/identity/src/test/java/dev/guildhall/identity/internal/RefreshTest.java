package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    @Test
    void exchangesATokenForANewOneAndAnAccessToken() {
        var login = node.login(node.user());

        var answer = refresh(login).expect(200);

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        var data = answer.data();
        assertThat(data.fieldNames())
                .containsExactlyInAnyOrder("accessToken", "refreshToken", "tokenType", "expiresIn");
        assertThat(data.getString("tokenType")).isEqualTo("Bearer");
        assertThat(data.getInteger("expiresIn")).isEqualTo(900);
        assertThat(data.getString("refreshToken")).isNotEqualTo(login.getString("refreshToken"));
        assertThat(data.getString("accessToken")).isNotEqualTo(login.getString("accessToken"));
        me(data).expect(200);
    }

    @Test
    void goesOnAndOn() {
        var tokens = node.login(node.user());
        for (var i = 0; i < 10; i++) {
            tokens = refresh(tokens).expect(200).data();
        }

        me(tokens).expect(200);
    }

    @Test
    void endsTheSessionWhenATokenIsUsedTwice() {
        var ada = node.user();
        var first = node.login(ada);
        var second = refresh(first).expect(200).data();
        var other = node.login(ada);
        me(second).expect(200);

        elsewhere(first).expect(401, "AUTH.TOKEN_REUSED");

        refresh(second).expect(401, "AUTH.TOKEN_INVALID");
        me(first).expect(401, "AUTH.TOKEN_INVALID");
        me(second).expect(401, "AUTH.TOKEN_INVALID");
        refresh(first).expect(401, "AUTH.TOKEN_REUSED");
        refresh(other).expect(200);
    }

    @Test
    void recognizesTheReuseOfAnyFormerToken() {
        var first = node.login(node.user());
        var last = first;
        for (var i = 0; i < 3; i++) {
            last = refresh(last).expect(200).data();
        }

        elsewhere(first).expect(401, "AUTH.TOKEN_REUSED");

        refresh(last).expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void givesEveryTabOfAClientTheSameSuccessorWhenTheyAskAtOnce() {
        var login = node.login(node.user());

        var answers = SignInTest.atOnce(
                64,
                i -> node.http.sendAsync(
                        "POST", "/api/auth/refresh", json("refreshToken", login.getString("refreshToken"))));

        assertThat(answers).allSatisfy(answer -> answer.expect(200));
        assertThat(answers)
                .extracting(answer -> answer.data().getString("refreshToken"))
                .containsOnly(answers.get(0).data().getString("refreshToken"));
        var next = refresh(answers.get(63).data()).expect(200).data();
        me(next).expect(200);
        me(login).expect(200);
    }

    @Test
    void givesOneOfManyClientsAtOnceASuccessorAndEndsItsSession() {
        var login = node.login(node.user());

        var answers = SignInTest.atOnce(
                16,
                i -> node.http
                        .withHeader("User-Agent", "client " + i)
                        .sendAsync("POST", "/api/auth/refresh", json("refreshToken", login.getString("refreshToken"))));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(15)
                .allSatisfy(answer -> answer.expect(401, "AUTH.TOKEN_REUSED"));
        var won = answers.stream()
                .filter(answer -> answer.status() == 200)
                .findFirst()
                .orElseThrow()
                .data();
        me(won).expect(401, "AUTH.TOKEN_INVALID");
        refresh(won).expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void givesTheSuccessorAgainForTenSecondsOnly() {
        var other = new IdentityNode(BENCH);
        var first = other.login(other.user());
        var body = json("refreshToken", first.getString("refreshToken"));
        var next = other.http.post("/api/auth/refresh", body).expect(200).data();
        other.clock.forward(Duration.ofSeconds(8));
        assertThat(other.http.post("/api/auth/refresh", body).expect(200).data().getString("refreshToken"))
                .isEqualTo(next.getString("refreshToken"));

        other.clock.forward(Duration.ofSeconds(3));

        other.http.post("/api/auth/refresh", body).expect(401, "AUTH.TOKEN_REUSED");
        other.http
                .post("/api/auth/refresh", json("refreshToken", next.getString("refreshToken")))
                .expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void keepsNoTokenThatWorks() {
        var ada = node.user();
        var tokens = refresh(node.login(ada)).expect(200).data();

        var rows = BENCH.sql(
                "select t::text as row from guildhall.refresh_token t join guildhall.user_session s on s.id = t.session_id"
                        + " where s.user_id = $1",
                ada.id().value());

        var secret = tokens.getString("refreshToken").substring("ghl_ref_".length());
        assertThat(rows)
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.getString("row")).doesNotContain(secret));
    }

    @Test
    void endsWithTheSessionHoweverOftenItIsRefreshed() {
        var ada = node.user();
        var tokens = refresh(node.login(ada)).expect(200).data();
        BENCH.sql(
                "update guildhall.user_session set expires_at = now() where user_id = $1",
                ada.id().value());

        refresh(tokens).expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void givesNoAccessTokenThatOutlivesItsSession() {
        var ada = node.user();
        var tokens = node.login(ada);
        BENCH.sql(
                "update guildhall.user_session set expires_at = now() + interval '1 minute' where user_id = $1",
                ada.id().value());

        assertThat(refresh(tokens).expect(200).data().getInteger("expiresIn")).isBetween(50, 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ghl_ref_", "ghl_ses_abc", "ghl_ref_' or 1=1"})
    void refusesWhatIsNoToken(String token) {
        node.http.post("/api/auth/refresh", json("refreshToken", token)).expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void refusesWhatIsNoText() {
        node.http.post("/api/auth/refresh", json("refreshToken", "\u0000")).expect(400, "REQUEST.INVALID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"refreshToken\":1}",
                "{\"refreshToken\":\"\"}",
                "{\"token\":\"x\"}",
                "{\"refreshToken\""
            })
    void refusesAMalformedRequest(String body) {
        node.http.send("POST", "/api/auth/refresh", body).expect(400, "REQUEST.INVALID");
    }

    @Test
    void refusesATokenOfAbsurdLength() {
        node.http
                .post("/api/auth/refresh", json("refreshToken", "x".repeat(5_000)))
                .expect(400, "REQUEST.INVALID");
        node.http
                .post("/api/auth/refresh", json("refreshToken", "x".repeat(100_000)))
                .expect(413, "REQUEST.TOO_LARGE");
    }

    @Test
    void takesNoAccessTokenInItsPlace() {
        var login = node.login(node.user());

        node.http
                .post("/api/auth/refresh", json("refreshToken", login.getString("accessToken")))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void forgetsSessionsOnlySomeTimeAfterTheyAreOver() {
        var ada = node.user();
        var kept = node.login(ada);
        var forgotten = node.login(ada);
        refresh(refresh(forgotten).expect(200).data()).expect(200);
        node.http
                .withBearer(forgotten.getString("accessToken"))
                .post("/api/auth/logout", null)
                .expect(204);
        node.http
                .withBearer(kept.getString("accessToken"))
                .post("/api/auth/logout", null)
                .expect(204);
        BENCH.sql(
                "update guildhall.user_session set ended_at = now() - interval '8 days' where id ="
                        + " (select id from guildhall.user_session where user_id = $1 order by id desc limit 1)",
                ada.id().value());

        Await.result(node.identity.sessions().forgetOutlived());

        var left = BENCH.sql(
                "select id from guildhall.user_session where user_id = $1",
                ada.id().value());
        assertThat(left.size()).isEqualTo(1);
        refresh(kept).expect(401, "AUTH.TOKEN_INVALID");
        refresh(forgotten).expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void keepsWorkingWhenTheAccessTokenHasExpired() {
        var other = new IdentityNode(BENCH);
        var tokens = other.login(other.user());
        other.clock.forward(Duration.ofMinutes(15));
        other.http
                .withBearer(tokens.getString("accessToken"))
                .get("/api/auth/me")
                .expect(401, "AUTH.TOKEN_INVALID");

        var renewed = other.http
                .post("/api/auth/refresh", json("refreshToken", tokens.getString("refreshToken")))
                .expect(200)
                .data();

        other.http
                .withBearer(renewed.getString("accessToken"))
                .get("/api/auth/me")
                .expect(200);
    }

    private static HttpTester.Response refresh(JsonObject tokens) {
        return node.http.post("/api/auth/refresh", json("refreshToken", tokens.getString("refreshToken")));
    }

    /** The same by somebody else. */
    private static HttpTester.Response elsewhere(JsonObject tokens) {
        return node.http
                .withHeader("User-Agent", "somebody else")
                .post("/api/auth/refresh", json("refreshToken", tokens.getString("refreshToken")));
    }

    private static HttpTester.Response me(JsonObject tokens) {
        return node.http.withBearer(tokens.getString("accessToken")).get("/api/auth/me");
    }
}
