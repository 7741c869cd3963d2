package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static dev.guildhall.identity.internal.PasskeyUser.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.internal.PasskeyUser.Begun;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.passkey.Lie;
import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing in by a passkey, alone or after a password, and proving again by one that it is oneself. */
class PasskeySignInTest {

    private static final String POLICY = "/api/admin/sign-in-policy";
    private static final Set<Lie> LIES = EnumSet.complementOf(EnumSet.of(Lie.NONE));

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
    void aPasskeyAloneSignsInAndIsTwoFactors() throws Exception {
        var ada = PasskeyUser.at(node);

        var answer = ada.signIn(Lie.NONE).expect(200);

        assertThat(answer.header("Set-Cookie")).startsWith("guildhall_session=ghl_ses_");
        assertThat(answer.data().getJsonObject("user").getString("email"))
                .isEqualTo(ada.user().email());
        var claims = SignedJWT.parse(answer.data().getString("accessToken")).getJWTClaimsSet();
        assertThat(claims.getStringListClaim("amr")).containsExactly("pop", "mfa");
        assertThat(claims.getStringClaim("acr")).isEqualTo("2");
        assertThat(ada.listed().getJsonObject(0).getString("lastUsedAt")).isNotNull();
        node.http
                .withBearer(answer.data().getString("accessToken"))
                .post("/api/auth/tokens", json("name", "mine"))
                .expect(201);
    }

    @Test
    void everybodyIsAskedAlikeWhateverAccountsThereAre() {
        var asked = Begun.at(node.http).options();

        assertThat(asked.getJsonArray("allowCredentials")).isEmpty();
        assertThat(asked.fieldNames())
                .containsExactlyInAnyOrder("challenge", "timeout", "rpId", "allowCredentials", "userVerification");
        assertThat(asked.getString("userVerification")).isEqualTo("required");
        // There is no way to name an address.
        node.http.post(LOGIN + "/options?email=ada@example.org", null).expect(400, "REQUEST.INVALID");
    }

    @Test
    void theCookieOfABrowserIsForThatHostAloneAndNotForPages() {
        var cookie = node.http.send("POST", LOGIN + "/options", null).header("Set-Cookie");

        assertThat(cookie)
                .matches("guildhall_passkey=ghl_pky_[\\w-]{43}; Path=/; Max-Age=300; HttpOnly; SameSite=Strict");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aForgedMessageSignsNobodyIn(Lie lie) {
        var ada = PasskeyUser.at(node);
        ada.signIn(Lie.NONE).expect(200);

        var refused = ada.signIn(lie).expect(401, "AUTH.BAD_PASSKEY");

        assertThat(refused.header("Set-Cookie")).isNull();
        assertThat(BENCH.sql(
                        "select 1 from guildhall.audit_entry where action = 'session.refused' and subject = $1",
                        ada.user().id().toString()))
                .hasSize(1);
        ada.signIn(Lie.NONE).expect(200);
    }

    @Test
    void aForgedMessageCompletesNoSignIn() {
        var ada = PasskeyUser.at(node);
        ada.signIn(Lie.NONE).expect(200);
        var challenge = ada.challenge();

        LIES.forEach(lie -> {
            var asked = ada.askedAfter(challenge);
            ada.complete(challenge, asked, ada.authenticator().get(asked.getJsonObject("publicKey"), lie))
                    .expect(401, "AUTH.BAD_PASSKEY");
        });
    }

    @Test
    void aForgedMessageProvesNothing() {
        var ada = PasskeyUser.at(node);
        ada.signIn(Lie.NONE).expect(200);
        node.clock.forward(Duration.ofMinutes(11));

        LIES.forEach(lie -> ada.stepUp(lie).expect(401, "AUTH.BAD_PASSKEY"));

        ada.session().post("/api/auth/tokens", json("name", "mine")).expect(401, "AUTH.STEP_UP_REQUIRED");
    }

    @Test
    void anAuthenticatorThatDoesNotCountSignsInAgainAndAgain() {
        var user = node.user();
        var session = node.signedIn(user);
        var begun = PasskeyUser.begin(session);
        var authenticator = new SoftwareAuthenticator(PasskeyUser.ORIGIN).withoutCount();
        var added = PasskeyUser.add(session, begun, authenticator.create(begun.getJsonObject("publicKey")));
        var ada = new PasskeyUser(
                node, user, session, authenticator, added.expect(201).data());

        ada.signIn(Lie.NONE).expect(200);
        ada.signIn(Lie.NONE).expect(200);
    }

    @Test
    void whoKnowsTheIdOfAPasskeyHasNotItsKey() {
        var ada = PasskeyUser.at(node);
        var copy = ada.authenticator().withSameId();
        var session = node.signedIn(node.user());
        copy.create(PasskeyUser.begin(session).getJsonObject("publicKey"));
        var begun = Begun.at(node.http);

        begun.answer(copy.get(begun.options())).expect(401, "AUTH.BAD_PASSKEY");
    }

    @Test
    void theSameAnswerDoesNotWorkTwiceOnAnyNode() {
        var ada = PasskeyUser.at(node);
        other.clock.forward(Duration.between(other.clock.instant(), node.clock.instant()));
        var asked = node.http.send("POST", LOGIN + "/options", null).expect(200);
        var cookie = asked.header("Set-Cookie").split(";")[0];
        var body = json(
                "state",
                asked.data().getString("state"),
                "credential",
                ada.authenticator().get(asked.data().getJsonObject("publicKey")));
        node.http.withHeader("Cookie", cookie).post(LOGIN, body).expect(200);

        node.http.withHeader("Cookie", cookie).post(LOGIN, body).expect(401, "AUTH.CHALLENGE_INVALID");
        other.http.withHeader("Cookie", cookie).post(LOGIN, body).expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void whatOneNodeHasAskedAnotherIsAnswered() {
        var ada = PasskeyUser.at(node);
        other.clock.forward(Duration.between(other.clock.instant(), node.clock.instant()));
        var asked = node.http.send("POST", LOGIN + "/options", null).expect(200);

        other.http
                .withHeader("Cookie", asked.header("Set-Cookie").split(";")[0])
                .post(
                        LOGIN,
                        json(
                                "state",
                                asked.data().getString("state"),
                                "credential",
                                ada.authenticator().get(asked.data().getJsonObject("publicKey"))))
                .expect(200);
    }

    @Test
    void ofManyWhoGiveTheSameAnswerOneGetsIn() {
        var ada = PasskeyUser.at(node);
        var begun = Begun.at(node.http);
        var body =
                json("state", begun.state(), "credential", ada.authenticator().get(begun.options()));

        var asked = new ArrayList<CompletableFuture<HttpTester.Response>>();
        for (var attempt = 0; attempt < 6; attempt++) {
            asked.add(begun.browser().sendAsync("POST", LOGIN, body));
        }

        assertThat(asked.stream().map(CompletableFuture::join).map(HttpTester.Response::status))
                .containsOnly(200, 401)
                .containsOnlyOnce(200);
    }

    @Test
    void aChallengeIsForTheBrowserThatAskedAndForAWhile() {
        var ada = PasskeyUser.at(node);
        var begun = Begun.at(node.http);
        var credential = ada.authenticator().get(begun.options());
        var body = json("state", begun.state(), "credential", credential);

        node.http.post(LOGIN, body).expect(401, "AUTH.CHALLENGE_INVALID");
        Begun.at(node.http).browser().post(LOGIN, body).expect(401, "AUTH.CHALLENGE_INVALID");
        begun.browser().post(LOGIN, body.copy().put("state", "made.up")).expect(401, "AUTH.CHALLENGE_INVALID");
        node.clock.forward(Duration.ofMinutes(6));
        begun.answer(credential).expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void anAnswerToOneQuestionIsNoneToAnother() {
        var ada = PasskeyUser.at(node);
        var begun = Begun.at(node.http);
        var proof =
                json("state", begun.state(), "credential", ada.authenticator().get(begun.options()));

        ada.session().post("/api/auth/step-up", json("passkey", proof)).expect(401, "AUTH.CHALLENGE_INVALID");
        node.http
                .post(PasskeyUser.SECOND_FACTOR, json("challenge", ada.challenge(), "passkey", proof))
                .expect(401, "AUTH.CHALLENGE_INVALID");
        var asked = ada.session()
                .send("POST", "/api/auth/step-up/passkey-options", null)
                .expect(200)
                .data();
        begun.browser()
                .post(
                        LOGIN,
                        json(
                                "state",
                                asked.getString("state"),
                                "credential",
                                ada.authenticator().get(asked.getJsonObject("publicKey"))))
                .expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void thePasskeyOfAnotherCompletesNothing() {
        var ada = PasskeyUser.at(node);
        var eve = PasskeyUser.at(node);
        var challenge = ada.challenge();
        var asked = ada.askedAfter(challenge);

        ada.complete(challenge, asked, eve.authenticator().get(asked.getJsonObject("publicKey")))
                .expect(401, "AUTH.BAD_PASSKEY");

        var begun = ada.session()
                .send("POST", "/api/auth/step-up/passkey-options", null)
                .expect(200)
                .data();
        var proof = json(
                "state",
                begun.getString("state"),
                "credential",
                eve.authenticator().get(begun.getJsonObject("publicKey")));
        ada.session().post("/api/auth/step-up", json("passkey", proof)).expect(401, "AUTH.BAD_PASSKEY");
    }

    @Test
    void aPasskeyCompletesASignInByPassword() throws Exception {
        var ada = PasskeyUser.at(node);

        assertThat(ada.password().header("WWW-Authenticate")).contains("methods=\"RECOVERY_CODE PASSKEY\"");
        var challenge = ada.challenge();
        var asked = ada.askedAfter(challenge);
        assertThat(asked.getJsonObject("publicKey").getJsonArray("allowCredentials"))
                .isEqualTo(JsonArray.of(json(
                        "type",
                        "public-key",
                        "id",
                        ada.authenticator().credentialId(),
                        "transports",
                        JsonArray.of("hybrid", "internal"))));
        var credential = ada.authenticator().get(asked.getJsonObject("publicKey"));
        var answer = ada.complete(challenge, asked, credential).expect(200);

        var claims = SignedJWT.parse(answer.data().getString("accessToken")).getJWTClaimsSet();
        assertThat(claims.getStringListClaim("amr")).containsExactly("pop", "pwd", "mfa");
        ada.complete(challenge, asked, credential).expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void whatSomebodyHasIsToldToWhoKnowsThePasswordAlone() {
        var app = Enrolled.at(node);

        node.http
                .post(PasskeyUser.SECOND_FACTOR + "/passkey-options", json("challenge", app.challenge()))
                .expect(404, "FACTOR.NOT_FOUND");
        node.http
                .post(PasskeyUser.SECOND_FACTOR + "/passkey-options", json("challenge", "ghl_cha_made_up"))
                .expect(401, "AUTH.CHALLENGE_INVALID");
        node.http
                .withHeader("User-Agent", "somebody else's")
                .post(
                        PasskeyUser.SECOND_FACTOR + "/passkey-options",
                        json("challenge", PasskeyUser.at(node).challenge()))
                .expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void aPasskeyProvesAgainThatItIsThem() {
        var ada = PasskeyUser.at(node);
        node.clock.forward(Duration.ofMinutes(11));
        ada.session().post("/api/auth/tokens", json("name", "mine")).expect(401, "AUTH.STEP_UP_REQUIRED");
        ada.session().post("/api/auth/step-up", json("password", PASSWORD)).expect(400, "REQUEST.INVALID");

        var proven = ada.stepUp(Lie.NONE).expect(200).data();

        assertThat(proven.getString("acr")).isEqualTo("2");
        ada.session().post("/api/auth/tokens", json("name", "mine")).expect(201);
        node.signedIn(node.user())
                .send("POST", "/api/auth/step-up/passkey-options", null)
                .expect(404, "FACTOR.NOT_FOUND");
    }

    @Test
    void whoMayNotSignInDoesNotByAPasskey() {
        var ada = PasskeyUser.at(node);
        node.admin()
                .put("/api/admin/users/" + ada.user().id(), json("roles", JsonArray.of("SUPPORT")))
                .expect(200);

        ada.signIn(Lie.NONE).expect(401, "AUTH.BAD_PASSKEY");
    }

    @Test
    void nobodyIsScopedToAnOrganizationThatIsNotTheirs() {
        var ada = PasskeyUser.at(node);
        var begun = Begun.at(node.http);

        begun.browser()
                .post(
                        LOGIN,
                        json(
                                "state",
                                begun.state(),
                                "credential",
                                ada.authenticator().get(begun.options()),
                                "organizationId",
                                "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e"))
                .expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void aPasskeyIsWhatThePlatformWantsAndTheLastIsKept() {
        var root = Enrolled.at(node, PlatformRole.ADMIN);
        var user = node.user();
        var session = node.signedIn(user);
        root.session().put(POLICY, json("secondFactorRequired", true)).expect(200);
        try {
            session.get("/api/auth/tokens").expect(403, "AUTH.SECOND_FACTOR_REQUIRED");

            var ada = PasskeyUser.in(node, user, session);
            session.get("/api/auth/tokens").expect(200);
            session.delete(ada.path()).expect(409, "FACTOR.REQUIRED");
            var second = PasskeyUser.in(node, user, session);
            session.delete(ada.path()).expect(204);
            session.delete(second.path()).expect(409, "FACTOR.REQUIRED");
        } finally {
            root.session().put(POLICY, json("secondFactorRequired", false)).expect(200);
        }
    }

    @Test
    void wrongAnswersAreNotedTenTimesAndThenNoMore() {
        var ada = PasskeyUser.at(node);
        for (var guess = 0; guess < 10; guess++) {
            ada.signIn(Lie.CHANGED_SIGNATURE).expect(401, "AUTH.BAD_PASSKEY");
        }

        ada.signIn(Lie.CHANGED_SIGNATURE).expect(429, "AUTH.TOO_MANY_ATTEMPTS");

        // What was wrong with a passkey is not held against the password.
        ada.password();
    }

    @Test
    void saysWhatIsWrongWithTheRequest() {
        var begun = Begun.at(node.http);
        var response = json("clientDataJSON", "AAAA", "authenticatorData", "AAAA", "signature", "AAAA");
        var credential = json("id", "AAAA", "type", "public-key", "response", response);

        begun.answer(credential).expect(401, "AUTH.BAD_PASSKEY");
        begun.answer(json("id", "AAAA")).expect(400, "REQUEST.INVALID");
        begun.answer(credential.copy().put("id", "AA+/")).expect(400, "REQUEST.INVALID");
        begun.answer(credential.copy().put("id", "A")).expect(400, "REQUEST.INVALID");
        begun.answer(credential.copy().put("response", new JsonObject())).expect(400, "REQUEST.INVALID");
        begun.answer(credential.copy().put("response", response.copy().put("signature", "A".repeat(3_000))))
                .expect(400, "REQUEST.INVALID");
        var ada = PasskeyUser.at(node);
        var right = ada.authenticator().get(begun.options());
        right.getJsonObject("response").put("authenticatorData", "AAAA");
        begun.answer(right).expect(400, "REQUEST.INVALID");
    }
}
