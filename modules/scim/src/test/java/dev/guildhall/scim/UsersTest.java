package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users from end to end. */
class UsersTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    static TestProduct product;
    static ScimWorld world;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("scim").assemble());
        world = new ScimWorld(BENCH, product);
    }

    @Test
    void areMadeMembersWithAnAccountThatIsProvenByTheDomain() {
        // when
        var made = world.scim.post("/scim/v2/Users", user(world.address("ada")).put("externalId", "e-1"));

        // then
        made.expect(201);
        var ada = made.json();
        assertThat(made.header("Content-Type")).isEqualTo("application/scim+json");
        assertThat(made.header("Location")).endsWith("/scim/v2/Users/" + ada.getString("id"));
        assertThat(made.header("ETag")).isEqualTo(ada.getJsonObject("meta").getString("version"));
        assertThat(ada.getString("userName")).isEqualTo(world.address("ada"));
        assertThat(ada.getString("externalId")).isEqualTo("e-1");
        assertThat(ada.getString("displayName")).isEqualTo("Ada Lovelace");
        assertThat(ada.getBoolean("active")).isTrue();
        assertThat(world.organization.roleOf(ScimWorld.userId(ada))).isEqualTo("MEMBER");
        var account = BENCH.sql(
                        "select email_verified, password_hash from guildhall.user_account where id = $1",
                        ScimWorld.userId(ada).value())
                .iterator()
                .next();
        assertThat(account.getBoolean("email_verified")).isTrue();
        assertThat(account.getString("password_hash")).isNull();
        var read = world.scim.get("/scim/v2/Users/" + ada.getString("id")).expect(200);
        assertThat(read.json()).isEqualTo(ada);
    }

    @Test
    void areFoundByTheirUserNameAmongAllMembers() {
        world.made("grace");

        var found = world.found("userName eq \"" + world.address("GRACE") + "\"");

        assertThat(found.getInteger("totalResults")).isEqualTo(1);
        assertThat(world.scim.get("/scim/v2/Users").expect(200).json().getInteger("totalResults"))
                .isGreaterThanOrEqualTo(2);
    }
}
