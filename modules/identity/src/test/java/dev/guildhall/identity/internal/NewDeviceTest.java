package dev.guildhall.identity.internal;

import static dev.guildhall.identity.internal.IdentityNode.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.internal.PasskeyUser.Begun;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.passkey.Lie;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people are written to when somebody signs in to their account from a device that it does not know. */
class NewDeviceTest {

    private static final String NOTICE = "Somebody has signed in to your account from a new device";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static IdentityNode node;

    private UserProfile ada;

    @BeforeAll
    static void start() {
        node = new IdentityNode(BENCH);
    }

    @BeforeEach
    void somebodyHasAnAccount() {
        ada = node.user();
    }

    private static HttpTester browser(String name) {
        return node.http.withHeader("User-Agent", name);
    }

    private Response signIn(HttpTester from) {
        return from.post("/api/auth/login", IdentityNode.credentials(ada.email(), PASSWORD))
                .expect(200);
    }

    private static String device(Response login) {
        return login.headers("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("guildhall_device=ghl_dev_"))
                .findFirst()
                .orElseThrow();
    }

    private long known() {
        return BENCH.sql(
                        "select count(*) from guildhall.known_device where user_id = $1",
                        ada.id().value())
                .iterator()
                .next()
                .getLong(0);
    }

    private void assertNotTold() {
        assertThat(BENCH.sql("select 1 from guildhall.mail where topic = $1", "user/" + ada.id() + "/NEW_DEVICE"))
                .isEmpty();
        assertThat(node.mails.subjects(ada.email())).isEmpty();
    }

    @Test
    void nobodyIsToldOfTheFirstSignInEver() {
        var login = signIn(browser("Laptop"));

        assertNotTold();
        assertThat(device(login)).contains("HTTPOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000");
        assertThat(login.body()).doesNotContain("ghl_dev_");
    }

    @Test
    void aBrowserThatIsKnownByItsCookieIsNotNewWhereverAndWhateverItIs() {
        var cookie = device(signIn(browser("Laptop"))).split(";")[0];

        var again = signIn(browser("Laptop, a version later").withHeader("Cookie", cookie));

        assertNotTold();
        assertThat(device(again)).startsWith(cookie);
        assertThat(known()).isEqualTo(1);
    }

    @Test
    void aClientWithoutACookieIsNotNewWhereOneOfItsKindWasBefore() {
        signIn(browser("script/1.0"));

        signIn(browser("script/1.0"));

        assertNotTold();
    }

    @Test
    void anotherDeviceIsToldOfWithWhenAndWhereAndNothingToClickOn() {
        signIn(browser("Laptop"));

        signIn(browser("Phone https://evil.example/login"));

        var letter = node.mails.only(ada.email(), NOTICE);
        assertThat(letter.text()).contains("127.0.0.1", "Phone").doesNotContain("https://evil.example", "evil.example");
        assertThat(letter.html()).doesNotContain("evil.example");
    }

    @Test
    void theCookieOfOneAccountSaysNothingToAnother() {
        var cookie = device(signIn(browser("Laptop"))).split(";")[0];
        var grace = node.user();
        node.http
                .withHeader("User-Agent", "Phone")
                .post("/api/auth/login", IdentityNode.credentials(grace.email(), PASSWORD))
                .expect(200);

        node.http
                .withHeader("User-Agent", "Laptop")
                .withHeader("Cookie", cookie)
                .post("/api/auth/login", IdentityNode.credentials(grace.email(), PASSWORD))
                .expect(200);

        node.mails.only(grace.email(), NOTICE);
        var secret = cookie.substring(cookie.indexOf('=') + 1);
        var kept = new StringBuilder();
        BENCH.sql("select row_to_json(t)::text from guildhall.known_device t")
                .forEach(row -> kept.append(row.getString(0)));
        assertThat(kept.toString()).doesNotContain(secret);
        assertThat(BENCH.sql("select hash from guildhall.known_device group by hash having count(*) > 1"))
                .isEmpty();
    }

    @Test
    void aSecondFactorCompletesASignInFromANewDevice() {
        var enrolled = Enrolled.at(node);
        ada = enrolled.user();

        var phone = browser("Phone");
        var challenge =
                Enrolled.challengeIn(phone.post("/api/auth/login", IdentityNode.credentials(ada.email(), PASSWORD)));
        phone.post(
                        "/api/auth/login/second-factor",
                        IdentityNode.json("challenge", challenge, "code", enrolled.nextCode()))
                .expect(200);

        node.mails.only(ada.email(), NOTICE);
    }

    private Response signIn(PasskeyUser passkey, HttpTester from, String device) {
        var begun = Begun.at(from, device);
        return begun.answer(passkey.authenticator().get(begun.options(), Lie.NONE))
                .expect(200);
    }

    private void assertToldTimes(int times) {
        Await.until(() -> assertThat(
                        BENCH.sql("select 1 from guildhall.mail where topic = $1", "user/" + ada.id() + "/NEW_DEVICE"))
                .isEmpty());
        assertThat(node.mails.subjects(ada.email()))
                .filteredOn(subject -> subject.contains(NOTICE))
                .hasSize(times);
    }

    @Test
    void aPasskeyFromANewDeviceIsToldOfOnce() {
        var passkey = PasskeyUser.at(node);
        ada = passkey.user();

        var login = signIn(passkey, browser("Phone"), "");

        assertThat(node.mails.only(ada.email(), NOTICE).text()).contains("127.0.0.1", "Phone");
        signIn(passkey, browser("Phone, a version later"), device(login).split(";")[0]);
        assertToldTimes(1);
    }

    @Test
    void tokensMakeNoNotice() {
        var session = node.signedIn(ada);
        var token = session.post("/api/auth/tokens", IdentityNode.json("name", "Script"))
                .expect(201)
                .data()
                .getString("token");

        browser("Somewhere else").withBearer(token).get("/api/auth/me").expect(200);

        assertNotTold();
    }

    @Test
    void anAccountKnowsTwentyDevicesAndTellsOfTenInADay() {
        for (var count = 0; count < 25; count++) {
            signIn(browser("Browser " + count));
        }

        assertThat(known()).isEqualTo(20);
        assertThat(BENCH.sql(
                        "select 1 from guildhall.mail where topic = $1 and dead_at is not null",
                        "user/" + ada.id() + "/NEW_DEVICE"))
                .isEmpty();
        Await.until(() -> assertThat(
                        BENCH.sql("select 1 from guildhall.mail where topic = $1", "user/" + ada.id() + "/NEW_DEVICE"))
                .isEmpty());
        assertThat(node.mails.subjects(ada.email())).hasSizeBetween(1, 10);
    }

    @Test
    void devicesThatNobodyUsesAreForgotten() {
        signIn(browser("Laptop"));
        node.clock.forward(Duration.ofDays(401));

        Await.result(node.identity.recovery().jobs().get(2).work().get());

        assertThat(known()).isZero();
    }
}
