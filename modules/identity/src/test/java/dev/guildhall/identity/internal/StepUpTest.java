package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Proving again who one is, for what is dangerous; and having to have a second factor at all. */
class StepUpTest {

    private static final String STEP_UP = "/api/auth/step-up";
    private static final String TOTP = "/api/auth/factors/totp";
    private static final String POLICY = "/api/admin/sign-in-policy";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static IdentityNode other;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
        other = new IdentityNode(BENCH);
    }

    /** Something dangerous. */
    private static HttpTester.Response makeToken(HttpTester session) {
        return session.post("/api/auth/tokens", json("name", "mine"));
    }

    private static void later() {
        node.clock.forward(Duration.ofMinutes(11));
    }

    @Test
    void whoHasNoSecondFactorIsNotAskedAgain() {
        var session = node.signedIn(node.user());
        later();

        makeToken(session).expect(201);
    }

    @Test
    void whoHasOneIsAskedAgainWhenTheirProofIsOld() throws Exception {
        var ada = Enrolled.at(node);
        makeToken(ada.session()).expect(201);
        later();

        var refused = makeToken(ada.session()).expect(401, "AUTH.STEP_UP_REQUIRED");

        assertThat(refused.header("WWW-Authenticate"))
                .startsWith("Bearer error=\"insufficient_user_authentication\", error_description=\"")
                .endsWith(", acr_values=\"2\", max_age=\"600\"");
        ada.session().get("/api/auth/tokens").expect(200);

        var proven = ada.session().post(STEP_UP, json("code", ada.nextCode())).expect(200);

        // The session is proven, and so are the tokens and the cookie of before.
        makeToken(ada.session()).expect(201);
        assertThat(proven.header("Cache-Control")).isEqualTo("no-store");
        assertThat(proven.data().getString("acr")).isEqualTo("2");
        var claims = SignedJWT.parse(proven.data().getString("accessToken")).getJWTClaimsSet();
        assertThat(claims.getDateClaim("auth_time").toInstant())
                .isBetween(node.clock.instant().minusSeconds(30), node.clock.instant());
        makeToken(node.http.withBearer(proven.data().getString("accessToken"))).expect(201);
    }

    @Test
    void aProofCountsOnTheOtherNodesTooWithinASecond() {
        var ada = Enrolled.at(node);
        other.clock.forward(Duration.between(other.clock.instant(), node.clock.instant()));
        var tokens = ada.complete(ada.challenge(), ada.nextCode()).expect(200).data();
        var here = node.http.withBearer(tokens.getString("accessToken"));
        var there = other.http.withBearer(tokens.getString("accessToken"));
        makeToken(there).expect(201);
        later();
        other.clock.forward(Duration.ofMinutes(11));
        makeToken(there).expect(401, "AUTH.STEP_UP_REQUIRED");

        here.post(STEP_UP, json("code", ada.nextCode())).expect(200);

        Await.until(() -> makeToken(there).expect(201));
    }

    @Test
    void aSessionOfThePasswordAloneIsNotEnoughOnceThereIsMore() {
        var ada = node.user();
        var before = node.signedIn(ada);
        makeToken(before).expect(201);

        Enrolled.in(node, ada, node.signedIn(ada));

        makeToken(before).expect(401, "AUTH.STEP_UP_REQUIRED");
    }

    @Test
    void aPasswordIsNoProofWhereThereIsMore() {
        var ada = Enrolled.at(node);

        var refused = ada.session().post(STEP_UP, json("password", PASSWORD)).expect(400, "REQUEST.INVALID");

        assertThat(refused.body()).contains("\"field\":\"password\"");
    }

    @Test
    void aWrongProofIsRefusedAndGuessesAreCounted() {
        var ada = Enrolled.at(node);
        ada.session().post(STEP_UP, json("recoveryCode", "made up")).expect(401, "AUTH.BAD_CODE");
        for (var guess = 0; guess < 10; guess++) {
            ada.session().post(STEP_UP, json("code", ada.wrongCode())).expect(401, "AUTH.BAD_CODE");
        }

        ada.session().post(STEP_UP, json("code", ada.nextCode())).expect(429, "AUTH.TOO_MANY_ATTEMPTS");

        ada.signedIn();
        ada.session()
                .post(STEP_UP, json("recoveryCode", ada.recoveryCodes().get(0)))
                .expect(200);
    }

    @Test
    void oneSaysByWhatAndByOneThing() {
        var session = node.signedIn(node.user());

        session.post(STEP_UP, new JsonObject()).expect(400, "REQUEST.INVALID");
        session.post(STEP_UP, json("password", PASSWORD, "code", "123456")).expect(400, "REQUEST.INVALID");
        session.post(STEP_UP, json("code", "123456")).expect(401, "AUTH.BAD_CODE");
        session.post(STEP_UP, json("password", "wrong password")).expect(401, "AUTH.BAD_CREDENTIALS");
    }

    @Test
    void nobodyEnrolsAnAppInASessionThatWasFoundOpen() {
        var session = node.signedIn(node.user());
        later();

        var refused = session.send("POST", TOTP, null).expect(401, "AUTH.STEP_UP_REQUIRED");

        assertThat(refused.header("WWW-Authenticate"))
                .endsWith("\", max_age=\"600\"")
                .doesNotContain("acr_values");
        session.post(STEP_UP, json("password", PASSWORD)).expect(200);
        session.send("POST", TOTP, null).expect(200);
    }

    @Test
    void nobodyTakesFactorsAwayInASessionThatWasFoundOpen() {
        var ada = Enrolled.at(node);
        later();

        ada.session().delete(TOTP).expect(401, "AUTH.STEP_UP_REQUIRED");
        ada.session().send("POST", "/api/auth/factors/recovery-codes", null).expect(401, "AUTH.STEP_UP_REQUIRED");
    }

    @Test
    void whomThePlatformWantsToHaveASecondFactorCanDoNothingButEnrolOne() {
        var root = Enrolled.at(node, PlatformRole.ADMIN);
        var ada = node.user();
        var session = node.signedIn(ada);
        var token = node.http.withBearer(makeToken(session).expect(201).data().getString("token"));

        root.session().put(POLICY, json("secondFactorRequired", true)).expect(200);
        try {
            session.get("/api/auth/tokens").expect(403, "AUTH.SECOND_FACTOR_REQUIRED");
            makeToken(session).expect(403, "AUTH.SECOND_FACTOR_REQUIRED");
            node.signedIn(ada).get("/api/auth/tokens").expect(403, "AUTH.SECOND_FACTOR_REQUIRED");
            session.get("/api/auth/me").expect(200);
            assertThat(session.get("/api/auth/factors").expect(200).data().getBoolean("required"))
                    .isTrue();
            token.get("/api/auth/me").expect(200);
            root.session().get("/api/admin/users").expect(200);

            Enrolled.in(node, ada, session);

            session.get("/api/auth/tokens").expect(200);
        } finally {
            root.session().put(POLICY, json("secondFactorRequired", false)).expect(200);
        }
        node.signedIn(node.user()).get("/api/auth/tokens").expect(200);
        assertThat(BENCH.sql("select 1 from guildhall.audit_entry"
                        + " where content->>'action' = 'platform.sign_in_policy_changed'"))
                .hasSize(2);
    }

    @Test
    void whatThePlatformAsksIsChangedByAdministratorsAndAgainstTheVersionTheyKnow() {
        var admin = node.admin();
        node.signedIn(node.user())
                .put(POLICY, json("secondFactorRequired", true))
                .expect(403, "ACCESS.DENIED");
        node.signedIn(node.user()).get(POLICY).expect(403, "ACCESS.DENIED");
        var seen = admin.get(POLICY).expect(200);

        assertThat(seen.data().getBoolean("secondFactorRequired")).isFalse();
        admin.withHeader("If-Match", "\"99\"")
                .put(POLICY, json("secondFactorRequired", true))
                .expect(412, "REQUEST.PRECONDITION_FAILED");
        admin.withHeader("If-Match", seen.header("ETag"))
                .put(POLICY, json("secondFactorRequired", false))
                .expect(200);
    }
}
