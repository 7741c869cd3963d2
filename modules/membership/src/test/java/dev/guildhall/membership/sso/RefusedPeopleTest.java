package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom a provider vouches for, and who is not let in all the same. */
class RefusedPeopleTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static FakeProvider provider;

    private SsoWorld world;
    private UserId ada;
    private Map<String, Object> asAda;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("refused").assemble());
        provider = new FakeProvider();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void aMemberCanSignIn() {
        world = new SsoWorld(BENCH, product, provider);
        ada = world.member();
        asAda = about("ada", world.addressOf(ada));
    }

    private void refuses(Map<String, Object> about, String code) {
        var refused = world.signIn(about).expect(403, code);
        assertThat(refused.header("Set-Cookie")).isNull();
        var logged = world.audit().get(0);
        assertThat(logged.getString("action")).isEqualTo("session.refused");
        assertThat(logged.getJsonObject("after").getString("reason")).isEqualTo(code);
        assertThat(logged.getJsonObject("after").getString("issuer")).isEqualTo(provider.issuer());
    }

    private static Map<String, Object> with(Map<String, Object> about, String claim, Object value) {
        var changed = new HashMap<>(about);
        if (value == null) {
            changed.remove(claim);
        } else {
            changed.put(claim, value);
        }
        return changed;
    }

    @Test
    void whoIsNoMemberWhereNoneAreMade() {
        refuses(about("nobody", "nobody@" + world.domain), "AUTH.SSO_NOT_A_MEMBER");

        var outsider = product.user();
        world.move(outsider, world.addressOf(outsider));
        refuses(about("outsider", world.addressOf(outsider)), "AUTH.SSO_NOT_A_MEMBER");
    }

    @Test
    void whoWasRemovedEvenWhereMembersAreMade() {
        world.configure(new JsonObject().put("autoProvision", true));
        world.signIn(asAda).expect(303);
        world.organization
                .asOwner()
                .delete(world.organization.path() + "/members/" + ada)
                .expect(204);

        refuses(asAda, "AUTH.SSO_NOT_A_MEMBER");
    }

    @Test
    void whoseAccountIsClosed() {
        world.signIn(asAda).expect(303);
        BENCH.sql("update guildhall.user_account set roles = '{SUPPORT}' where id = $1", ada.value());

        refuses(asAda, "AUTH.SSO_ACCOUNT_CLOSED");
    }

    @Test
    void whoWorksForThePlatform() {
        BENCH.sql("update guildhall.user_account set roles = '{ADMIN,USER}' where id = $1", ada.value());

        refuses(asAda, "AUTH.SSO_PLATFORM_ACCOUNT");
    }

    @Test
    void whoseAddressTheProviderDoesNotKnowToBeTheirs() {
        refuses(with(asAda, "email_verified", null), "AUTH.SSO_EMAIL_NOT_PROVEN");
        refuses(with(asAda, "email_verified", false), "AUTH.SSO_EMAIL_NOT_PROVEN");
        refuses(with(asAda, "email_verified", "yes"), "AUTH.SSO_EMAIL_NOT_PROVEN");
        refuses(with(asAda, "email", null), "AUTH.SSO_EMAIL_NOT_PROVEN");
        refuses(with(asAda, "email", "no address"), "AUTH.SSO_EMAIL_NOT_PROVEN");
        refuses(with(asAda, "email", 7), "AUTH.SSO_EMAIL_NOT_PROVEN");

        world.signIn(with(with(asAda, "email_verified", null), "xms_edov", true))
                .expect(303);
    }

    @Test
    void whoseAddressIsOfADomainThatIsNotTheOrganizations() {
        var guest = world.organization.member("MEMBER");
        world.organization
                .asOwner()
                .post(world.organization.path() + "/sso/domains", new JsonObject().put("domain", "example.org"))
                .expect(201);

        refuses(about("guest", TestProduct.address(guest)), "AUTH.SSO_DOMAIN_NOT_PROVEN");
        refuses(about("sub", "ada@mail." + world.domain), "AUTH.SSO_DOMAIN_NOT_PROVEN");
    }

    @Test
    void whoHasTheAddressOfSomebodyElseWhoIsLinked() {
        world.signIn(asAda).expect(303);

        refuses(with(asAda, "sub", "another"), "AUTH.SSO_LINKED_OTHERWISE");
    }

    @Test
    void whoseLinkHasEndedUntilTheirAddressTellsAgainWhoTheyAre() {
        var session = world.signedIn(world.signIn(asAda));
        var links = world.organization.path() + "/sso/identities";
        var owner = world.organization.asOwner();
        var listed = owner.get(links + "?filter=userId%3D%22" + ada + "%22")
                .expect(200)
                .list();
        assertThat(listed).hasSize(1);
        assertThat(listed.getJsonObject(0).getString("subject")).isEqualTo("ada");
        var link = links + "/" + listed.getJsonObject(0).getString("id");
        product.as(ada).delete(link).expect(403, "ACCESS.DENIED");
        product.organization()
                .asOwner()
                .delete(link.replace(
                        world.organization.id().toString(),
                        product.organization().id().toString()))
                .expect(404, "ORGANIZATION.NOT_FOUND");

        owner.delete(link).expect(204);

        assertThat(world.audit().get(0).getString("action")).isEqualTo("organization.sso_unlinked");
        owner.delete(link).expect(404, "SSO.IDENTITY_NOT_FOUND");
        session.get("/api/auth/me").expect(401);
        refuses(Map.of("sub", "ada"), "AUTH.SSO_EMAIL_NOT_PROVEN");
        world.signIn(with(asAda, "sub", "another")).expect(303);
    }

    @Test
    void whoHasTheAccountOfAnAddressThatNobodyProved() {
        BENCH.sql("update guildhall.user_account set email_verified = false where id = $1", ada.value());

        refuses(asAda, "AUTH.SSO_EMAIL_NOT_PROVEN");
    }

    @Test
    void subjectsOfAnotherOrganizationsProvider() throws IOException {
        world.signIn(asAda).expect(303);
        try (var evil = new FakeProvider()) {
            var other = new SsoWorld(BENCH, product, evil);

            other.signIn(asAda).expect(403, "AUTH.SSO_DOMAIN_NOT_PROVEN");
        }
    }

    @Test
    void subjectsOfTheProviderBeforeThisOne() throws IOException {
        world.signIn(asAda).expect(303);
        try (var next = new FakeProvider()) {
            world.organization
                    .asOwner()
                    .put(world.organization.path() + "/sso", next.configuration())
                    .expect(200);
            var browser = world.begin();

            browser.comeBack(next.signIn(browser.location(), Map.of("sub", "ada")))
                    .expect(403, "AUTH.SSO_EMAIL_NOT_PROVEN");
        }
    }
}
