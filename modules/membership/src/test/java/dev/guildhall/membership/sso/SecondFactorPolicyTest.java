package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.internal.factor.Totp;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Organizations that want a second factor of members who sign in by a password. */
class SecondFactorPolicyTest {

    private static final String TOTP = "/api/auth/factors/totp";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static FakeProvider provider;

    private SsoWorld world;
    private UserId ada;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("policies").assemble());
        provider = new FakeProvider();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void anOrganizationHasAMember() {
        world = new SsoWorld(BENCH, product, provider);
        ada = world.member();
    }

    private HttpTester session(UserId user) {
        var body = new JsonObject().put("email", world.addressOf(user)).put("password", TestProduct.PASSWORD);
        var tokens =
                product.asNobody().post("/api/auth/login", body).expect(200).data();
        return product.asNobody().withBearer(tokens.getString("accessToken"));
    }

    private String policy() {
        return world.organization.path() + "/sign-in-policy";
    }

    private void want(boolean secondFactor) {
        world.organization
                .asOwner()
                .put(policy(), new JsonObject().put("secondFactorRequired", secondFactor))
                .expect(200);
    }

    @Test
    void aMemberWithoutOneCanDoNothingButEnrolOne() {
        var session = session(ada);
        session.get(world.organization.path()).expect(200);

        want(true);

        Await.until(() -> session.get(world.organization.path()).expect(403, "AUTH.SECOND_FACTOR_REQUIRED"));
        session.get("/api/workspaces").expect(403, "AUTH.SECOND_FACTOR_REQUIRED");
        session(ada).get(world.organization.path()).expect(403, "AUTH.SECOND_FACTOR_REQUIRED");
        session.get("/api/auth/me").expect(200);

        var secret = session.send("POST", TOTP, null).expect(200).data().getString("secret");
        session.post(TOTP + "/confirm", new JsonObject().put("code", Totp.code(secret, Instant.now())))
                .expect(200);

        session.get(world.organization.path()).expect(200);
    }

    @Test
    void nobodyElseIsAskedAndNoProgramOfTheirs() {
        var session = session(ada);
        var token = product.asNobody()
                .withBearer(session.post("/api/auth/tokens", new JsonObject().put("name", "mine"))
                        .expect(201)
                        .data()
                        .getString("token"));
        var stranger = product.signedIn(product.user());

        want(true);

        Await.until(() -> session.get("/api/workspaces").expect(403, "AUTH.SECOND_FACTOR_REQUIRED"));
        token.get("/api/workspaces").expect(200);
        stranger.get("/api/workspaces").expect(200);
    }

    @Test
    void whomTheProviderHasSignedInIsNotAsked() {
        want(true);

        var browser = world.signedIn(world.signIn(about("ada", world.addressOf(ada))));

        browser.get(world.organization.path()).expect(200);
        assertThat(browser.get("/api/auth/factors").expect(200).data().getBoolean("required"))
                .isTrue();
    }

    @Test
    void whoBecomesAMemberIsAskedAndWhoIsNoMoreIsNot() {
        want(true);
        var bob = product.user();
        var session = product.signedIn(bob);
        session.get("/api/workspaces").expect(200);

        world.organization
                .asOwner()
                .post(world.organization.path() + "/members", TestProduct.member(bob, "MEMBER"))
                .expect(200);
        Await.until(() -> session.get("/api/workspaces").expect(403, "AUTH.SECOND_FACTOR_REQUIRED"));

        world.organization
                .asOwner()
                .delete(world.organization.path() + "/members/" + bob)
                .expect(204);
        Await.until(() -> session.get("/api/workspaces").expect(200));
    }

    @Test
    void whatAnOrganizationAsksIsForThoseWhoManageHowItsMembersSignIn() {
        product.as(ada).get(policy()).expect(403, "ACCESS.DENIED");
        product.as(ada)
                .put(policy(), new JsonObject().put("secondFactorRequired", true))
                .expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(policy()).expect(404, "ORGANIZATION.NOT_FOUND");
        var seen = world.organization.asOwner().get(policy()).expect(200);

        assertThat(seen.data().getBoolean("secondFactorRequired")).isFalse();
        world.organization
                .asOwner()
                .put(policy(), new JsonObject().put("secondFactorRequired", "yes"))
                .expect(400, "REQUEST.INVALID");
        want(true);
        assertThat(world.organization.asOwner().get(policy()).data().getBoolean("secondFactorRequired"))
                .isTrue();
    }

    @Test
    void whatAnOrganizationAsksEndsWithIt() {
        want(true);
        var organization = world.organization.id().value();

        BENCH.sql("delete from guildhall.organization where id = $1", organization);

        assertThat(BENCH.sql("select 1 from guildhall.sign_in_policy where organization_id = $1", organization))
                .isEmpty();
    }
}
