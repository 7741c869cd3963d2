package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.passkey.Lie;
import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people are written to about their second factors. */
class FactorMailsTest extends MembershipTest {

    private static final String TOTP = "/api/auth/factors/totp";
    private static final String STEP_UP = "/api/auth/step-up";

    private UserId ada;
    private String address;
    private HttpTester session;
    private String secret;

    @BeforeEach
    void somebodyIsSignedIn() {
        ada = product.user();
        address = TestProduct.address(ada);
        session = product.signedIn(ada);
    }

    /** Enrols an app, and gives a recovery code. */
    private String enrolled() {
        secret = session.send("POST", TOTP, null).expect(200).data().getString("secret");
        return session.post(TOTP + "/confirm", new JsonObject().put("code", Totp.code(secret, Instant.now())))
                .expect(200)
                .data()
                .getJsonArray("recoveryCodes")
                .getString(0);
    }

    @Test
    void theyAreToldOfEachThatComesAndGoes() {
        var code = enrolled();
        assertThat(mailbox.newest(address, 1).subject()).isEqualTo("An authenticator app was added to your account");

        session.post(STEP_UP, new JsonObject().put("recoveryCode", code)).expect(200);
        assertThat(mailbox.newest(address, 2).subject()).isEqualTo("A recovery code of your account was used");
        session.delete(TOTP).expect(204);

        var last = mailbox.newest(address, 3);
        assertThat(last.subject()).isEqualTo("The authenticator app of your account was removed");
        assertThat(last.text()).contains("your password is enough to sign in").doesNotContain(code);
        assertThat(last.html()).contains("your password is enough to sign in").doesNotContain(code);
    }

    @Test
    void theyAreToldThatAnAdministratorHasResetThem() {
        enrolled();

        product.asAdministrator().delete("/api/admin/users/" + ada + "/factors").expect(204);

        assertThat(mailbox.newest(address, 2).subject())
                .isEqualTo("An administrator has removed the second factors of your account");
    }

    @Test
    void theyAreToldOfEachPasskeyAndOfACopy() {
        var authenticator = new SoftwareAuthenticator(PUBLIC_URL.toString());
        var passkeys = "/api/auth/factors/passkeys";
        var begun =
                session.send("POST", passkeys + "/options", null).expect(200).data();
        var body = new JsonObject()
                .put("state", begun.getString("state"))
                .put("credential", authenticator.create(begun.getJsonObject("publicKey")));
        var added = session.post(passkeys, body).expect(201).header("Location");
        assertThat(mailbox.newest(address, 1).subject()).isEqualTo("A passkey was added to your account");

        var asked = session.send("POST", STEP_UP + "/passkey-options", null)
                .expect(200)
                .data();
        var proof = new JsonObject()
                .put("state", asked.getString("state"))
                .put("credential", authenticator.get(asked.getJsonObject("publicKey"), Lie.COUNT_GONE_BACK));
        session.post(STEP_UP, new JsonObject().put("passkey", proof)).expect(401, "AUTH.BAD_PASSKEY");
        assertThat(mailbox.newest(address, 2).subject()).isEqualTo("There may be a copy of a passkey of your account");

        session.delete(added).expect(204);
        assertThat(mailbox.newest(address, 3).subject()).isEqualTo("The last passkey of your account was removed");
    }

    @Test
    void theyAreToldThatSomebodyGuesses() {
        enrolled();
        wrongCodes()
                .limit(10)
                .forEach(code -> session.post(STEP_UP, new JsonObject().put("code", code))
                        .expect(401, "AUTH.BAD_CODE"));
        wrongCodes()
                .limit(2)
                .forEach(code -> session.post(STEP_UP, new JsonObject().put("code", code))
                        .expect(429, "AUTH.TOO_MANY_ATTEMPTS"));

        var last = mailbox.newest(address, 2);
        assertThat(last.subject()).isEqualTo("Somebody gave ten wrong codes for your account");
        assertThat(last.text()).contains("change it");
    }

    /** Those that are not right for some minutes. */
    private Stream<String> wrongCodes() {
        var now = Instant.now();
        var right = IntStream.rangeClosed(-20, 20)
                .mapToObj(steps -> Totp.code(secret, now.plusSeconds(30L * steps)))
                .toList();
        return IntStream.range(0, 1_000)
                .mapToObj(number -> String.format("%06d", number))
                .filter(code -> !right.contains(code));
    }
}
