package dev.guildhall.membership.sso;

import static dev.guildhall.membership.sso.SsoWorld.about;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.saml.FakeSamlProvider;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What signing in by providers keeps of an organization is seen and changed in its own scope only. */
class SsoIsolationTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static FakeProvider provider;

    private SsoWorld world;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("isolation").assemble());
        provider = new FakeProvider();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @BeforeEach
    void somebodyHasSignedInAndSomebodyIsAboutTo() {
        world = new SsoWorld(BENCH, product, provider);
        world.signIn(about("ada", world.addressOf(world.member()))).expect(303);
        world.begin();
        world.organization
                .asOwner()
                .put(world.organization.path() + "/sign-in-policy", new JsonObject().put("secondFactorRequired", true))
                .expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sso_domain", "sso_attempt", "sso_identity", "sign_in_policy"})
    void aRowIsTheOrganizationsOwn(String table) {
        requireOwn(world, table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"saml_assertion", "saml_answer"})
    void aRowOfSamlIsTheOrganizationsOwn(String table) {
        var saml = new SamlWorld(BENCH, product, new FakeSamlProvider());
        saml.signIn("ada", saml.addressOf(saml.member())).expect(303);

        requireOwn(saml, table);
    }

    private static void requireOwn(SsoOrganization world, String table) {
        var own = "organization:" + world.organization.id();
        var stranger = product.organization().id();
        var other = "organization:" + stranger;
        var count = "select count(*)::int as seen from guildhall." + table + " where organization_id = $1";

        var id = world.organization.id().value();
        assertThat(seen(own, count, id)).isPositive();
        assertThat(seen(other, count, id)).isZero();
        assertThat(seen(null, count, id)).isZero();
        assertThatThrownBy(() -> BENCH.sqlAsApplication(
                        own, "update guildhall." + table + " set organization_id = $1", stranger.value()))
                .hasMessageContaining("row-level security");
        BENCH.sqlAsApplication(other, "delete from guildhall." + table);
        assertThat(seen(own, count, id)).isPositive();
    }

    private static int seen(String scope, String count, UUID id) {
        return BENCH.sqlAsApplication(scope, count, id).iterator().next().getInteger("seen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_hash", "browser_hash"})
    void noSecretOfASignInIsStored(String column) {
        var stored = BENCH.sql(
                "select " + column + " from guildhall.sso_attempt where organization_id = $1",
                world.organization.id().value());

        assertThat(stored)
                .allSatisfy(row -> assertThat(row.getBuffer(0).length()).isEqualTo(32));
    }
}
