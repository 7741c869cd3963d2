package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signing in to an account that has an authenticator app. */
class SecondFactorTest {

    private static final String COMPLETE = "/api/auth/login/second-factor";
    private static final String FACTORS = "/api/auth/factors";
    private static final String TOTP = FACTORS + "/totp";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static IdentityNode other;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
        other = new IdentityNode(BENCH);
    }

    @Test
    void anAppThatWasNotConfirmedCountsForNothing() {
        var ada = node.user();
        var session = node.signedIn(ada);

        session.send("POST", TOTP, null).expect(200);

        node.login(ada.email(), PASSWORD).expect(200);
        var seen = session.get(FACTORS).expect(200).data();
        assertThat(seen.getValue("totp")).isNull();
        session.post(TOTP + "/confirm", json("code", "000000")).expect(401, "AUTH.BAD_CODE");
    }

    @Test
    void aSecretWaitsAWhileForItsFirstCode() {
        var browser = node.http.withHeader(
                "Cookie", SignInTest.cookie(node.login(node.user().email(), PASSWORD)));
        browser.post(TOTP + "/confirm", json("code", "000000")).expect(404, "FACTOR.NOT_FOUND");
        var secret = browser.send("POST", TOTP, null).expect(200).data().getString("secret");
        node.clock.forward(Duration.ofMinutes(16));

        browser.post(TOTP + "/confirm", json("code", Totp.code(secret, node.clock.instant())))
                .expect(404, "FACTOR.NOT_FOUND");
    }

    @Test
    void aPasswordAloneOpensNoSession() {
        var ada = Enrolled.at(node);

        var answer = node.login(ada.user().email(), PASSWORD);

        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.body()).doesNotContain(Enrolled.challengeIn(answer), "ghl_");
        node.login(ada.user().email(), "wrong password").expect(401, "AUTH.BAD_CREDENTIALS");
    }

    @Test
    void aCodeCompletesTheSignInAndTheTokenSaysHow() throws Exception {
        var ada = Enrolled.at(node);

        var answer = ada.complete(ada.challenge(), ada.nextCode()).expect(200);

        assertThat(answer.header("Set-Cookie")).startsWith("guildhall_session=ghl_ses_");
        assertThat(answer.data().getJsonObject("user").getString("email"))
                .isEqualTo(ada.user().email());
        var claims = SignedJWT.parse(answer.data().getString("accessToken")).getJWTClaimsSet();
        assertThat(claims.getStringListClaim("amr")).containsExactly("otp", "pwd", "mfa");
        assertThat(claims.getStringClaim("acr")).isEqualTo("2");
        assertThat(claims.getDateClaim("auth_time").toInstant())
                .isBetween(node.clock.instant().minusSeconds(30), node.clock.instant());
    }

    @Test
    void aPasswordAloneIsOneFactor() throws Exception {
        var claims = SignedJWT.parse(node.login(node.user()).getString("accessToken"))
                .getJWTClaimsSet();

        assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
        assertThat(claims.getStringClaim("acr")).isEqualTo("1");
    }

    @Test
    void aCodeWorksOnce() {
        var ada = Enrolled.at(node);
        var code = ada.nextCode();
        ada.complete(ada.challenge(), code).expect(200);

        ada.complete(ada.challenge(), code).expect(401, "AUTH.BAD_CODE");
    }

    @Test
    void ofManyWhoGiveTheSameCodeOnTwoNodesOneGetsIn() {
        var ada = Enrolled.at(node);
        other.clock.forward(Duration.between(other.clock.instant(), node.clock.instant()));
        var challenges = new ArrayList<String>();
        for (var attempt = 0; attempt < 8; attempt++) {
            challenges.add(ada.challenge());
        }
        var code = ada.nextCode();

        var answers = atOnce(challenges.stream()
                .map(challenge -> json("challenge", challenge, "code", code))
                .toList());

        assertThat(answers).containsOnly(200, 401).containsOnlyOnce(200);
    }

    @Test
    void ofManyWhoCompleteTheSameSignInWithRightCodesOneGetsIn() {
        var ada = Enrolled.at(node);
        var challenge = ada.challenge();

        var answers = atOnce(ada.recoveryCodes().stream()
                .map(code -> json("challenge", challenge, "recoveryCode", code))
                .toList());

        assertThat(answers).containsOnly(200, 401).containsOnlyOnce(200);
        // Who was refused keeps their codes.
        assertThat(ada.session().get(FACTORS).expect(200).data().getInteger("recoveryCodesLeft"))
                .isEqualTo(9);
    }

    private static List<Integer> atOnce(List<?> bodies) {
        var asked = new ArrayList<CompletableFuture<HttpTester.Response>>();
        for (var body : bodies) {
            asked.add((asked.size() % 2 == 0 ? node : other).http.sendAsync("POST", COMPLETE, body));
        }
        return asked.stream()
                .map(CompletableFuture::join)
                .map(HttpTester.Response::status)
                .toList();
    }

    @Test
    void aChallengeIsGoodOnceForAWhileAndForItsClient() {
        var ada = Enrolled.at(node);
        var used = ada.challenge();
        ada.complete(used, ada.nextCode()).expect(200);

        ada.complete(used, ada.nextCode()).expect(401, "AUTH.CHALLENGE_INVALID");
        node.http
                .withHeader("User-Agent", "somebody else's")
                .post(COMPLETE, json("challenge", ada.challenge(), "code", ada.nextCode()))
                .expect(401, "AUTH.CHALLENGE_INVALID");
        ada.complete("ghl_cha_made_up", ada.nextCode()).expect(401, "AUTH.CHALLENGE_INVALID");
        var late = ada.challenge();
        node.clock.forward(Duration.ofMinutes(6));
        ada.complete(late, ada.nextCode()).expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void aChallengeIsOverWhenThePasswordIsChanged() {
        var ada = Enrolled.at(node);
        var challenge = ada.challenge();
        ada.session()
                .post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "four other random words"))
                .expect(204);

        ada.complete(challenge, ada.nextCode()).expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void aRecoveryCodeWorksOnceInPlaceOfACode() {
        var ada = Enrolled.at(node);
        var code = ada.recoveryCodes().get(3);

        ada.recover(ada.challenge(), code.toUpperCase(Locale.ROOT).replace("-", ""))
                .expect(200);

        ada.recover(ada.challenge(), code).expect(401, "AUTH.BAD_CODE");
        assertThat(ada.session().get(FACTORS).expect(200).data().getInteger("recoveryCodesLeft"))
                .isEqualTo(9);
    }

    @Test
    void newRecoveryCodesReplaceTheOldOnes() {
        var ada = Enrolled.at(node);

        var fresh = ada.session()
                .send("POST", FACTORS + "/recovery-codes", null)
                .expect(200)
                .data()
                .getJsonArray("recoveryCodes");

        assertThat(fresh).hasSize(10).doesNotContainAnyElementsOf(ada.recoveryCodes());
        ada.recover(ada.challenge(), ada.recoveryCodes().get(0)).expect(401, "AUTH.BAD_CODE");
        ada.recover(ada.challenge(), fresh.getString(0)).expect(200);
    }

    @Test
    void guessingEndsAfterTenCodesADayAndTheOwnerGetsInAllTheSame() {
        var ada = Enrolled.at(node);
        var challenge = ada.challenge();
        for (var guess = 0; guess < 10; guess++) {
            ada.complete(challenge, ada.wrongCode()).expect(401, "AUTH.BAD_CODE");
        }

        var refused = ada.complete(challenge, ada.nextCode()).expect(429, "AUTH.TOO_MANY_ATTEMPTS");

        assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(80_000L, 86_400L);
        // By every node.
        other.clock.forward(Duration.between(other.clock.instant(), node.clock.instant()));
        other.http
                .post(COMPLETE, json("challenge", challenge, "code", ada.nextCode()))
                .expect(429, "AUTH.TOO_MANY_ATTEMPTS");
        ada.recover(challenge, ada.recoveryCodes().get(0)).expect(200);
        // Who is signed in was not guessing.
        ada.session().post("/api/auth/step-up", json("code", ada.nextCode())).expect(200);
    }

    @Test
    void wrongCodesOfADayAgoAreForgiven() {
        var ada = Enrolled.at(node);
        var challenge = ada.challenge();
        for (var guess = 0; guess < 10; guess++) {
            ada.complete(challenge, ada.wrongCode()).expect(401, "AUTH.BAD_CODE");
        }
        node.clock.forward(Duration.ofDays(1).plusMinutes(1));

        ada.complete(ada.challenge(), ada.nextCode()).expect(200);
    }

    @Test
    void anAccountHasOneAppAtATime() {
        var ada = Enrolled.at(node);

        ada.session().send("POST", TOTP, null).expect(409, "FACTOR.EXISTS");
    }

    @Test
    void whoRemovesTheAppSignsInByThePasswordAgain() {
        var ada = Enrolled.at(node);

        ada.session().delete(TOTP).expect(204);

        node.login(ada.user().email(), PASSWORD).expect(200);
        ada.session().delete(TOTP).expect(404, "FACTOR.NOT_FOUND");
        ada.session().send("POST", FACTORS + "/recovery-codes", null).expect(404, "FACTOR.NOT_FOUND");
        assertThat(BENCH.sql(
                        "select user_id from guildhall.recovery_code where user_id = $1",
                        ada.user().id().value()))
                .isEmpty();
    }

    @Test
    void anAdministratorResetsWhatSomebodyHasLost() {
        var ada = Enrolled.at(node);
        var admin = node.admin();
        var path = "/api/admin/users/" + ada.user().id() + "/factors";

        admin.delete(path).expect(204);

        ada.session().get("/api/auth/me").expect(401);
        node.login(ada.user().email(), PASSWORD).expect(200);
        admin.delete(path).expect(404, "FACTOR.NOT_FOUND");
        node.signedIn(node.user()).delete(path).expect(403, "ACCESS.DENIED");
        admin.delete("/api/admin/users/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e/factors")
                .expect(404, "USER.NOT_FOUND");
    }

    @Test
    void whatAnAdministratorHasOfTheirOwnIsAskedForFirst() {
        var ada = Enrolled.at(node);
        var root = Enrolled.at(node, PlatformRole.ADMIN);
        var session = root.signedIn();
        node.clock.forward(Duration.ofMinutes(11));
        var path = "/api/admin/users/" + ada.user().id() + "/factors";

        session.delete(path).expect(401, "AUTH.STEP_UP_REQUIRED");

        session.post("/api/auth/step-up", json("code", root.nextCode())).expect(200);
        session.delete(path).expect(204);
    }

    @Test
    void saysWhatIsWrongWithTheRequest() {
        for (var body : List.of(
                json("challenge", "x"),
                json("challenge", "x", "code", "123456", "recoveryCode", "y"),
                json("challenge", "x", "code", "12345"),
                json("challenge", "x", "code", "abcdef"),
                json("code", "123456"))) {
            node.http.post(COMPLETE, body).expect(400, "REQUEST.INVALID");
        }
    }

    @Test
    void keepsNoSecretInTheClearAndTellsNone() {
        var ada = Enrolled.at(node);
        var challenge = ada.challenge();
        var code = ada.recoveryCodes().get(0);
        ada.recover(challenge, code).expect(200);

        var kept = new StringBuilder();
        for (var table : List.of(
                "totp_factor",
                "recovery_code",
                "code_guess",
                "sign_in_challenge",
                "user_session",
                "event",
                "audit_entry")) {
            BENCH.sql("select row_to_json(t)::text from guildhall." + table + " t")
                    .forEach(row -> kept.append(row.getString(0)).append('\n'));
        }

        assertThat(kept.toString())
                .contains("user.factor_added", "user.recovery_code_used")
                .doesNotContain(
                        ada.secret(), challenge, code, code.replace("-", "").toUpperCase(Locale.ROOT));
        assertThat(ada.session().get(FACTORS).body()).doesNotContain(ada.secret(), code);
    }
}
