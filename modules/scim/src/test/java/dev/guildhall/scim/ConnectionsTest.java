package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The connections of directories, and what their tokens are good for. */
class ConnectionsTest extends ScimTest {

    private static String connections(ScimWorld of) {
        return of.organization.path() + "/scim/connections";
    }

    @Test
    void theTokenIsShownOnceAndKeptAsItsHash() {
        var made = world.connect("Okta");

        assertThat(made.getString("token")).startsWith("ghl_scim_");
        assertThat(made.getString("baseUrl")).endsWith("/scim/v2");
        var read = world.organization
                .asOwner()
                .get(connections(world) + "/" + made.getString("id"))
                .expect(200);
        assertThat(read.data().containsKey("token")).isFalse();
        assertThat(read.data().getString("hint")).isNotEqualTo(made.getString("token"));
        assertThat(BENCH.sql("select row_to_json(c)::text as stored from guildhall.scim_connection c"))
                .allSatisfy(row -> assertThat(row.getString("stored")).doesNotContain(made.getString("token")));
        assertThat(world.organization.asOwner().get(connections(world)).body()).doesNotContain(made.getString("token"));
        var audit = world.organization.asOwner().get(world.organization.path() + "/audit?pageSize=100");
        assertThat(audit.body())
                .contains("organization.scim_connection_created")
                .doesNotContain(made.getString("token"));
    }

    @Test
    void itsUseIsNoted() {
        var made = world.connect("Entra ID");
        world.with(made.getString("token")).get("/scim/v2/Users").expect(200);

        product.doNow("note the use of SCIM connections");

        Await.until(() -> assertThat(world.organization
                        .asOwner()
                        .get(connections(world) + "/" + made.getString("id"))
                        .expect(200)
                        .data()
                        .getString("lastUsedAt"))
                .isNotNull());
    }

    @Test
    void aTokenThatIsRotatedOrRevokedWorksNoMore() {
        var made = world.connect("Old");
        var path = connections(world) + "/" + made.getString("id");
        world.with(made.getString("token")).get("/scim/v2/Users").expect(200);

        var rotated = world.organization
                .asOwner()
                .post(path + "/rotate", new JsonObject().put("expiresIn", 3600))
                .expect(200)
                .data();

        world.with(made.getString("token")).get("/scim/v2/Users").expect(401);
        world.with(rotated.getString("token")).get("/scim/v2/Users").expect(200);
        assertThat(rotated.getString("expiresAt")).isNotNull();
        world.organization.asOwner().delete(path).expect(204);
        world.with(rotated.getString("token")).get("/scim/v2/Users").expect(401);
        world.organization.asOwner().get(path).expect(404, "SCIM.CONNECTION_NOT_FOUND");
    }

    @Test
    void aTokenThatHasExpiredIsNone() {
        var made = world.connect("Brief");
        BENCH.sql(
                "update guildhall.scim_connection set expires_at = now() - interval '1 second' where id = $1",
                UUID.fromString(made.getString("id")));

        var refused = world.with(made.getString("token")).get("/scim/v2/Users").expect(401);

        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(refused.json().getString("status")).isEqualTo("401");
    }

    @Test
    void theTokenIsGoodForNothingElse() {
        world.scim.get(world.organization.path()).expect(403, "ACCESS.DENIED");
        world.scim.get(world.organization.path() + "/members").expect(403, "ACCESS.DENIED");
        world.scim.get("/api/auth/me").expect(403, "ACCESS.DENIED");
        world.scim.get("/api/workspaces").expect(403, "ACCESS.DENIED");
        world.scim
                .post(connections(world), new JsonObject().put("name", "More"))
                .expect(403, "ACCESS.DENIED");
    }

    @Test
    void nothingElseIsGoodForScim() {
        world.organization.asOwner().get("/scim/v2/Users").expect(403);
        product.asAdministrator().get("/scim/v2/Users").expect(403);
        product.asNobody().get("/scim/v2/Users").expect(401);
        world.with("ghl_scim_" + "x".repeat(49)).get("/scim/v2/Users").expect(401);
    }

    @Test
    void aTokenOfAnotherOrganizationSeesAndChangesNothing() {
        var other = new ScimWorld(BENCH, product);
        var ada = world.made(TestProduct.name("mine"));
        var team = world.group(TestProduct.name("ours"), ada.getString("id"));
        var path = "/scim/v2/Users/" + ada.getString("id");

        other.scim.get(path).expect(404);
        other.scim.put(path, user(ada.getString("userName"))).expect(404);
        other.deactivate(ada.getString("id")).expect(404);
        other.scim.delete(path).expect(404);
        other.scim.get("/scim/v2/Groups/" + team).expect(404);
        other.scim.delete("/scim/v2/Groups/" + team).expect(404);
        assertThat(other.found("userName eq \"" + ada.getString("userName") + "\"")
                        .getInteger("totalResults"))
                .isZero();
        other.scim
                .post(
                        "/scim/v2/Groups",
                        new JsonObject()
                                .put("displayName", TestProduct.name("theirs"))
                                .put(
                                        "members",
                                        new JsonArray().add(new JsonObject().put("value", ada.getString("id")))))
                .expect(400);
        assertThat(world.scim.get(path).expect(200).json())
                .isEqualTo(world.scim.get(path).json());
    }

    @Test
    void areMadeByWhoManagesSingleSignOn() {
        var member = world.organization.member("MEMBER");
        var admin = world.organization.member("ADMIN");
        var body = new JsonObject().put("name", "By an administrator");

        product.as(member).post(connections(world), body).expect(403, "ACCESS.DENIED");
        product.as(product.user()).post(connections(world), body).expect(404, "ORGANIZATION.NOT_FOUND");
        var made = product.as(admin).post(connections(world), body).expect(201).data();
        product.as(admin)
                .delete(connections(world) + "/" + made.getString("id"))
                .expect(204);
    }

    @Test
    void anOrganizationHasAFewAtMost() {
        var many = new ScimWorld(BENCH, product);
        for (var at = 1; at < 10; at++) {
            many.connect("Connection " + at);
        }

        many.organization
                .asOwner()
                .post(connections(many), new JsonObject().put("name", "One more"))
                .expect(409, "SCIM.CONNECTION_LIMIT_REACHED");
        many.organization
                .asOwner()
                .post(connections(many), new JsonObject().put("name", " ").put("expiresIn", 1))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void theRowsAreTheOrganizationsOwn() {
        var ada = world.made(TestProduct.name("row"));
        world.group(TestProduct.name("rows"), ada.getString("id"));
        var own = "organization:" + world.organization.id();
        var other = "organization:" + new OrganizationId(UUID.randomUUID());
        for (var table : new String[] {"scim_connection", "scim_user", "scim_group"}) {
            var count = "select count(*)::int as seen from guildhall." + table + " where organization_id = $1";
            var id = world.organization.id().value();
            assertThat(seen(own, count, id)).as(table).isPositive();
            assertThat(seen(other, count, id)).as(table).isZero();
            assertThat(seen(null, count, id)).as(table).isZero();
        }
    }

    private static int seen(String scope, String sql, UUID organization) {
        return BENCH.sqlAsApplication(scope, sql, organization)
                .iterator()
                .next()
                .getInteger("seen");
    }
}
