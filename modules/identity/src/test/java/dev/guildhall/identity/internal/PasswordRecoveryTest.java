package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static dev.guildhall.identity.internal.IdentityNode.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Passwords that somebody has forgotten, and those that they never had. */
class PasswordRecoveryTest {

    private static final String ASK = "/api/auth/password/reset";
    private static final String SET = ASK + "/confirm";
    private static final String NEW_PASSWORD = "four other random words";
    private static final String FORGOTTEN = "Set a new password for your account";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;
    private static IdentityNode other;

    private UserProfile ada;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
        other = new IdentityNode(BENCH);
    }

    @BeforeEach
    void somebodyHasAnAccount() {
        ada = node.user();
        // Each test asks from the same network.
        node.clock.forward(Duration.ofMinutes(11));
        other.clock.forward(Duration.between(other.clock.instant(), node.clock.instant()));
    }

    private static Response ask(String email) {
        return node.http.post(ASK, json("email", email));
    }

    private static Response set(String token, String password) {
        return node.http.post(SET, json("token", token, "newPassword", password));
    }

    /** Asks for a link, which is the one of so many. */
    private String token(int count) {
        ask(ada.email()).expect(202);
        return node.mails.newest(ada.email(), FORGOTTEN, count).token();
    }

    private static long links(UserProfile of) {
        return BENCH.sql(
                        "select count(*) from guildhall.password_link where user_id = $1",
                        of.id().value())
                .iterator()
                .next()
                .getLong(0);
    }

    private static List<String> audited(UserProfile of) {
        return StreamSupport.stream(
                        BENCH.sql(
                                        "select action from guildhall.audit_entry where subject = $1 order by sequence",
                                        of.id().toString())
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .toList();
    }

    @Test
    void theLinkSetsThePasswordEndsAllSessionsAndOpensNone() {
        var laptop = node.signedIn(ada);
        var cookie = SignInTest.cookie(node.login(ada.email(), PASSWORD));

        var letter = letter();
        var answer = set(letter.token(), NEW_PASSWORD).expect(204);

        assertThat(letter.page()).isEqualTo("password");
        assertThat(answer.header("Set-Cookie")).isNull();
        laptop.get("/api/auth/me").expect(401);
        node.http.withHeader("Cookie", cookie).get("/api/auth/me").expect(401);
        node.login(ada.email(), PASSWORD).expect(401, "AUTH.BAD_CREDENTIALS");
        node.login(ada.email(), NEW_PASSWORD).expect(200);
        node.mails.only(ada.email(), "The password of your account was set by a link");
        assertThat(audited(ada)).contains("user.password_link_sent", "user.password_set", "user.sessions_ended");
    }

    private Mailbox.Letter letter() {
        ask(ada.email()).expect(202);
        return node.mails.only(ada.email(), FORGOTTEN);
    }

    @Test
    void aLinkWorksOnceAndUsesUpTheOthersOfTheAccount() {
        var first = token(1);
        var second = token(2);

        set(first, NEW_PASSWORD).expect(204);

        set(first, "another long password").expect(400, "AUTH.LINK_INVALID");
        set(second, "another long password").expect(400, "AUTH.LINK_INVALID");
        node.login(ada.email(), NEW_PASSWORD).expect(200);
        assertThat(links(ada)).isZero();
    }

    @Test
    void ofManyWhoUseALinkAtOnceOnTwoNodesOneSetsThePassword() {
        var token = token(1);

        var asked = new ArrayList<CompletableFuture<Response>>();
        for (var attempt = 0; attempt < 6; attempt++) {
            asked.add((attempt % 2 == 0 ? node : other)
                    .http.sendAsync("POST", SET, json("token", token, "newPassword", NEW_PASSWORD + attempt)));
        }
        var answers = asked.stream()
                .map(CompletableFuture::join)
                .map(Response::status)
                .toList();

        assertThat(answers).containsOnly(204, 400).containsOnlyOnce(204);
        node.login(ada.email(), NEW_PASSWORD + answers.indexOf(204)).expect(200);
    }

    @Test
    void aLinkIsTooOldAfterAnHour() {
        var token = token(1);
        node.clock.forward(Duration.ofMinutes(61));

        set(token, NEW_PASSWORD).expect(400, "AUTH.LINK_INVALID");

        Await.result(node.identity.recovery().jobs().get(0).work().get());
        assertThat(links(ada)).isZero();
        node.login(ada.email(), PASSWORD).expect(200);
    }

    @Test
    void aLinkIsVoidWhenTheAccountHasAnotherAddress() {
        var token = token(1);
        node.admin()
                .put("/api/admin/users/" + ada.id(), json("email", ada.id() + "@elsewhere.example"))
                .expect(200);

        set(token, NEW_PASSWORD).expect(400, "AUTH.LINK_INVALID");
    }

    @Test
    void everyAddressIsAnsweredTheSameAndOnlyWhoMayHaveAPasswordIsMailed() {
        var unproven = node.user();
        var suspended = node.user();
        var admin = node.admin();
        admin.put("/api/admin/users/" + unproven.id(), json("emailVerified", false))
                .expect(200);
        admin.put("/api/admin/users/" + suspended.id(), json("roles", JsonArray.of("SUPPORT")))
                .expect(200);

        var answers =
                List.of(ask(ada.email()), ask("nobody@example.org"), ask(unproven.email()), ask(suspended.email()));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.expect(202).body())
                        .isEqualTo(answers.get(0).body()));
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.header("Set-Cookie")).isNull());
        node.mails.only(ada.email(), FORGOTTEN);
        assertThat(links(unproven)).isZero();
        assertThat(links(suspended)).isZero();
        assertThat(BENCH.sql("select content from guildhall.mail where dead_at is null"))
                .isEmpty();
    }

    @Test
    void theAnswerWaitsForNothingThatDependsOnTheAddress() {
        var locked = Promise.<Void>promise();
        var release = Promise.<Void>promise();
        var holding = BENCH.database()
                .inTransaction(
                        Tenant.PLATFORM,
                        tx -> new AccountTable().lock(tx, ada.id()).compose(found -> {
                            locked.complete();
                            return release.future();
                        }));
        Await.result(locked.future());

        ask(ada.email()).expect(202);

        release.complete();
        Await.result(holding);
        node.mails.only(ada.email(), FORGOTTEN);
    }

    @Test
    void aMailboxGetsThreeLinksInAnHourAndAllOfThemWork() {
        var third = "";
        for (var count = 1; count <= 3; count++) {
            third = token(count);
        }
        ask(ada.email()).expect(202);
        ask(ada.email().toUpperCase(Locale.ROOT)).expect(202);
        Await.result(node.identity.recovery().close());

        assertThat(links(ada)).isEqualTo(3);
        set(third, NEW_PASSWORD).expect(204);
        // Whoever needs one again is not kept waiting by what was used up.
        token(4);
    }

    @Test
    void aNetworkAsksThirtyTimesInTenMinutes() {
        for (var count = 0; count < 30; count++) {
            ask("nobody" + count + "@example.org").expect(202);
        }

        var refused = ask(ada.email()).expect(429, "AUTH.TOO_MANY_ATTEMPTS");

        assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 600L);
        // Who signs in is not held up by it.
        node.login(ada.email(), PASSWORD).expect(200);
        node.clock.forward(Duration.ofMinutes(11));
        token(1);
    }

    @Test
    void aSecondFactorIsAskedForAllTheSame() {
        var enrolled = Enrolled.in(node, ada, node.signedIn(ada));
        var begun = enrolled.challenge();

        set(token(1), NEW_PASSWORD).expect(204);

        // What the former password has begun is over.
        enrolled.complete(begun, enrolled.nextCode()).expect(401, "AUTH.CHALLENGE_INVALID");
        var challenge = Enrolled.challengeIn(node.login(ada.email(), NEW_PASSWORD));
        enrolled.complete(challenge, enrolled.nextCode()).expect(200);
    }

    @Test
    void aBadPasswordIsRefusedAndTheLinkStillWorks() {
        var token = token(1);

        for (var bad : List.of("short", "password123", ada.email(), "guildhall2026")) {
            var refused = set(token, bad).expect(400, "REQUEST.INVALID");
            assertThat(refused.body()).contains("newPassword");
        }

        set(token, NEW_PASSWORD).expect(204);
    }

    @Test
    void anAdministratorSendsALinkToWhoHasNoPassword() {
        var admin = node.admin();
        var made = admin.post(
                        "/api/admin/users",
                        json(
                                "email",
                                "grace@first.example",
                                "fullName",
                                "Grace Hopper",
                                "emailVerified",
                                false,
                                "password",
                                null,
                                "roles",
                                JsonArray.of("USER")))
                .expect(201)
                .data();
        var path = "/api/admin/users/" + made.getString("id") + "/password-link";
        node.signedIn(ada).post(path, null).expect(403, "ACCESS.DENIED");
        admin.post("/api/admin/users/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e/password-link", null)
                .expect(404, "USER.NOT_FOUND");

        admin.post(path, null).expect(202);

        var letter = node.mails.only("grace@first.example", "Set the password of your account");
        node.clock.forward(Duration.ofDays(2));
        set(letter.token(), NEW_PASSWORD).expect(204);
        var login = node.login("grace@first.example", NEW_PASSWORD).expect(200).data();
        // Who has the link reads mail there.
        assertThat(login.getJsonObject("user").getBoolean("emailVerified")).isTrue();
    }

    @Test
    void nobodyIsSentALinkWhoMayNotSignIn() {
        var admin = node.admin();
        admin.put("/api/admin/users/" + ada.id(), json("roles", JsonArray.of("SUPPORT")))
                .expect(200);

        admin.post("/api/admin/users/" + ada.id() + "/password-link", null).expect(409, "USER.PASSWORD_NOT_ALLOWED");
    }

    @Test
    void aLinkOfBeforeIsVoidForWhoMayNotSignInAnyMore() {
        var token = token(1);
        node.admin()
                .put("/api/admin/users/" + ada.id(), json("roles", JsonArray.of("SUPPORT")))
                .expect(200);

        set(token, NEW_PASSWORD).expect(400, "AUTH.LINK_INVALID");
    }

    @Test
    void keepsNoSecretInTheClearAndTellsNone() {
        var token = token(1);
        set(token, NEW_PASSWORD).expect(204);
        var kept = new StringBuilder();
        for (var table : List.of("password_link", "mail", "event", "audit_entry", "user_account")) {
            BENCH.sql("select row_to_json(t)::text from guildhall." + table + " t")
                    .forEach(row -> kept.append(row.getString(0)).append('\n'));
        }

        assertThat(kept.toString()).contains("user.password_set").doesNotContain(token, NEW_PASSWORD);
    }

    @Test
    void saysWhatIsWrongWithTheRequest() {
        for (var body : List.of(json(), json("email", "x"), json("email", "no address"), json("email", 7))) {
            node.http.post(ASK, body).expect(400, "REQUEST.INVALID");
        }
        for (var body : List.of(json("token", "x"), json("newPassword", NEW_PASSWORD), json("token", "", "x", 1))) {
            node.http.post(SET, body).expect(400, "REQUEST.INVALID");
        }
        node.http
                .post(SET, json("token", "ghl_pwl_made_up", "newPassword", NEW_PASSWORD))
                .expect(400, "AUTH.LINK_INVALID");
    }
}
