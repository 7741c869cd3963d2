package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Organizations whose members sign in by their provider and in no other way. */
class EnforcedSsoTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static FakeProvider provider;

    private SsoWorld world;
    private UserId ada;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("enforced").assemble());
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

    private Response put(JsonObject body) {
        return world.organization.asOwner().put(world.organization.path() + "/sso", body);
    }

    private Response byPassword(UserId user, String email) {
        return product.asNobody()
                .post("/api/auth/login", new JsonObject().put("email", email).put("password", TestProduct.PASSWORD));
    }

    @Test
    void membersSignInByTheProviderOnly() {
        byPassword(ada, world.addressOf(ada)).expect(200);

        put(new JsonObject().put("enforced", true)).expect(200);

        var refused = byPassword(ada, world.addressOf(ada)).expect(403, "AUTH.SSO_REQUIRED");
        assertThat(refused.body()).contains("/api/auth/sso/start?organizationId=" + world.organization.id());
        assertThat(refused.header("Set-Cookie")).isNull();
        product.asNobody()
                .post(
                        "/api/auth/login",
                        new JsonObject().put("email", world.addressOf(ada)).put("password", "wrong"))
                .expect(401, "AUTH.BAD_CREDENTIALS");
        world.signIn(about("ada", world.addressOf(ada))).expect(303);

        put(new JsonObject().put("enforced", false)).expect(200);
        byPassword(ada, world.addressOf(ada)).expect(200);
    }

    @Test
    void aPasskeyIsNoWayAroundTheProvider() {
        var passkeys = "/api/auth/factors/passkeys";
        var authenticator = new SoftwareAuthenticator("http://localhost");
        var session = product.asNobody()
                .withBearer(
                        byPassword(ada, world.addressOf(ada)).expect(200).data().getString("accessToken"));
        var begun = session.post(passkeys + "/options", null).expect(200).data();
        var added = new JsonObject()
                .put("state", begun.getString("state"))
                .put("credential", authenticator.create(begun.getJsonObject("publicKey")));
        session.post(passkeys, added).expect(201);
        byPasskey(authenticator).expect(200);

        put(new JsonObject().put("enforced", true)).expect(200);

        byPasskey(authenticator).expect(403, "AUTH.SSO_REQUIRED");
    }

    private static Response byPasskey(SoftwareAuthenticator authenticator) {
        var login = "/api/auth/login/passkey";
        var asked = product.asNobody().post(login + "/options", null).expect(200);
        var answer = new JsonObject()
                .put("state", asked.data().getString("state"))
                .put("credential", authenticator.get(asked.data().getJsonObject("publicKey")));
        return product.asNobody()
                .withHeader("Cookie", asked.header("Set-Cookie").split(";")[0])
                .post(login, answer);
    }

    @Test
    void whoIsLinkedSignsInByTheProviderWhateverTheirAddress() {
        world.signIn(about("ada", world.addressOf(ada))).expect(303);
        world.move(ada, ada + "@elsewhere.example");
        put(new JsonObject().put("enforced", true)).expect(200);

        byPassword(ada, ada + "@elsewhere.example").expect(403, "AUTH.SSO_REQUIRED");
    }

    @Test
    void noLinkGivesAPasswordToWhoSignsInByTheProvider() {
        put(new JsonObject().put("enforced", true)).expect(200);

        product.asAdministrator()
                .post("/api/admin/users/" + ada + "/password-link", null)
                .expect(409, "USER.PASSWORD_NOT_ALLOWED");
        var guest = world.organization.member("MEMBER");
        for (var email : List.of(world.addressOf(ada), TestProduct.address(guest))) {
            product.asNobody()
                    .post("/api/auth/password/reset", new JsonObject().put("email", email))
                    .expect(202);
        }

        Await.until(() -> assertThat(links(guest)).hasSize(1));
        assertThat(links(ada)).isEmpty();
    }

    private static RowSet<Row> links(UserId user) {
        return BENCH.sql("select 1 from guildhall.password_link where user_id = $1", user.value());
    }

    @Test
    void theOwnerGetsInWhenTheProviderIsBroken() {
        var owner = world.organization.owner();
        world.move(owner, world.addressOf(owner));
        put(new JsonObject().put("enforced", true)).expect(200);

        byPassword(owner, world.addressOf(owner)).expect(200);
        world.organization
                .asOwner()
                .post(world.organization.path() + "/transfer", new JsonObject().put("userId", ada.toString()))
                .expect(200);
        byPassword(owner, world.addressOf(owner)).expect(403, "AUTH.SSO_REQUIRED");
        byPassword(ada, world.addressOf(ada)).expect(200);
    }

    @Test
    void guestsAndStrangersAreNotLockedOut() {
        var guest = world.organization.member("MEMBER");
        var stranger = product.user();
        world.move(stranger, world.addressOf(stranger));
        put(new JsonObject().put("enforced", true)).expect(200);

        byPassword(guest, TestProduct.address(guest)).expect(200);
        byPassword(stranger, world.addressOf(stranger)).expect(200);
    }

    @Test
    void whoWorksForThePlatformIsNotLockedOut() {
        BENCH.sql("update guildhall.user_account set roles = '{ADMIN,USER}' where id = $1", ada.value());
        put(new JsonObject().put("enforced", true)).expect(200);

        byPassword(ada, world.addressOf(ada)).expect(200);
    }

    @Test
    void aProviderThatDoesNotPassTheTestIsNotEnforced() throws IOException {
        try (var broken = new FakeProvider()) {
            broken.described.put("issuer", "https://login.evil.example");

            put(broken.configuration().put("enforced", true)).expect(409, "SSO.TEST_FAILED");

            put(new JsonObject().put("enforced", true)).expect(200);
            put(new JsonObject().put("issuerUrl", broken.issuer())).expect(409, "SSO.TEST_FAILED");
            put(broken.configuration().put("enforced", false)).expect(200);
        }
    }

    @Test
    void whatNobodyCanSignInByIsNotEnforced() {
        put(new JsonObject().put("enforced", true)).expect(200);

        var refused = put(new JsonObject().putNull("clientId")).expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("enforced");
    }
}
