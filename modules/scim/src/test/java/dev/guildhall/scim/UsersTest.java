package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.operation;
import static dev.guildhall.scim.ScimWorld.patch;
import static dev.guildhall.scim.ScimWorld.user;
import static dev.guildhall.scim.ScimWorld.userId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, and whose accounts they are. */
class UsersTest extends ScimTest {

    private static String path(JsonObject user) {
        return "/scim/v2/Users/" + user.getString("id");
    }

    private static void move(UserId user, String email, boolean verified) {
        BENCH.sql(
                "update guildhall.user_account set email = $2, email_key = $2, email_verified = $3 where id = $1",
                user.value(),
                email,
                verified);
    }

    private static String nameOf(String id) {
        return BENCH.sql("select full_name from guildhall.user_account where id = $1", UUID.fromString(id))
                .iterator()
                .next()
                .getString("full_name");
    }

    @Test
    void areMadeMembersWithAnAccountThatIsProvenByTheDomain() {
        // when
        var made = world.scim.post("/scim/v2/Users", user(world.address("ada")).put("externalId", "e-1"));

        // then
        made.expect(201);
        var ada = made.json();
        assertThat(made.header("Content-Type")).isEqualTo("application/scim+json");
        assertThat(made.header("Location")).endsWith(path(ada));
        assertThat(made.header("ETag")).isEqualTo(ada.getJsonObject("meta").getString("version"));
        assertThat(ada.getString("userName")).isEqualTo(world.address("ada"));
        assertThat(ada.getString("externalId")).isEqualTo("e-1");
        assertThat(ada.getString("displayName")).isEqualTo("Ada Lovelace");
        assertThat(ada.getBoolean("active")).isTrue();
        assertThat(world.organization.roleOf(userId(ada))).isEqualTo("MEMBER");
        var account = BENCH.sql(
                        "select email_verified, password_hash from guildhall.user_account where id = $1",
                        userId(ada).value())
                .iterator()
                .next();
        assertThat(account.getBoolean("email_verified")).isTrue();
        assertThat(account.getString("password_hash")).isNull();
        assertThat(world.scim.get(path(ada)).expect(200).json()).isEqualTo(ada);
    }

    @Test
    void theOrganizationIsToldOfTheAccountsThatItsDirectoryMakesAndRenames() {
        var made = world.scim
                .post("/scim/v2/Users", user(world.address("told")))
                .expect(201)
                .json();

        world.scim
                .patch(path(made), patch(operation("replace", "displayName", "Ada Byron")))
                .expect(200);

        var told = BENCH.sql(
                "select type, data from guildhall.event where tenant_id = $1 and subject = $2 order by sequence",
                world.organization.id().value(),
                made.getString("id"));
        assertThat(told)
                .extracting(event -> event.getString("type"))
                .containsExactly("user.created", "member.added", "user.updated");
        assertThat(told)
                .extracting(event -> event.getJsonObject("data").getString("fullName"))
                .containsExactly("Ada Lovelace", null, "Ada Byron");
    }

    @Test
    void bodiesAreTakenAsPlainJsonToo() {
        var plain = product.asNobody().withBearer(world.connection.getString("token"));

        plain.post("/scim/v2/Users", user(world.address("plain"))).expect(201);
        plain.withHeader("Content-Type", "text/plain")
                .send("POST", "/scim/v2/Users", "hello")
                .expect(415);
    }

    @Test
    void areThereOnceOnly() {
        world.made("once");

        var refused =
                world.scim.post("/scim/v2/Users", user(world.address("ONCE"))).expect(409);

        assertThat(refused.json().getString("scimType")).isEqualTo("uniqueness");
        assertThat(refused.json().getJsonArray("schemas"))
                .containsExactly("urn:ietf:params:scim:api:messages:2.0:Error");
    }

    @Test
    void anAccountOfTheDomainThatIsThereAlreadyIsLinked() {
        var ada = product.user("Ada Byron");
        move(ada, world.address("byron"), true);

        var made = world.scim
                .post("/scim/v2/Users", user(world.address("byron")))
                .expect(201)
                .json();

        assertThat(made.getString("id")).isEqualTo(ada.toString());
        assertThat(made.getString("displayName")).isEqualTo("Ada Lovelace");
    }

    @Test
    void whoHasAnAddressOfTheDomainWithoutProofLosesItAndKeepsTheRest() {
        var squatter = product.user("Squatter");
        move(squatter, world.address("squat"), false);

        var made = world.scim
                .post("/scim/v2/Users", user(world.address("squat")))
                .expect(201)
                .json();

        assertThat(made.getString("id")).isNotEqualTo(squatter.toString());
        assertThat(world.organization.roleOf(squatter)).isEqualTo("none");
        assertThat(nameOf(squatter.toString())).isEqualTo("Squatter");
    }

    @Test
    void theAccountOfSomebodyElsesDomainIsNotTaken() {
        var stranger = product.user("Stranger");

        var refused = world.scim
                .post("/scim/v2/Users", user(TestProduct.address(stranger)))
                .expect(409);

        assertThat(refused.json().getString("scimType")).isEqualTo("uniqueness");
        assertThat(refused.body()).doesNotContain("Stranger", stranger.toString());
        assertThat(world.organization.roleOf(stranger)).isEqualTo("none");
        assertThat(world.found("userName eq \"" + TestProduct.address(stranger) + "\"")
                        .getInteger("totalResults"))
                .isZero();
    }

    @Test
    void whoWorksForThePlatformIsNotTaken() {
        var support = product.userWith(PlatformRole.SUPPORT, PlatformRole.USER);
        move(support, world.address("support"), true);

        world.scim.post("/scim/v2/Users", user(world.address("support"))).expect(409);

        assertThat(world.organization.roleOf(support)).isEqualTo("none");
    }

    @Test
    void anAddressOfAnotherDomainMakesAnAccountThatNobodyHasProven() {
        var made = world.scim
                .post("/scim/v2/Users", user("guest@" + TestProduct.name("elsewhere") + ".example"))
                .expect(201)
                .json();

        var account = BENCH.sql(
                        "select email_verified from guildhall.user_account where id = $1",
                        userId(made).value())
                .iterator()
                .next();
        assertThat(account.getBoolean("email_verified")).isFalse();
    }

    @Test
    void theNameOfAMemberWhomTheOrganizationDoesNotManageIsTheirOwn() {
        var guest = world.organization.member("MEMBER");
        var path = "/scim/v2/Users/" + guest;
        var before = nameOf(guest.toString());

        var changed = world.scim
                .put(path, user(TestProduct.address(guest)).put("displayName", "Somebody Else"))
                .expect(200)
                .json();

        assertThat(changed.getString("displayName")).isEqualTo(before);
        assertThat(nameOf(guest.toString())).isEqualTo(before);
        var refused = world.scim
                .patch(path, patch(operation("replace", "userName", world.address("taken-over"))))
                .expect(400);
        assertThat(refused.json().getString("scimType")).isEqualTo("mutability");
    }

    @Test
    void areReplaced() {
        var ada = world.made("replaced");

        var replaced = world.scim
                .put(
                        path(ada),
                        user(world.address("renamed"))
                                .put("displayName", "Ada King")
                                .put("externalId", "e-2")
                                .put("active", "False")
                                .put(
                                        "emails",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("value", world.address("mail"))
                                                        .put("type", "work")
                                                        .put("primary", true))))
                .expect(200);

        var now = replaced.json();
        assertThat(now.getString("userName")).isEqualTo(world.address("renamed"));
        assertThat(now.getString("displayName")).isEqualTo("Ada King");
        assertThat(now.getString("externalId")).isEqualTo("e-2");
        assertThat(now.getBoolean("active")).isFalse();
        assertThat(now.getJsonArray("emails").getJsonObject(0).getString("value"))
                .isEqualTo(world.address("mail"));
        assertThat(nameOf(ada.getString("id"))).isEqualTo("Ada King");
        assertThat(replaced.header("ETag"))
                .isNotEqualTo(ada.getJsonObject("meta").getString("version"));
    }

    @Test
    void anAddressIsChangedWithinTheDomainsOfTheOrganizationAndToNobodyElses() {
        var ada = world.made("moving");
        world.made("occupied");

        world.patchUser(ada.getString("id"), operation("replace", "userName", world.address("occupied")))
                .expect(409);
        var elsewhere = world.patchUser(ada.getString("id"), operation("replace", "userName", "x@elsewhere.example"))
                .expect(400);

        assertThat(elsewhere.json().getString("scimType")).isEqualTo("mutability");
        var second = TestProduct.name("second") + ".example";
        world.proven(second);
        world.patchUser(ada.getString("id"), operation("replace", "userName", "moved@" + second))
                .expect(200);
    }

    @Test
    void aPatchIsDoneAsAWholeOrNotAtAll() {
        var ada = world.made("whole");

        world.patchUser(
                        ada.getString("id"),
                        operation("replace", "displayName", "Changed"),
                        operation("replace", "userName", "no address"))
                .expect(400);

        assertThat(world.scim.get(path(ada)).json()).isEqualTo(ada);
    }

    @Test
    void aPartOfTheNameIsChangedAndTheAccountFollows() {
        var ada = world.made("named");

        var changed = world.patchUser(ada.getString("id"), operation("Replace", "name.familyName", "King"))
                .expect(200)
                .json();

        assertThat(changed.getString("displayName")).isEqualTo("Ada King");
        assertThat(changed.getJsonObject("name").getString("familyName")).isEqualTo("King");
        assertThat(world.patchUser(
                                ada.getString("id"),
                                operation("add", null, new JsonObject().put("displayName", "A. K.")))
                        .json()
                        .getString("displayName"))
                .isEqualTo("A. K.");
    }

    @Test
    void aVersionThatIsNotTheirsAnyMoreIsNotChanged() {
        var ada = world.made("version");
        var version = ada.getJsonObject("meta").getString("version");
        var conditional = world.scim.withHeader("If-Match", version);

        conditional
                .patch(path(ada), patch(operation("replace", "displayName", "First")))
                .expect(200);

        var stale = conditional
                .patch(path(ada), patch(operation("replace", "displayName", "Second")))
                .expect(412);
        assertThat(stale.json().getString("status")).isEqualTo("412");
        conditional.put(path(ada), user(world.address("version"))).expect(412);
        conditional.delete(path(ada)).expect(412);
        var now = world.scim.get(path(ada)).header("ETag");
        world.scim.withHeader("If-None-Match", now).get(path(ada)).expect(304);
        world.scim.withHeader("If-None-Match", version).get(path(ada)).expect(200);
        world.scim.withHeader("If-Match", "\"other\", " + now).delete(path(ada)).expect(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"userName\":7}",
                "{\"userName\":\"\"}",
                "{\"userName\":\"no address\"}",
                "{\"userName\":\"a@b.example\",\"active\":\"maybe\"}",
                "{\"userName\":\"a@b.example\",\"name\":\"Ada\"}",
                "{\"userName\":\"a@b.example\",\"emails\":\"a@b.example\"}",
                "{\"userName\":\"a@b.example\",\"emails\":[\"a@b.example\"]}",
                "{\"userName\":\"a@b.example\",\"emails\":[{\"value\":\"none\"}]}",
                "{\"userName\":\"a@b.example\",\"emails\":[{\"value\":\"a@b.example\",\"primary\":true},"
                        + "{\"value\":\"c@b.example\",\"primary\":true}]}",
                "{\"userName\":\"a@b.example\",\"displayName\":\"\\u202eAda\"}",
                "{\"userName\":\"a@b.example\",\"externalId\":\"a\\u0000b\"}",
                "{\"userName\":\"a@b.example\",\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"]}",
                "{\"userName\":\"a@b.example\",\"schemas\":\"x\"}",
                "[]",
                "{",
                "7"
            })
    void whatCannotBeTakenIsRefused(String body) {
        var refused = world.scim.send("POST", "/scim/v2/Users", body).expect(400);

        assertThat(refused.header("Content-Type")).isEqualTo("application/scim+json");
        assertThat(refused.json().getString("status")).isEqualTo("400");
        assertThat(refused.json().getString("scimType")).isIn("invalidValue", "invalidSyntax");
        assertThat(refused.json().getString("detail")).isNotBlank();
    }

    @Test
    void thatAreNotThereAreToldInTheWordsOfScim() {
        for (var id : new String[] {UUID.randomUUID().toString(), "nobody", "%00"}) {
            var missing = world.scim.get("/scim/v2/Users/" + id);
            assertThat(missing.status()).isIn(400, 404);
            assertThat(missing.header("Content-Type")).isEqualTo("application/scim+json");
        }
        assertThat(world.scim.get("/scim/v2/Nothing").expect(404).json().getString("status"))
                .isEqualTo("404");
        world.scim.send("PATCH", "/scim/v2/Users", "{}").expect(405);
    }

    @Test
    void whatADirectorySaysOfSomebodyGoesWithTheirAccount() {
        var ada = world.made("erased");
        var kept = "select 1 from guildhall.scim_user where user_id = $1";
        assertThat(BENCH.sql(kept, userId(ada).value())).hasSize(1);

        product.asAdministrator()
                .delete("/api/admin/users/" + ada.getString("id"))
                .expect(204);

        assertThat(BENCH.sql(kept, userId(ada).value())).isEmpty();
        world.scim.get(path(ada)).expect(404);
    }

    @Test
    void passwordsAreNotKept() {
        var made = world.scim
                .post("/scim/v2/Users", user(world.address("secret")).put("password", "t1meMa$heen"))
                .expect(201);

        assertThat(made.body()).doesNotContain("t1meMa$heen", "password");
        assertThat(BENCH.sql("select row_to_json(u)::text as stored from guildhall.scim_user u"))
                .allSatisfy(row -> assertThat(row.getString("stored")).doesNotContain("t1meMa$heen"));
    }
}
