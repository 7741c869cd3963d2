package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static dev.guildhall.identity.internal.PasskeyUser.PASSKEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.passkey.Lie;
import dev.guildhall.testkit.passkey.PasskeyKey;
import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The passkeys of an account, as its user adds, names and removes them. */
class PasskeysTest {

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
    void aBrowserIsAskedForAPasskeyThatVerifiesItsUserAndNamesNobody() {
        var ada = node.user();

        var asked = PasskeyUser.begin(node.signedIn(ada)).getJsonObject("publicKey");

        assertThat(asked.getJsonObject("rp").getString("id")).isEqualTo("guildhall.test");
        assertThat(asked.getJsonObject("authenticatorSelection"))
                .isEqualTo(json("residentKey", "required", "requireResidentKey", true, "userVerification", "required"));
        assertThat(asked.getString("attestation")).isEqualTo("none");
        assertThat(asked.getJsonArray("excludeCredentials")).isEmpty();
        var handle = ByteBuffer.wrap(
                Base64.getUrlDecoder().decode(asked.getJsonObject("user").getString("id")));
        assertThat(handle.getLong()).isEqualTo(ada.id().value().getMostSignificantBits());
        assertThat(handle.getLong()).isEqualTo(ada.id().value().getLeastSignificantBits());
        assertThat(handle.hasRemaining()).isFalse();
    }

    @Test
    void theFirstOneComesWithRecoveryCodesAndIsListed() {
        var ada = PasskeyUser.at(node);

        assertThat(ada.recoveryCodes()).hasSize(10);
        assertThat(ada.listed())
                .containsExactly(json(
                        "id",
                        ada.added().getString("id"),
                        "name",
                        "Ada's phone",
                        "backupEligible",
                        false,
                        "createdAt",
                        ada.added().getString("createdAt"),
                        "lastUsedAt",
                        null));
        // And who adds it has proved to have it.
        ada.session().post("/api/auth/tokens", json("name", "mine")).expect(201);
    }

    @Test
    void theNextOneLeavesTheRecoveryCodesAsTheyAre() {
        var ada = PasskeyUser.at(node);

        var second = PasskeyUser.in(node, ada.user(), ada.session());

        assertThat(second.added().getValue("recoveryCodes")).isNull();
        assertThat(ada.listed()).hasSize(2);
        var asked = PasskeyUser.begin(ada.session()).getJsonObject("publicKey");
        assertThat(asked.getJsonArray("excludeCredentials"))
                .extracting(passkey -> ((JsonObject) passkey).getString("id"))
                .containsExactly(
                        ada.authenticator().credentialId(),
                        second.authenticator().credentialId());
        var challenge = ada.challenge();
        node.http
                .post(
                        PasskeyUser.SECOND_FACTOR,
                        json(
                                "challenge",
                                challenge,
                                "recoveryCode",
                                ada.recoveryCodes().get(0)))
                .expect(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"ES256", "ED25519", "RS256"})
    void keysOfEachKindThatIsAskedForAreTaken(PasskeyKey kind) {
        var ada = node.user();
        var session = node.signedIn(ada);
        var begun = PasskeyUser.begin(session);
        var authenticator = new SoftwareAuthenticator(PasskeyUser.ORIGIN, kind);

        var added = PasskeyUser.add(session, begun, authenticator.create(begun.getJsonObject("publicKey")));

        new PasskeyUser(node, ada, session, authenticator, added.expect(201).data())
                .signIn(Lie.NONE)
                .expect(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"RS256_OF_1024_BITS", "RS1"})
    void keysThatAreWeakOrNotAskedForAreRefused(PasskeyKey kind) {
        var session = node.signedIn(node.user());
        var begun = PasskeyUser.begin(session);
        var authenticator = new SoftwareAuthenticator(PasskeyUser.ORIGIN, kind);

        PasskeyUser.add(session, begun, authenticator.create(begun.getJsonObject("publicKey")))
                .expect(401, "AUTH.BAD_PASSKEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed", "tpm", "android-key", "fido-u2f", "apple", "compound", "made-up"})
    void whatAnAttestationSaysIsNotRead(String format) {
        var session = node.signedIn(node.user());
        var begun = PasskeyUser.begin(session);
        var authenticator = new SoftwareAuthenticator(PasskeyUser.ORIGIN);

        PasskeyUser.add(session, begun, authenticator.create(begun.getJsonObject("publicKey"), Lie.NONE, format))
                .expect(201);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "OTHER_ORIGIN",
                "OTHER_HOST",
                "OTHER_CHALLENGE",
                "OTHER_TYPE",
                "CROSS_ORIGIN",
                "USER_NOT_VERIFIED",
                "USER_NOT_PRESENT"
            })
    void aForgedMessageAddsNothing(Lie lie) {
        var session = node.signedIn(node.user());
        var begun = PasskeyUser.begin(session);
        var authenticator = new SoftwareAuthenticator(PasskeyUser.ORIGIN);

        PasskeyUser.add(session, begun, authenticator.create(begun.getJsonObject("publicKey"), lie, "none"))
                .expect(401, "AUTH.BAD_PASSKEY");

        assertThat(session.get("/api/auth/factors").expect(200).data().getJsonArray("passkeys"))
                .isEmpty();
    }

    @Test
    void aChallengeIsAnsweredOnceInItsSessionAndForAWhile() {
        var ada = node.user();
        var token = node.login(ada).getString("accessToken");
        var session = node.http.withBearer(token);
        var begun = PasskeyUser.begin(session);
        var options = begun.getJsonObject("publicKey");

        PasskeyUser.add(node.signedIn(ada), begun, new SoftwareAuthenticator(PasskeyUser.ORIGIN).create(options))
                .expect(401, "AUTH.CHALLENGE_INVALID");
        PasskeyUser.add(session, begun, new SoftwareAuthenticator(PasskeyUser.ORIGIN).create(options))
                .expect(201);
        PasskeyUser.add(session, begun, new SoftwareAuthenticator(PasskeyUser.ORIGIN).create(options))
                .expect(401, "AUTH.CHALLENGE_INVALID");
        PasskeyUser.add(
                        other.http.withBearer(token),
                        begun,
                        new SoftwareAuthenticator(PasskeyUser.ORIGIN).create(options))
                .expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void aChallengeExpires() {
        var session = node.signedIn(node.user());
        var begun = PasskeyUser.begin(session);
        var credential = new SoftwareAuthenticator(PasskeyUser.ORIGIN).create(begun.getJsonObject("publicKey"));
        node.clock.forward(Duration.ofMinutes(6));

        PasskeyUser.add(session, begun, credential).expect(401, "AUTH.CHALLENGE_INVALID");
    }

    @Test
    void aPasskeyIsOfOneAccount() {
        var ada = PasskeyUser.at(node);
        var eve = node.signedIn(node.user());
        var begun = PasskeyUser.begin(eve);
        var copy = ada.authenticator().withSameId();

        PasskeyUser.add(eve, begun, copy.create(begun.getJsonObject("publicKey")))
                .expect(409, "FACTOR.EXISTS");

        ada.signIn(Lie.NONE).expect(200);
    }

    @Test
    void aShortIdIsRefused() {
        var session = node.signedIn(node.user());
        var begun = PasskeyUser.begin(session);

        PasskeyUser.add(
                        session,
                        begun,
                        SoftwareAuthenticator.withIdOf(15, PasskeyUser.ORIGIN).create(begun.getJsonObject("publicKey")))
                .expect(401, "AUTH.BAD_PASSKEY");
    }

    @Test
    void anAccountHasTwentyAtMost() {
        var ada = PasskeyUser.at(node);
        var begunBefore = PasskeyUser.begin(ada.session());
        for (var count = 1; count < 20; count++) {
            PasskeyUser.in(node, ada.user(), ada.session());
        }

        ada.session().send("POST", PASSKEYS + "/options", null).expect(409, "FACTOR.LIMIT_REACHED");
        var one = new SoftwareAuthenticator(PasskeyUser.ORIGIN).create(begunBefore.getJsonObject("publicKey"));
        PasskeyUser.add(ada.session(), begunBefore, one).expect(409, "FACTOR.LIMIT_REACHED");
    }

    @Test
    void itIsCalledByAnotherName() {
        var ada = PasskeyUser.at(node);

        ada.session().patch(ada.path(), json("name", " Key on the ring ")).expect(200);

        assertThat(ada.listed().getJsonObject(0).getString("name")).isEqualTo("Key on the ring");
        ada.session().patch(ada.path(), json("name", "")).expect(400, "REQUEST.INVALID");
        node.signedIn(node.user()).patch(ada.path(), json("name", "Mine now")).expect(404, "FACTOR.NOT_FOUND");
    }

    @Test
    void whoRemovesTheLastOneSignsInByThePasswordAgain() {
        var ada = PasskeyUser.at(node);

        ada.session().delete(ada.path()).expect(204);

        ada.signIn(Lie.NONE).expect(401, "AUTH.BAD_PASSKEY");
        node.login(ada.user().email(), PASSWORD).expect(200);
        ada.session().delete(ada.path()).expect(404, "FACTOR.NOT_FOUND");
        assertThat(BENCH.sql(
                        "select user_id from guildhall.recovery_code where user_id = $1",
                        ada.user().id().value()))
                .isEmpty();
    }

    @Test
    void nobodyRemovesThePasskeyOfAnother() {
        var ada = PasskeyUser.at(node);

        node.signedIn(node.user()).delete(ada.path()).expect(404, "FACTOR.NOT_FOUND");

        ada.signIn(Lie.NONE).expect(200);
    }

    @Test
    void anAppThatIsLeftKeepsTheRecoveryCodes() {
        var ada = Enrolled.at(node);
        var passkey = PasskeyUser.in(node, ada.user(), ada.session());

        ada.session().delete(passkey.path()).expect(204);
        ada.recover(ada.challenge(), ada.recoveryCodes().get(0)).expect(200);

        var another = PasskeyUser.in(node, ada.user(), ada.session());
        ada.session().delete("/api/auth/factors/totp").expect(204);

        assertThat(another.password().header("WWW-Authenticate")).contains("methods=\"RECOVERY_CODE PASSKEY\"");
        ada.recover(another.challenge(), ada.recoveryCodes().get(1)).expect(200);
    }

    @Test
    void inASessionThatWasFoundOpenNothingIsAddedOrRemoved() {
        var ada = PasskeyUser.at(node);
        node.clock.forward(Duration.ofMinutes(11));

        ada.session().send("POST", PASSKEYS + "/options", null).expect(401, "AUTH.STEP_UP_REQUIRED");
        ada.session().delete(ada.path()).expect(401, "AUTH.STEP_UP_REQUIRED");
    }

    @Test
    void aTokenAddsNone() {
        var session = node.signedIn(node.user());
        var token = session.post("/api/auth/tokens", json("name", "mine"))
                .expect(201)
                .data()
                .getString("token");

        node.http.withBearer(token).send("POST", PASSKEYS + "/options", null).expect(403, "ACCESS.DENIED");
    }

    @Test
    void anAdministratorResetsThem() {
        var ada = PasskeyUser.at(node);

        node.admin().delete("/api/admin/users/" + ada.user().id() + "/factors").expect(204);

        ada.signIn(Lie.NONE).expect(401, "AUTH.BAD_PASSKEY");
        node.login(ada.user().email(), PASSWORD).expect(200);
    }

    @Test
    void whatTheyAreCalledIsInNoLog() {
        var ada = PasskeyUser.at(node);
        ada.session().patch(ada.path(), json("name", "A name of nobody else")).expect(200);
        ada.session().delete(ada.path()).expect(204);

        var kept = new StringBuilder();
        for (var table : new String[] {"event", "audit_entry"}) {
            BENCH.sql("select row_to_json(t)::text from guildhall." + table + " t")
                    .forEach(row -> kept.append(row.getString(0)).append('\n'));
        }

        assertThat(kept.toString())
                .contains("user.passkey_renamed", ada.added().getString("id"))
                .doesNotContain("A name of nobody else", "Ada's phone");
    }

    private static HttpTester.Response adding(Object body) {
        return node.signedIn(node.user()).post(PASSKEYS, body);
    }

    @Test
    void saysWhatIsWrongWithTheRequest() {
        var response = json("clientDataJSON", "AAAA", "attestationObject", "AAAA");
        var credential = json("id", "AAAA", "type", "public-key", "response", response);
        adding(json("state", "x")).expect(400, "REQUEST.INVALID");
        adding(json("credential", credential)).expect(400, "REQUEST.INVALID");
        adding(json("state", "x", "credential", credential)).expect(401, "AUTH.CHALLENGE_INVALID");
        adding(json("state", "x", "credential", credential.copy().put("type", "password")))
                .expect(400, "REQUEST.INVALID");
        adding(json(
                        "state",
                        "x",
                        "credential",
                        credential.copy().put("response", response.copy().put("clientDataJSON", "AAAAA"))))
                .expect(400, "REQUEST.INVALID");
    }
}
