package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in by the OpenID provider of an organization. */
class OidcSignInTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static FakeProvider provider;

    private SsoWorld world;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("oidc").assemble());
        provider = new FakeProvider();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void anOrganizationHasAProvider() {
        world = new SsoWorld(BENCH, product, provider);
    }

    @Test
    void aMemberIsRecognizedByTheirAddressOnceAndByTheirSubjectFromThenOn() {
        var ada = world.member();

        var browser = world.browser(product.asNobody()
                .get("/api/auth/sso/start?email=" + world.addressOf(ada) + "&redirect=/workspaces?tab=mine"));
        assertThat(browser.location()).contains("login_hint=");
        var first = browser.comeBack(provider.signIn(browser.location(), about("ada", world.addressOf(ada))));

        assertThat(first.expect(303).header("Location")).isEqualTo("/workspaces?tab=mine");
        assertThat(first.header("Set-Cookie")).contains("guildhall_session=", "HttpOnly", "SameSite=Lax");
        var me = world.signedIn(first).get("/api/auth/me").expect(200).data();
        assertThat(me.getString("id")).isEqualTo(ada.toString());
        assertThat(me.getString("organizationId"))
                .isEqualTo(world.organization.id().toString());
        var tokens = world.signedIn(first)
                .post("/api/auth/organization", new JsonObject().put("organizationId", me.getString("organizationId")))
                .expect(200)
                .data();
        product.asNobody()
                .withBearer(tokens.getString("accessToken"))
                .get("/api/auth/me")
                .expect(200);

        var again = world.signedIn(world.signIn(Map.of("sub", "ada")))
                .get("/api/auth/me")
                .expect(200);
        assertThat(again.data().getString("id")).isEqualTo(ada.toString());
        assertThat(world.audit())
                .extracting(entry -> entry.getString("action"))
                .containsSubsequence("session.opened", "organization.sso_linked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"autoProvision", "jitProvisioning"})
    void whoComesForTheFirstTimeIsMadeAMemberWhereTheOrganizationWantsThat(String flag) {
        world.configure(new JsonObject().put(flag, true));
        var email = TestProduct.name("new") + "@" + world.domain;

        var session = world.signedIn(world.signIn(about("newcomer", email)));

        var me = session.get("/api/auth/me").expect(200).data();
        assertThat(me.getString("email")).isEqualTo(email);
        assertThat(me.getString("fullName")).isEqualTo("Ada Lovelace");
        assertThat(me.getBoolean("emailVerified")).isTrue();
        var id = UserId.parse("id", me.getString("id"));
        assertThat(world.organization.roleOf(id)).isEqualTo("MEMBER");
        product.asNobody()
                .post("/api/auth/login", new JsonObject().put("email", email).put("password", "anything at all"))
                .expect(401, "AUTH.BAD_CREDENTIALS");
    }

    @Test
    void twoFirstSignInsAtOnceMakeOneAccount() {
        world.configure(new JsonObject().put("autoProvision", true));
        var email = TestProduct.name("twice") + "@" + world.domain;
        var one = world.begin();
        var other = world.begin();
        var first = provider.signIn(one.location(), about("twice", email)).callback();
        var second = provider.signIn(other.location(), about("twice", email)).callback();

        var answers = Stream.of(
                        one.http().sendAsync("GET", first, null), other.http().sendAsync("GET", second, null))
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).extracting(answer -> answer.status()).containsExactly(303, 303);
        assertThat(answers)
                .extracting(answer ->
                        world.signedIn(answer).get("/api/auth/me").data().getString("id"))
                .doesNotContainNull()
                .containsOnly(world.signedIn(answers.get(0))
                        .get("/api/auth/me")
                        .data()
                        .getString("id"));
    }

    @Test
    void somebodyWithAnAccountJoinsByIt() {
        world.configure(new JsonObject().put("autoProvision", true));
        var ada = product.user();
        world.move(ada, world.addressOf(ada));

        var session = world.signedIn(world.signIn(about("ada", world.addressOf(ada))));

        assertThat(session.get("/api/auth/me").data().getString("id")).isEqualTo(ada.toString());
        assertThat(world.organization.roleOf(ada)).isEqualTo("MEMBER");
    }

    @Test
    void anAddressThatNobodyProvedIsTakenFromTheAccountThatHasIt() {
        world.configure(new JsonObject().put("autoProvision", true));
        var squatter = product.user();
        world.move(squatter, world.addressOf(squatter));
        BENCH.sql("update guildhall.user_account set email_verified = false where id = $1", squatter.value());

        var session = world.signedIn(world.signIn(about("owner", world.addressOf(squatter))));

        var me = session.get("/api/auth/me").expect(200).data();
        assertThat(me.getString("email")).isEqualTo(world.addressOf(squatter));
        assertThat(me.getString("id")).isNotEqualTo(squatter.toString());
    }

    @Test
    void theNameFollowsTheProviderOnlyWhereTheOrganizationWantsThat() {
        var ada = world.member();
        var about = about("ada", world.addressOf(ada));

        var unasked = world.signedIn(world.signIn(about)).get("/api/auth/me").data();
        world.configure(new JsonObject().put("jitProvisioning", true));
        var asked = world.signedIn(world.signIn(about)).get("/api/auth/me").data();

        assertThat(unasked.getString("fullName")).startsWith("User ");
        assertThat(asked.getString("fullName")).isEqualTo("Ada Lovelace");
    }

    @Test
    void keysThatTheProviderHasReplacedAreFetchedAnew() {
        var ada = world.member();
        world.signIn(about("ada", world.addressOf(ada))).expect(303);
        provider.key = FakeProvider.newKey();

        world.signIn(about("ada", world.addressOf(ada))).expect(303);
    }

    @Test
    void whoKnowsAnAddressLearnsNoMoreThanItsDomain() {
        var ada = world.member();

        var known = product.asNobody().get("/api/auth/sso/start?email=" + world.addressOf(ada));
        var unknown = product.asNobody().get("/api/auth/sso/start?email=nobody@" + world.domain);
        var elsewhere = product.asNobody().get("/api/auth/sso/start?email=ada@elsewhere.example");
        world.proven("other-" + world.domain);
        var pending = product.asNobody().get("/api/auth/sso/start?email=ada@pending.example");

        known.expect(303);
        unknown.expect(303);
        elsewhere.expect(404, "AUTH.SSO_NOT_OFFERED");
        pending.expect(404, "AUTH.SSO_NOT_OFFERED");
        product.asNobody().get("/api/auth/sso/start?email=nothing").expect(404, "AUTH.SSO_NOT_OFFERED");
        product.asNobody()
                .get("/api/auth/sso/start?organizationId=019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1f")
                .expect(404, "AUTH.SSO_NOT_OFFERED");
        product.asNobody().get("/api/auth/sso/start").expect(400, "REQUEST.INVALID");
    }

    @Test
    void aPageIsToldWhereItLeadsAndBeginsButOnce() {
        var ada = world.member();

        var told = product.asNobody()
                .withHeader("Accept", "application/json")
                .get("/api/auth/sso/start?email=" + world.addressOf(ada))
                .expect(200);
        var browser = new SsoWorld.Browser(
                product.asNobody()
                        .withHeader("Cookie", told.header("Set-Cookie").split(";")[0]),
                told.data().getString("location"));
        var back = browser.comeBack(provider.signIn(browser.location(), about("ada", world.addressOf(ada))));

        assertThat(told.header("Set-Cookie")).contains("guildhall_sso=", "HttpOnly", "SameSite=Lax");
        assertThat(told.header("Cache-Control")).isEqualTo("no-store");
        assertThat(world.signedIn(back).get("/api/auth/me").expect(200).data().getString("id"))
                .isEqualTo(ada.toString());
    }

    @Test
    void aSuspendedOrganizationOffersNothing() {
        var browser = world.begin();
        product.asAdministrator()
                .patch(world.organization.path(), new JsonObject().put("status", "SUSPENDED"))
                .expect(200);

        product.asNobody().get("/api/auth/sso/start?email=ada@" + world.domain).expect(404, "AUTH.SSO_NOT_OFFERED");
        browser.comeBack(provider.signIn(browser.location(), about("ada", "ada@" + world.domain)))
                .expect(404, "AUTH.SSO_NOT_OFFERED");
    }
}
