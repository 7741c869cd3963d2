package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.passkey.Lie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another address for one's account. */
class OwnEmailTest {

    private static final String ASK = "/api/auth/email";
    private static final String CONFIRM = ASK + "/confirm";
    private static final String UNDO = ASK + "/undo";

    private static final String CONFIRMATION = "Confirm your new email address";
    private static final String ASKED = "Another email address was asked for your account";
    private static final String DONE = "Your account has another email address";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;

    private UserProfile ada;
    private HttpTester session;
    private String wanted;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    @BeforeEach
    void somebodyIsSignedIn() {
        ada = node.user();
        session = node.signedIn(ada);
        wanted = newAddress();
    }

    private static String newAddress() {
        return TestProduct.name("ada") + "@new.example";
    }

    /** What the new address is mailed. */
    private String asked(HttpTester by, String address) {
        by.post(ASK, json("email", address)).expect(202);
        return node.mails.only(address, CONFIRMATION).token();
    }

    private static Response confirm(String token) {
        return node.http.post(CONFIRM, json("token", token));
    }

    private static Response undo(String token) {
        return node.http.post(UNDO, json("token", token));
    }

    private String emailNow() {
        return node.admin()
                .get("/api/admin/users/" + ada.id())
                .expect(200)
                .data()
                .getString("email");
    }

    @Test
    void theNewAddressConfirmsAndBothAreTold() {
        var token = asked(session, wanted);
        var told = node.mails.only(ada.email(), ASKED);
        assertThat(told.text()).contains(wanted.replace("@", " at ").substring(0, wanted.indexOf('@')));
        assertThat(session.get("/api/auth/me").expect(200).data().getString("email"))
                .isEqualTo(ada.email());

        confirm(token).expect(204);

        // The session goes on, and knows it at once.
        var me = session.get("/api/auth/me").expect(200).data();
        assertThat(me.getString("email")).isEqualTo(wanted);
        assertThat(me.getBoolean("emailVerified")).isTrue();
        node.login(wanted, PASSWORD).expect(200);
        node.login(ada.email(), PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
        node.mails.only(wanted, "Your account has this email address now");
        assertThat(node.mails.only(ada.email(), DONE).page()).isEqualTo("email/undo");
        confirm(token).expect(400, "AUTH.LINK_INVALID");
    }

    @Test
    void theSessionHasToBeProvenAndNoTokenWillDo() {
        var token = session.post("/api/auth/tokens", json("name", "Script"))
                .expect(201)
                .data()
                .getString("token");
        node.http.withBearer(token).post(ASK, json("email", wanted)).expect(403, "ACCESS.DENIED");
        node.http.post(ASK, json("email", wanted)).expect(401, "AUTH.REQUIRED");
        node.clock.forward(Duration.ofMinutes(11));

        session.post(ASK, json("email", wanted)).expect(401, "AUTH.STEP_UP_REQUIRED");
    }

    @Test
    void whoAsksDoesNotLearnWhetherAnAddressIsTakenAndWhoReadsItsMailDoes() {
        var grace = node.user();

        var taken = session.post(ASK, json("email", grace.email())).expect(202);
        var token = node.mails.only(grace.email(), CONFIRMATION).token();
        var free = session.post(ASK, json("email", wanted)).expect(202);

        assertThat(taken.body()).isEqualTo(free.body());
        // What was asked for before is forgotten.
        confirm(token).expect(400, "AUTH.LINK_INVALID");
        session.post(ASK, json("email", grace.email())).expect(202);
        confirm(node.mails.newest(grace.email(), CONFIRMATION, 2).token()).expect(409, "USER.EMAIL_EXISTS");
        assertThat(emailNow()).isEqualTo(ada.email());
        assertThat(node.login(grace.email(), PASSWORD).expect(200).status()).isEqualTo(200);
    }

    @Test
    void ofManyWhoWantTheSameAddressAtOnceOneGetsIt() {
        var tokens = new ArrayList<String>();
        for (var count = 1; count <= 4; count++) {
            node.signedIn(node.user()).post(ASK, json("email", wanted)).expect(202);
            tokens.add(node.mails.newest(wanted, CONFIRMATION, count).token());
        }

        var asked = new ArrayList<CompletableFuture<Response>>();
        for (var token : tokens) {
            asked.add(node.http.sendAsync("POST", CONFIRM, json("token", token)));
            asked.add(node.http.sendAsync("POST", CONFIRM, json("token", token)));
        }
        var answers = asked.stream()
                .map(CompletableFuture::join)
                .map(Response::status)
                .toList();

        assertThat(answers).containsOnly(204, 400, 409).containsOnlyOnce(204);
    }

    @Test
    void anAddressThatSomebodyHasWithoutProofIsGivenUpToWhoReadsItsMail() {
        var squatter = node.user();
        node.admin()
                .put("/api/admin/users/" + squatter.id(), json("email", wanted, "emailVerified", false))
                .expect(200);

        confirm(asked(session, wanted)).expect(204);

        assertThat(emailNow()).isEqualTo(wanted);
    }

    @Test
    void aConfirmationIsTooOldAfterADay() {
        var token = asked(session, wanted);
        node.clock.forward(Duration.ofHours(25));

        confirm(token).expect(400, "AUTH.LINK_INVALID");

        Await.result(node.identity.recovery().jobs().get(1).work().get());
        assertThat(BENCH.sql(
                        "select 1 from guildhall.email_change where user_id = $1",
                        ada.id().value()))
                .isEmpty();
    }

    @Test
    void whoSetsAnotherPasswordHasTheChangeForgotten() {
        var token = asked(session, wanted);
        session.post("/api/auth/password", json("currentPassword", PASSWORD, "newPassword", "four other random words"))
                .expect(204);

        confirm(token).expect(400, "AUTH.LINK_INVALID");
        node.mails.only(ada.email(), "The password of your account was changed");
    }

    @Test
    void theFormerAddressUndoesWhatIsNotConfirmedYet() {
        var token = asked(session, wanted);

        undo(node.mails.only(ada.email(), ASKED).token()).expect(204);

        confirm(token).expect(400, "AUTH.LINK_INVALID");
        // Whoever asked is not the one who reads mail there.
        session.get("/api/auth/me").expect(401);
    }

    @Test
    void theFormerAddressUndoesWhatIsDoneForThreeDays() {
        confirm(asked(session, wanted)).expect(204);
        var token = node.mails.only(ada.email(), DONE).token();
        node.clock.forward(Duration.ofDays(2));

        undo(token).expect(204);

        session.get("/api/auth/me").expect(401);
        node.login(ada.email(), PASSWORD).expect(200);
        node.login(wanted, PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
        node.mails.only(ada.email(), "Your account has this email address again");
        node.mails.only(wanted, "Your account has its former email address again");
        undo(token).expect(400, "AUTH.LINK_INVALID");
    }

    @Test
    void whoeverHadStolenTheSessionKeepsNothingToSignInByWhenItIsUndone() {
        var own = PasskeyUser.in(node, ada, session);
        node.clock.forward(Duration.ofDays(3));
        var stolen = own.signedIn();
        var theirs = PasskeyUser.in(node, ada, stolen);
        var token = stolen.post("/api/auth/tokens", json("name", "kept"))
                .expect(201)
                .data()
                .getString("token");
        confirm(asked(stolen, wanted)).expect(204);

        undo(node.mails.only(ada.email(), DONE).token()).expect(204);

        theirs.signIn(Lie.NONE).expect(401);
        node.http.withBearer(token).get("/api/auth/me").expect(401);
        own.signIn(Lie.NONE).expect(200);
        node.mails.only(ada.email(), "What was added lately to sign in to your account was removed");
    }

    @Test
    void theLinkOfTheFirstMailUndoesItToo() {
        confirm(asked(session, wanted)).expect(204);

        undo(node.mails.only(ada.email(), ASKED).token()).expect(204);

        assertThat(emailNow()).isEqualTo(ada.email());
    }

    @Test
    void afterThreeDaysItIsDone() {
        confirm(asked(session, wanted)).expect(204);
        var token = node.mails.only(ada.email(), DONE).token();
        node.clock.forward(Duration.ofDays(4));

        undo(token).expect(400, "AUTH.LINK_INVALID");
    }

    @Test
    void theFirstAddressUndoesAllThatFollowedWhateverTheOthersDo() {
        confirm(asked(session, wanted)).expect(204);
        var first = node.mails.only(ada.email(), DONE).token();
        confirm(asked(session, newAddress())).expect(204);
        undo(node.mails.only(wanted, DONE).token()).expect(204);
        assertThat(emailNow()).isEqualTo(wanted);

        undo(first).expect(204);

        assertThat(emailNow()).isEqualTo(ada.email());
    }

    @Test
    void whatAnAdministratorHasSaidSinceIsNotUndone() {
        confirm(asked(session, wanted)).expect(204);
        var last = newAddress();
        node.admin().put("/api/admin/users/" + ada.id(), json("email", last)).expect(200);

        undo(node.mails.only(ada.email(), DONE).token()).expect(400, "AUTH.LINK_INVALID");

        assertThat(emailNow()).isEqualTo(last);
    }

    @Test
    void linksToSetAPasswordThatWentToTheFormerAddressAreVoid() {
        node.http.post("/api/auth/password/reset", json("email", ada.email())).expect(202);
        var link = node.mails
                .only(ada.email(), "Set a new password for your account")
                .token();

        confirm(asked(session, wanted)).expect(204);

        node.http
                .post("/api/auth/password/reset/confirm", json("token", link, "newPassword", "four other words"))
                .expect(400, "AUTH.LINK_INVALID");
    }

    @Test
    void oneAsksFiveTimesInAnHour() {
        for (var count = 0; count < 5; count++) {
            session.post(ASK, json("email", newAddress())).expect(202);
        }

        session.post(ASK, json("email", wanted)).expect(429, "AUTH.TOO_MANY_ATTEMPTS");
    }

    @Test
    void keepsNoSecretInTheClear() {
        var token = asked(session, wanted);
        confirm(token).expect(204);
        var undo = node.mails.only(ada.email(), DONE).token();
        var kept = new StringBuilder();
        for (var table : List.of("email_change", "mail", "event", "audit_entry")) {
            BENCH.sql("select row_to_json(t)::text from guildhall." + table + " t")
                    .forEach(row -> kept.append(row.getString(0)).append('\n'));
        }

        assertThat(kept.toString())
                .contains("user.email_change_asked", "user.email_changed")
                .doesNotContain(token, undo);
    }

    @Test
    void saysWhatIsWrongWithTheRequest() {
        for (var body : List.of(json(), json("email", "no address"), json("email", ada.email()))) {
            session.post(ASK, body).expect(400, "REQUEST.INVALID");
        }
        for (var path : List.of(CONFIRM, UNDO)) {
            node.http.post(path, json()).expect(400, "REQUEST.INVALID");
            node.http.post(path, json("token", "made up")).expect(400, "AUTH.LINK_INVALID");
        }
    }
}
