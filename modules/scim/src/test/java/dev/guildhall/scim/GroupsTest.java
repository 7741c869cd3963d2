package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.operation;
import static dev.guildhall.scim.ScimWorld.patch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups are teams: what a directory says of the one is seen in the other. */
class GroupsTest extends ScimTest {

    private String ada;
    private String bob;
    private String name;
    private String group;

    @BeforeEach
    void aTeamOfOne() {
        ada = world.made(TestProduct.name("ada")).getString("id");
        bob = world.made(TestProduct.name("bob")).getString("id");
        name = TestProduct.name("Engines");
        group = world.group(name, ada);
    }

    private String path() {
        return "/scim/v2/Groups/" + group;
    }

    private String teamPath() {
        return world.organization.path() + "/teams/" + group;
    }

    private Response patched(JsonObject... operations) {
        return world.scim.patch(path(), patch(operations));
    }

    private List<String> members() {
        return world.scim.get(path()).expect(200).json().getJsonArray("members").stream()
                .map(member -> ((JsonObject) member).getString("value"))
                .toList();
    }

    private List<String> teamMembers() {
        return world.organization.asOwner().get(teamPath() + "/members").expect(200).list().stream()
                .map(member -> ((JsonObject) member).getString("userId"))
                .toList();
    }

    private static JsonArray values(String... users) {
        return new JsonArray(Stream.of(users)
                .map(user -> (Object) new JsonObject().put("value", user))
                .toList());
    }

    @Test
    void areTeams() {
        var team = world.organization.asOwner().get(teamPath()).expect(200).data();
        var shown = world.scim.get(path()).expect(200);

        assertThat(team.getString("name")).isEqualTo(name);
        assertThat(teamMembers()).containsExactly(ada);
        assertThat(shown.json().getString("displayName")).isEqualTo(name);
        var member = shown.json().getJsonArray("members").getJsonObject(0);
        assertThat(member.getString("$ref")).endsWith("/scim/v2/Users/" + ada);
        assertThat(member.getString("display")).isEqualTo("Ada Lovelace");
        assertThat(shown.header("ETag"))
                .isEqualTo(shown.json().getJsonObject("meta").getString("version"));
    }

    @Test
    void aTeamThatPeopleHaveMadeIsOneToo() {
        var team = world.organization.team(new UserId(UUID.fromString(bob)));
        var id = TestProduct.idOf(team);

        var shown = world.scim.get("/scim/v2/Groups/" + id).expect(200).json();

        assertThat(shown.getJsonArray("members").getJsonObject(0).getString("value"))
                .isEqualTo(bob);
        world.scim.delete("/scim/v2/Groups/" + id).expect(204);
        world.organization.asOwner().get(team).expect(404);
    }

    @Test
    void membersComeAndGoByPatchesHoweverTheyAreSpelled() {
        patched(operation("Add", "members", values(bob))).expect(200);
        assertThat(members()).containsExactlyInAnyOrder(ada, bob);
        patched(operation("add", "members", values(bob))).expect(200);
        assertThat(members()).hasSize(2);

        patched(operation("Remove", "members", values(ada))).expect(200);
        assertThat(members()).containsExactly(bob);
        patched(operation("add", null, new JsonObject().put("members", values(ada))))
                .expect(200);
        patched(operation("remove", "members[value eq \"" + bob + "\"]", null)).expect(200);
        assertThat(members()).containsExactly(ada);

        patched(operation("replace", "members", values(bob))).expect(200);
        assertThat(teamMembers()).containsExactly(bob);
        patched(operation("remove", "members", null)).expect(200);
        assertThat(members()).isEmpty();
    }

    @Test
    void areRenamedAndShownWhereTheClientWantsToSeeThem() {
        var other = TestProduct.name("Mills");

        var changed = world.scim
                .patch(
                        path() + "?attributes=displayName",
                        patch(operation(
                                "replace",
                                null,
                                new JsonObject().put("id", group).put("displayName", other))))
                .expect(200)
                .json();

        assertThat(changed.fieldNames()).containsExactlyInAnyOrder("schemas", "id", "displayName");
        assertThat(world.organization.asOwner().get(teamPath()).data().getString("name"))
                .isEqualTo(other);
        world.scim
                .put(
                        path(),
                        new JsonObject()
                                .put("displayName", name)
                                .put("externalId", "g-1")
                                .put("members", values(bob)))
                .expect(200);
        assertThat(teamMembers()).containsExactly(bob);
        assertThat(world.scim.get(path()).json().getString("externalId")).isEqualTo("g-1");
    }

    @Test
    void theirNamesAreTheirOwn() {
        var refused = world.scim
                .post("/scim/v2/Groups", new JsonObject().put("displayName", name.toUpperCase(Locale.ROOT)))
                .expect(409);
        var other = world.group(TestProduct.name("other"));

        assertThat(refused.json().getString("scimType")).isEqualTo("uniqueness");
        world.scim
                .patch("/scim/v2/Groups/" + other, patch(operation("replace", "displayName", name)))
                .expect(409);
        world.scim.post("/scim/v2/Groups", new JsonObject()).expect(400);
        world.scim
                .post("/scim/v2/Groups", new JsonObject().put("displayName", "x".repeat(201)))
                .expect(400);
    }

    @Test
    void membersAreUsersOfTheOrganization() {
        var stranger = product.user().toString();

        for (var member : List.of(stranger, group, "nobody")) {
            var refused = patched(operation("add", "members", values(member))).expect(400);
            assertThat(refused.json().getString("scimType")).isEqualTo("invalidValue");
        }
        var nested = patched(operation(
                        "add",
                        "members",
                        new JsonArray().add(new JsonObject().put("value", group).put("type", "Group"))))
                .expect(400);
        assertThat(nested.json().getString("detail")).contains("users");
        assertThat(members()).containsExactly(ada);
    }

    @Test
    void aPatchIsDoneAsAWholeOrNotAtAll() {
        patched(
                        operation("replace", "displayName", TestProduct.name("new")),
                        operation("add", "members", values(product.user().toString())))
                .expect(400);

        assertThat(world.scim.get(path()).json().getString("displayName")).isEqualTo(name);
    }

    @Test
    void whoIsNotActiveStaysInTheirGroups() {
        world.deactivate(ada).expect(200);

        assertThat(members()).containsExactly(ada);
        patched(operation("replace", "members", values(ada, bob))).expect(200);
        patched(operation("remove", "members[value eq \"" + ada + "\"]", null)).expect(200);
        assertThat(members()).containsExactly(bob);
    }

    @Test
    void guestsOfATeamAreNotTheDirectorysBusiness() {
        var guest = product.user();
        BENCH.sql(
                "insert into guildhall.team_member (organization_id, team_id, user_id, role, full_name, email, joined_at,"
                        + " updated_at) values ($1, $2, $3, 'MEMBER', '', '', now(), now())",
                world.organization.id().value(),
                UUID.fromString(group),
                guest.value());
        assertThat(members()).containsExactly(ada);

        patched(operation("replace", "members", values(bob))).expect(200);

        assertThat(teamMembers()).containsExactlyInAnyOrder(bob, guest.toString());
    }

    @Test
    void whoLeadsATeamStaysLeadWhileTheDirectoryKeepsThem() {
        world.organization
                .asOwner()
                .post(teamPath() + "/members", TestProduct.member(new UserId(UUID.fromString(ada)), "LEAD"))
                .expect(200);

        patched(operation("replace", "members", values(ada, bob))).expect(200);

        var lead = world.organization.asOwner().get(teamPath() + "/members").list().stream()
                .map(JsonObject.class::cast)
                .filter(member -> member.getString("userId").equals(ada))
                .findFirst()
                .orElseThrow();
        assertThat(lead.getString("role")).isEqualTo("LEAD");
    }

    @Test
    void aVersionThatIsNotTheirsAnyMoreIsNotChanged() {
        var version = world.scim.get(path()).header("ETag");
        var conditional = world.scim.withHeader("If-Match", version);

        var changed = conditional
                .patch(path(), patch(operation("add", "members", values(bob))))
                .expect(200);

        conditional.patch(path(), patch(operation("remove", "members", null))).expect(412);
        conditional.delete(path()).expect(412);
        assertThat(changed.header("ETag")).isNotEqualTo(version);
        world.scim.withHeader("If-Match", changed.header("ETag")).delete(path()).expect(204);
        world.scim.get(path()).expect(404);
        world.scim.get("/scim/v2/Groups/nobody").expect(404);
    }

    @Test
    void theGroupsOfAUserAreShownWithThem() {
        var groups = world.scim.get("/scim/v2/Users/" + ada).expect(200).json().getJsonArray("groups");

        assertThat(groups.getJsonObject(0).getString("value")).isEqualTo(group);
        assertThat(groups.getJsonObject(0).getString("display")).isEqualTo(name);
        var refused = world.patchUser(ada, operation("replace", "groups", values(group)))
                .expect(400);
        assertThat(refused.json().getString("scimType")).isEqualTo("mutability");
    }
}
