package dev.guildhall.membership;

import static dev.guildhall.testkit.TestProduct.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RolesTest extends MembershipTest {

    @Test
    void aWorkspaceDefinesARoleOfItsOwn() {
        var workspace = product.workspace();

        var created = workspace
                .asOwner()
                .post(workspace.path() + "/roles", role("Publisher", "workspace.read", "Events.Publish"))
                .expect(201);

        var role = created.data();
        assertThat(role.getString("name")).isEqualTo("Publisher");
        assertThat(role.getBoolean("builtIn")).isFalse();
        assertThat(role.containsKey("description")).isFalse();
        assertThat(role.getJsonArray("permissions")).containsExactly("events.publish", "workspace.read");
        assertThat(created.header("Location")).isEqualTo(workspace.path() + "/roles/" + role.getString("id"));
        var read = workspace.asOwner().get(created.header("Location")).expect(200);
        assertThat(read.data()).isEqualTo(role);
        assertThat(read.header("ETag")).isEqualTo(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(eventTypes(workspace, role.getString("id"))).containsExactly("role.created");
    }

    @Test
    void namesAreUniqueWhateverTheirCase() {
        var workspace = product.workspace();
        var roles = workspace.path() + "/roles";
        workspace.asOwner().post(roles, role("Auditor", "audit.read")).expect(201);

        for (var taken : List.of("auditor", "  AUDITOR ", "owner", "Viewer", "ADMIN")) {
            workspace.asOwner().post(roles, role(taken)).expect(409, "WORKSPACE.ROLE_NAME_EXISTS");
        }
        var other = workspace.asOwner().post(roles, role("Other")).expect(201).data();
        workspace
                .asOwner()
                .patch(roles + "/" + other.getString("id"), new JsonObject().put("name", "aUDITOR"))
                .expect(409, "WORKSPACE.ROLE_NAME_EXISTS");
        workspace
                .asOwner()
                .patch(roles + "/" + other.getString("id"), new JsonObject().put("name", "Member"))
                .expect(409, "WORKSPACE.ROLE_NAME_EXISTS");
        var elsewhere = product.workspace();
        elsewhere.asOwner().post(elsewhere.path() + "/roles", role("Auditor")).expect(201);
    }

    @Test
    void badFieldsAreNamed() {
        var workspace = product.workspace();
        var roles = workspace.path() + "/roles";

        assertThat(fields(workspace.asOwner().post(roles, role("Odd", "workspace.read", "cake.eat"))))
                .containsExactly("permissions.1");
        assertThat(fields(workspace.asOwner().post(roles, role("  ")))).containsExactly("name");
        assertThat(fields(workspace.asOwner().post(roles, role("", "cake.eat").put("description", 7))))
                .containsExactlyInAnyOrder("name", "permissions.0", "description");
        assertThat(fields(workspace.asOwner().post(roles, role("x".repeat(101)))))
                .containsExactly("name");
        assertThat(fields(workspace.asOwner().post(roles, role("a\u0000b")))).containsExactly("name");
        assertThat(fields(workspace.asOwner().post(roles, role("ADM\u200bIN")))).containsExactly("name");
        assertThat(fields(workspace.asOwner().post(roles, role("OWNER\u00a0")))).containsExactly("name");
        assertThat(fields(workspace.asOwner().post(roles, role(Ids.next().toString()))))
                .containsExactly("name");
        workspace
                .asOwner()
                .post(roles, new JsonObject().put("name", "No permissions"))
                .expect(400, "REQUEST.INVALID");
        workspace.asOwner().post(roles, role("Odd").put("color", "red")).expect(400, "REQUEST.INVALID");
        workspace
                .asOwner()
                .post(roles, role("Odd").put("description", "d".repeat(1001)))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void aRoleIsChangedFieldByFieldAtTheRevisionSeen() {
        var workspace = product.workspace();
        var path = workspace.path() + "/roles/"
                + workspace.role("Writer", "workspace.read", "events.publish").getString("id");

        var described = workspace
                .asOwner()
                .patch(path, new JsonObject().put("description", "Writes"))
                .expect(200);
        var cleared = workspace
                .asOwner()
                .withHeader("If-Match", described.header("ETag"))
                .patch(path, new JsonObject().put("description", null).put("name", "Scribe"))
                .expect(200);

        assertThat(described.data().getString("description")).isEqualTo("Writes");
        assertThat(described.data().getString("name")).isEqualTo("Writer");
        assertThat(cleared.data().containsKey("description")).isFalse();
        assertThat(cleared.data().getString("name")).isEqualTo("Scribe");
        assertThat(cleared.data().getJsonArray("permissions")).containsExactly("events.publish", "workspace.read");
        workspace
                .asOwner()
                .withHeader("If-Match", "\"1\"")
                .patch(path, new JsonObject().put("name", "Stale"))
                .expect(412, "REQUEST.PRECONDITION_FAILED");
        workspace.asOwner().patch(path, new JsonObject().put("name", null)).expect(400, "REQUEST.INVALID");
        workspace
                .asOwner()
                .patch(path, new JsonObject().put("permissions", null))
                .expect(400, "REQUEST.INVALID");
        var same = workspace
                .asOwner()
                .patch(path, new JsonObject().put("name", "Scribe"))
                .expect(200);
        assertThat(same.header("ETag")).isEqualTo(cleared.header("ETag"));
    }

    @Test
    void whatIsBuiltInStaysAsItIs() {
        var workspace = product.workspace();

        for (var name : List.of("OWNER", "admin", "Member", "VIEWER")) {
            var path = workspace.path() + "/roles/" + name;
            workspace.asOwner().get(path).expect(200);
            workspace
                    .asOwner()
                    .patch(path, new JsonObject().put("name", "Mine"))
                    .expect(409, "ROLE.BUILT_IN");
            workspace.asOwner().delete(path).expect(409, "ROLE.BUILT_IN");
        }
    }

    @Test
    void unknownRolesAreNotFound() {
        var workspace = product.workspace();
        var elsewhere = product.workspace().role("Elsewhere").getString("id");

        for (var id : List.of(Ids.next().toString(), elsewhere, "nonsense")) {
            var path = workspace.path() + "/roles/" + id;
            workspace.asOwner().get(path).expect(404, "ROLE.NOT_FOUND");
            workspace.asOwner().patch(path, new JsonObject().put("name", "X")).expect(404, "ROLE.NOT_FOUND");
            workspace.asOwner().delete(path).expect(404, "ROLE.NOT_FOUND");
            workspace
                    .asOwner()
                    .post(workspace.path() + "/members", member(product.user(), id))
                    .expect(404, "ROLE.NOT_FOUND");
        }
    }

    @Test
    void aMemberHasACustomRoleByNameOrId() {
        var workspace = product.workspace();
        var role = workspace.role("Event Reader", "workspace.read", "events.read", "members.read");
        var members = workspace.path() + "/members";
        var byName = product.user("Grace");
        var byId = workspace.member("VIEWER");

        var added = workspace
                .asOwner()
                .post(members, member(byName, "event reader"))
                .expect(200);
        var changed = workspace
                .asOwner()
                .patch(members + "/" + byId, new JsonObject().put("role", role.getString("id")))
                .expect(200);

        for (var member : List.of(added.data(), changed.data())) {
            assertThat(member.getString("role")).isEqualTo("Event Reader");
            assertThat(member.getString("roleScope")).isEqualTo("WORKSPACE");
        }
        product.as(byName).get(members).expect(200);
        product.as(byName).get(workspace.path() + "/roles").expect(403, "ACCESS.DENIED");
        assertThat(product.as(byName)
                        .get(members + "?filter=role%3D%22EVENT%20READER%22")
                        .list())
                .hasSize(2);
        assertThat(product.as(byName).get(members + "?filter=role%3Dviewer").list())
                .isEmpty();
        assertThat(product.as(byName)
                        .get(
                                members
                                        + "?filter=role%3A%22reader%22%20AND%20search%3A%22grace%22%20AND%20roleScope%3Dworkspace")
                        .list())
                .hasSize(1);
    }

    @Test
    void changingARoleIsEffectiveForAllWhoHaveIt() {
        var workspace = product.workspace();
        var role = workspace.role("Guest", "workspace.read", "members.read");
        var guest = workspace.member("Guest");
        product.as(guest).get(workspace.path() + "/members").expect(200);

        workspace
                .asOwner()
                .patch(
                        workspace.path() + "/roles/" + role.getString("id"),
                        new JsonObject()
                                .put("permissions", JsonArray.of("workspace.read"))
                                .put("name", "Visitor"))
                .expect(200);

        product.as(guest).get(workspace.path() + "/members").expect(403, "ACCESS.DENIED");
        product.as(guest).get(workspace.path()).expect(200);
        assertThat(workspace.roleOf(guest)).isEqualTo("Visitor");
        assertThat(eventTypes(workspace, role.getString("id"))).containsExactly("role.created", "role.updated");
    }

    @Test
    void aRoleSomebodyHasIsNotDeleted() {
        var workspace = product.workspace();
        var path = workspace.path() + "/roles/"
                + workspace.role("Held", "workspace.read").getString("id");
        var first = workspace.member("Held");
        var second = workspace.member("Held");

        var refused = workspace.asOwner().delete(path).expect(409, "ROLE.IN_USE");

        assertThat(refused.json().getString("message")).contains("2 members");
        workspace.asOwner().delete(workspace.path() + "/members/" + first).expect(204);
        workspace
                .asOwner()
                .post(workspace.path() + "/members", member(second, "VIEWER"))
                .expect(200);
        workspace.asOwner().withHeader("If-Match", "\"9\"").delete(path).expect(412, "REQUEST.PRECONDITION_FAILED");
        workspace.asOwner().delete(path).expect(204);
        workspace.asOwner().get(path).expect(404, "ROLE.NOT_FOUND");
    }

    @Test
    void aWorkspaceGoesWithItsRolesAndWhoHasThem() {
        var workspace = product.workspace();
        workspace.role("Doomed", "workspace.read");
        workspace.member("Doomed");

        workspace.asOwner().delete(workspace.path()).expect(204);

        assertThat(BENCH.sql(
                                "select from guildhall.custom_role where workspace_id = $1",
                                workspace.id().value())
                        .size())
                .isZero();
    }

    @Test
    void nobodyDefinesMoreThanTheyMayDo() {
        var workspace = product.workspace();
        var roles = workspace.path() + "/roles";
        workspace.role("Keeper of roles", "workspace.read", "roles.read", "roles.manage");
        var keeper = product.as(workspace.member("Keeper of roles"));
        var strong = workspace.role("Strong", "members.manage").getString("id");

        keeper.post(roles, role("Weak", "workspace.read")).expect(201);
        keeper.post(roles, role("Cheat", "members.manage")).expect(403, "ROLE.ESCALATION");
        var own =
                keeper.post(roles, role("Own", "roles.read")).expect(201).data().getString("id");
        keeper.patch(roles + "/" + own, new JsonObject().put("permissions", JsonArray.of("audit.read")))
                .expect(403, "ROLE.ESCALATION");
        keeper.patch(roles + "/" + strong, new JsonObject().put("permissions", new JsonArray()))
                .expect(403, "ROLE.ESCALATION");
        keeper.patch(roles + "/" + strong, new JsonObject().put("name", "Renamed"))
                .expect(403, "ROLE.ESCALATION");
        keeper.delete(roles + "/" + strong).expect(403, "ROLE.ESCALATION");
        product.as(workspace.member("ADMIN"))
                .post(roles, role("Second owner", "workspace.delete"))
                .expect(403, "ROLE.ESCALATION");
        workspace.asOwner().post(roles, role("Deputy", "workspace.transfer")).expect(201);
        product.as(workspace.member("MEMBER")).post(roles, role("Mine")).expect(403, "ACCESS.DENIED");
    }

    @Test
    void nobodyGrantsOrTakesWhatIsBeyondThem() {
        var workspace = product.workspace();
        var members = workspace.path() + "/members";
        workspace.role("Doorkeeper", "workspace.read", "members.read", "members.manage");
        workspace.role("Strong", "audit.read");
        var keeper = workspace.member("Doorkeeper");
        var admin = workspace.member("ADMIN");
        var strong = workspace.member("Strong");
        var colleague = workspace.member("Doorkeeper");
        var asKeeper = product.as(keeper);

        asKeeper.post(members, member(product.user(), "ADMIN")).expect(403, "ROLE.ESCALATION");
        asKeeper.post(members, member(product.user(), "strong")).expect(403, "ROLE.ESCALATION");
        asKeeper.post(members, member(keeper, "ADMIN")).expect(403, "ROLE.ESCALATION");
        for (var stronger : List.of(admin, strong)) {
            asKeeper.post(members, member(stronger, "Doorkeeper")).expect(403, "ROLE.ESCALATION");
            asKeeper.patch(members + "/" + stronger, new JsonObject().put("role", "Doorkeeper"))
                    .expect(403, "ROLE.ESCALATION");
            asKeeper.delete(members + "/" + stronger).expect(403, "ROLE.ESCALATION");
        }
        asKeeper.delete(members + "/" + workspace.owner()).expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        asKeeper.post(members, member(product.user(), "doorkeeper")).expect(200);
        asKeeper.delete(members + "/" + colleague).expect(204);
        product.as(strong).delete(members + "/" + strong).expect(204);
    }

    @Test
    void rolesAreListedBuiltInOnesFirstFilteredAndPaged() {
        var workspace = product.workspace();
        workspace.role("Zoe", "audit.read");
        workspace.role("Abe", "workspace.read");
        var roles = workspace.path() + "/roles";

        var first = workspace.asOwner().get(roles + "?pageSize=5").expect(200);
        var second = workspace
                .asOwner()
                .get(roles + "?pageSize=5&pageToken=" + first.json().getString("nextPageToken"))
                .expect(200);

        assertThat(names(first)).containsExactly("OWNER", "ADMIN", "MEMBER", "VIEWER", "Abe");
        assertThat(names(second)).containsExactly("Zoe");
        assertThat(second.json().containsKey("nextPageToken")).isFalse();
        assertThat(names(workspace.asOwner().get(roles + "?filter=builtIn%3Dfalse&orderBy=name%20desc")))
                .containsExactly("Zoe", "Abe");
        assertThat(names(workspace.asOwner().get(roles + "?filter=permission%3D%22audit.read%22")))
                .containsExactly("OWNER", "ADMIN", "Zoe");
        workspace.asOwner().get(roles + "?filter=salary%3E3").expect(400, "REQUEST.INVALID");
    }

    @Test
    void ofManyWhoDefineOneNameAtOnceOneDoes() {
        var workspace = product.workspace();

        var answers = IntStream.range(0, 32)
                .mapToObj(i -> workspace
                        .asOwner()
                        .sendAsync("POST", workspace.path() + "/roles", role(i % 2 == 0 ? "Racer" : "RACER")))
                .toList();

        assertThat(statuses(answers))
                .containsOnlyOnce(201)
                .filteredOn(status -> status != 201)
                .containsOnly(409);
    }

    @Test
    void twoHundredIsTheMostHoweverManyAreDefinedAtOnce() {
        var workspace = product.workspace();
        BENCH.sql("""
                insert into guildhall.custom_role (workspace_id, id, name, permissions, created_at, updated_at)
                select $1, gen_random_uuid(), 'Role ' || n, '{workspace.read}', now(), now()
                  from generate_series(1, 198) n
                """, workspace.id().value());

        var answers = IntStream.range(0, 16)
                .mapToObj(i -> workspace.asOwner().sendAsync("POST", workspace.path() + "/roles", role("Racer " + i)))
                .toList();

        assertThat(statuses(answers)).filteredOn(status -> status == 201).hasSize(2);
        assertThat(statuses(answers)).filteredOn(status -> status != 201).containsOnly(409);
    }

    @Test
    void aRoleDeletedWhileItIsGivenIsEitherGoneOrHeld() {
        var workspace = product.workspace();
        for (var round = 0; round < 8; round++) {
            var name = "Contested " + round;
            var id = workspace.role(name, "workspace.read").getString("id");
            var user = product.user();

            var giving = workspace.asOwner().sendAsync("POST", workspace.path() + "/members", member(user, name));
            var deleting = workspace.asOwner().sendAsync("DELETE", workspace.path() + "/roles/" + id, null);

            assertThat(List.of(giving.join().status(), deleting.join().status()))
                    .isIn(List.of(200, 409), List.of(404, 204));
        }
    }

    @Test
    void whoIsDemotedWhileTheyGrantGrantsBeforeOrNotAtAll() {
        var workspace = product.workspace();
        var members = workspace.path() + "/members";
        for (var round = 0; round < 8; round++) {
            var admin = workspace.member("ADMIN");
            var friend = product.user();
            product.as(admin).get(workspace.path()).expect(200);

            var demoting = workspace
                    .asOwner()
                    .sendAsync("PATCH", members + "/" + admin, new JsonObject().put("role", "VIEWER"));
            var granting = product.as(admin).sendAsync("POST", members, member(friend, "ADMIN"));

            assertThat(demoting.join().status()).isEqualTo(200);
            assertThat(granting.join().status()).isIn(200, 403);
            assertThat(wasGrantedInTime(workspace, admin, friend)).isTrue();
        }
    }

    @Test
    void whatAnotherNodeChangesOfARoleIsNoticedByItsEvent() {
        var workspace = product.workspace();
        var role = UUID.fromString(
                workspace.role("Remote", "workspace.read", "members.read").getString("id"));
        var user = workspace.member("Remote");
        product.as(user).get(workspace.path() + "/members").expect(200);

        BENCH.sql("update guildhall.custom_role set permissions = array['workspace.read'] where id = $1", role);
        happened(workspace, "role.updated", role);

        Await.until(() -> product.as(user).get(workspace.path() + "/members").expect(403));
    }

    @Test
    void theDatabaseItselfHoldsTheRules() {
        var workspace = product.workspace();
        var other = product.workspace().role("Foreign").getString("id");

        for (var taken : List.of("owner", "ViEwEr")) {
            assertThat(refusal(
                            workspace,
                            "insert into guildhall.custom_role (workspace_id, id, name, permissions, created_at,"
                                    + " updated_at) values ($1, gen_random_uuid(), '" + taken
                                    + "', '{}', now(), now())"))
                    .contains("custom_role_name_not_built_in");
        }
        assertThat(refusal(
                        workspace,
                        "update guildhall.member set role = 'CUSTOM', custom_role_id = '" + other
                                + "' where workspace_id = $1"))
                .contains("member_custom_role_fk");
        assertThat(refusal(workspace, "update guildhall.member set role = 'CUSTOM' where workspace_id = $1"))
                .contains("member_custom_role_named");
    }

    @Test
    void rowsAreSeenInTheirOwnScopeOnly() {
        var workspace = product.workspace();
        workspace.role("Hidden");
        var count = "select count(*)::int from guildhall.custom_role where workspace_id = $1";

        assertThat(seen(workspace.id().toString(), count, workspace)).isEqualTo(1);
        assertThat(seen(product.workspace().id().toString(), count, workspace)).isZero();
        assertThat(seen(null, count, workspace)).isZero();
    }

    private static JsonObject role(String name, String... permissions) {
        return new JsonObject().put("name", name).put("permissions", new JsonArray(List.of(permissions)));
    }

    /** Whether the grant, if there was one, comes before the demotion in the workspace's history. */
    private static boolean wasGrantedInTime(TestWorkspace workspace, UserId admin, UserId friend) {
        return BENCH.sql(
                                "select from guildhall.event granted join guildhall.event demoted"
                                        + " on demoted.tenant_id = granted.tenant_id"
                                        + " where granted.tenant_id = $1"
                                        + " and granted.type = 'member.added' and granted.subject = $3"
                                        + " and demoted.type = 'member.role_changed' and demoted.subject = $2"
                                        + " and granted.sequence > demoted.sequence",
                                workspace.id().value(),
                                admin.toString(),
                                friend.toString())
                        .size()
                == 0;
    }

    private static String refusal(TestWorkspace workspace, String sql) {
        try {
            BENCH.sql(sql, workspace.id().value());
            return "none";
        } catch (AssertionError | RuntimeException refused) {
            return refused.toString();
        }
    }

    private static List<String> names(Response page) {
        return page.list().stream()
                .map(role -> ((JsonObject) role).getString("name"))
                .toList();
    }
}
