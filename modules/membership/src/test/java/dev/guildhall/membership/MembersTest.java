package dev.guildhall.membership;

import static dev.guildhall.testkit.TestProduct.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MembersTest extends MembershipTest {

    @Test
    void aMemberIsAddedAndHasAccessAtOnce() {
        var workspace = product.workspace();
        var ada = product.user("Ada");
        product.as(ada).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");

        var member = workspace
                .asOwner()
                .post(workspace.path() + "/members", member(ada, "member"))
                .expect(200)
                .data();

        assertThat(member.getString("userId")).isEqualTo(ada.toString());
        assertThat(member.getString("fullName")).isEqualTo("Ada");
        assertThat(member.getString("role")).isEqualTo("MEMBER");
        assertThat(member.getString("roleScope")).isEqualTo("WORKSPACE");
        product.as(ada).get(workspace.path()).expect(200);
    }

    @Test
    void aMemberIsReadAndChangedByTheRevisionThatWasRead() {
        var workspace = product.workspace();
        var user = workspace.member("MEMBER");
        var path = workspace.path() + "/members/" + user;
        var owner = workspace.asOwner();

        var read = owner.get(path).expect(200);
        var changed = owner.withHeader("If-Match", read.header("ETag"))
                .withHeader("Content-Type", "application/merge-patch+json")
                .send("PATCH", path, "{\"role\":\"VIEWER\"}")
                .expect(200);

        assertThat(read.data().getString("role")).isEqualTo("MEMBER");
        assertThat(changed.data().getString("role")).isEqualTo("VIEWER");
        owner.withHeader("If-Match", read.header("ETag"))
                .patch(path, new JsonObject().put("role", "ADMIN"))
                .expect(412);
        owner.withHeader("Content-Type", "application/merge-patch+json")
                .send("POST", workspace.path() + "/members", "{}")
                .expect(415);
        owner.get(workspace.path() + "/members/" + product.user("Ada")).expect(404, "MEMBER.NOT_FOUND");
        product.as(product.user("Eve")).get(path).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(owner.get(workspace.path() + "/members?filter=userId%3D%22" + user + "%22")
                        .expect(200)
                        .list())
                .singleElement()
                .satisfies(found ->
                        assertThat(((JsonObject) found).getString("userId")).isEqualTo(user.toString()));
    }

    @Test
    void addingAgainChangesTheRoleAndAddingTheSameChangesNothing() {
        var workspace = product.workspace();
        var user = workspace.member("MEMBER");

        workspace
                .asOwner()
                .post(workspace.path() + "/members", member(user, "MEMBER"))
                .expect(200);
        var promoted = workspace
                .asOwner()
                .post(workspace.path() + "/members", member(user, "ADMIN"))
                .expect(200);

        assertThat(promoted.data().getString("role")).isEqualTo("ADMIN");
        assertThat(eventTypes(workspace, user)).containsExactly("member.added", "member.role_changed");
    }

    @Test
    void anIdempotencyKeyIsGoodForOneMemberAndRole() {
        var workspace = product.workspace();
        var members = workspace.path() + "/members";
        var user = product.user();
        var once = workspace.asOwner().withHeader("Idempotency-Key", "seat-" + user);

        var first = once.post(members, member(user, "VIEWER")).expect(200);
        workspace.asOwner().post(members, member(user, "MEMBER")).expect(200);
        var again = once.post(members, member(user, "VIEWER")).expect(200);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(workspace.roleOf(user)).isEqualTo("MEMBER");
        once.post(members, member(user, "ADMIN")).expect(409, "REQUEST.IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void oneUserAddedManyTimesAtOnceIsOneMember() {
        var workspace = product.workspace();
        var user = product.user();

        var answers = IntStream.range(0, 32)
                .mapToObj(i -> workspace
                        .asOwner()
                        .sendAsync(
                                "POST", workspace.path() + "/members", member(user, i % 2 == 0 ? "MEMBER" : "VIEWER")))
                .toList();

        assertThat(statuses(answers)).containsOnly(200);
        assertThat(workspace.asOwner().get(workspace.path() + "/members").list())
                .hasSize(2);
        assertThat(eventTypes(workspace, user)).startsWith("member.added").containsOnlyOnce("member.added");
    }

    @Test
    void unknownUsersAndRolesAreRefused() {
        var workspace = product.workspace();
        var members = workspace.path() + "/members";

        workspace
                .asOwner()
                .post(members, member(new UserId(Ids.next()), "MEMBER"))
                .expect(404, "USER.NOT_FOUND");
        workspace.asOwner().post(members, member(product.user(), "EMPEROR")).expect(404, "ROLE.NOT_FOUND");
        workspace.asOwner().post(members, member(product.user(), "OWNER")).expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        workspace
                .asOwner()
                .post(members, new JsonObject().put("userId", "x").put("role", "MEMBER"))
                .expect(400, "REQUEST.INVALID");
        workspace
                .asOwner()
                .post(members, new JsonObject().put("role", "MEMBER"))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void onlyThoseWhoManageMembersAddThem() {
        var workspace = product.workspace();
        var members = workspace.path() + "/members";

        product.as(workspace.member("MEMBER"))
                .post(members, member(product.user(), "VIEWER"))
                .expect(403, "ACCESS.DENIED");
        product.as(workspace.member("VIEWER"))
                .post(members, member(product.user(), "VIEWER"))
                .expect(403, "ACCESS.DENIED");
        product.as(workspace.member("ADMIN"))
                .post(members, member(product.user(), "ADMIN"))
                .expect(200);
        product.asAdministrator().post(members, member(product.user(), "ADMIN")).expect(200);
        product.as(product.user())
                .post(members, member(product.user(), "VIEWER"))
                .expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void nobodyElseJoinsAPersonalWorkspace() {
        var request = new JsonObject()
                .put("key", TestProduct.name("ws"))
                .put("name", "Alone")
                .put("plan", "personal");
        var id = product.asAdministrator()
                .post("/api/workspaces", request)
                .expect(200)
                .data()
                .getString("id");

        product.asAdministrator()
                .post("/api/workspaces/" + id + "/members", member(product.user(), "MEMBER"))
                .expect(409, "WORKSPACE.SINGLE_USER_PLAN");
    }

    @Test
    void aRoleIsChangedByPatchAtTheRevisionSeen() {
        var workspace = product.workspace();
        var user = workspace.member("MEMBER");
        var path = workspace.path() + "/members/" + user;

        var changed = workspace
                .asOwner()
                .patch(path, new JsonObject().put("role", "viewer"))
                .expect(200);

        assertThat(changed.data().getString("role")).isEqualTo("VIEWER");
        workspace
                .asOwner()
                .withHeader("If-Match", "\"1\"")
                .patch(path, new JsonObject().put("role", "ADMIN"))
                .expect(412, "REQUEST.PRECONDITION_FAILED");
        workspace
                .asOwner()
                .patch(workspace.path() + "/members/" + product.user(), new JsonObject().put("role", "ADMIN"))
                .expect(404, "MEMBER.NOT_FOUND");
    }

    @Test
    void aRemovedMemberHasNoAccessAnyMore() {
        var workspace = product.workspace();
        var user = workspace.member("ADMIN");
        product.as(user).get(workspace.path()).expect(200);

        workspace.asOwner().delete(workspace.path() + "/members/" + user).expect(204);

        product.as(user).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        workspace.asOwner().delete(workspace.path() + "/members/" + user).expect(404, "MEMBER.NOT_FOUND");
        assertThat(eventTypes(workspace, user)).containsExactly("member.added", "member.removed");
    }

    @Test
    void everyoneMayLeaveButTheOwner() {
        var workspace = product.workspace();
        var viewer = workspace.member("VIEWER");
        var member = workspace.member("MEMBER");

        product.as(viewer).delete(workspace.path() + "/members/" + viewer).expect(204);
        product.as(member).post(workspace.path() + "/leave", null).expect(204);

        workspace.asOwner().post(workspace.path() + "/leave", null).expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        workspace
                .asOwner()
                .delete(workspace.path() + "/members/" + workspace.owner())
                .expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        product.as(workspace.member("ADMIN"))
                .delete(workspace.path() + "/members/" + workspace.owner())
                .expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        workspace
                .asOwner()
                .post(workspace.path() + "/members", member(workspace.owner(), "ADMIN"))
                .expect(409, "MEMBER.OWNER_MUST_TRANSFER");
    }

    @Test
    void ownershipPassesToAMember() {
        var workspace = product.workspace();
        var heir = workspace.member("MEMBER");
        var transfer = new JsonObject().put("userId", heir.toString());
        product.as(workspace.member("ADMIN"))
                .post(workspace.path() + "/transfer", transfer)
                .expect(403, "ACCESS.DENIED");

        workspace.asOwner().post(workspace.path() + "/transfer", transfer).expect(200);

        assertThat(workspace.roleOf(heir)).isEqualTo("OWNER");
        assertThat(workspace.roleOf(workspace.owner())).isEqualTo("ADMIN");
        assertThat(product.as(heir).get(workspace.path()).data().getString("ownerId"))
                .isEqualTo(heir.toString());
        product.as(heir)
                .post(
                        workspace.path() + "/transfer",
                        new JsonObject().put("userId", product.user().toString()))
                .expect(404, "MEMBER.NOT_FOUND");
    }

    @Test
    void howeverManyTransferAndLeaveAtOnceThereIsOneOwner() {
        var workspace = product.workspace();
        var heirs =
                IntStream.range(0, 8).mapToObj(i -> workspace.member("ADMIN")).toList();
        var admin = product.asAdministrator();

        var answers = new ArrayList<CompletableFuture<Response>>();
        for (var i = 0; i < 64; i++) {
            var heir = heirs.get(i % heirs.size());
            answers.add(
                    switch (i % 3) {
                        case 0 ->
                            admin.sendAsync(
                                    "POST",
                                    workspace.path() + "/transfer",
                                    new JsonObject().put("userId", heir.toString()));
                        case 1 -> product.as(heir).sendAsync("POST", workspace.path() + "/leave", new JsonArray());
                        default ->
                            admin.sendAsync(
                                    "POST",
                                    workspace.path() + "/members",
                                    member(heir, i % 2 == 0 ? "ADMIN" : "VIEWER"));
                    });
        }

        assertThat(statuses(answers)).allMatch(status -> status < 500);
        var owners = BENCH.sql(
                "select m.user_id from guildhall.member m join guildhall.workspace w"
                        + " on w.id = m.workspace_id and w.owner_id = m.user_id"
                        + " where m.workspace_id = $1 and m.role = 'OWNER'",
                workspace.id().value());
        assertThat(owners.size()).isEqualTo(1);
    }

    @Test
    void membersAreListedFilteredAndSearched() {
        var workspace = product.workspace();
        var grace = product.user("Grace Hopper");
        workspace
                .asOwner()
                .post(workspace.path() + "/members", member(grace, "VIEWER"))
                .expect(200);
        workspace.member("MEMBER");
        var list = workspace.path() + "/members";

        assertThat(workspace.asOwner().get(list).list()).hasSize(3);
        assertThat(workspace.asOwner().get(list + "?filter=role%3Dviewer").list())
                .hasSize(1);
        assertThat(workspace
                        .asOwner()
                        .get(list + "?filter=search%3A%22hopper%22")
                        .list())
                .hasSize(1);
        assertThat(workspace
                        .asOwner()
                        .get(list + "?filter=roleScope%3Dorganization")
                        .list())
                .isEmpty();
        assertThat(workspace
                        .asOwner()
                        .get(list + "?orderBy=fullName")
                        .list()
                        .getJsonObject(0)
                        .getString("fullName"))
                .isEqualTo("Grace Hopper");
        workspace.asOwner().get(list + "?filter=salary%3E3").expect(400, "REQUEST.INVALID");
        workspace.asOwner().get(list + "?filter=roleScope%3Dgalaxy").expect(400, "REQUEST.INVALID");
    }

    @Test
    void aMemberWhoseAccountIsRenamedIsFoundAndOrderedByTheNewName() {
        var workspace = product.workspace();
        var zoe = product.user("Zoe");
        workspace
                .asOwner()
                .post(workspace.path() + "/members", member(zoe, "VIEWER"))
                .expect(200);

        BENCH.sql("update guildhall.user_account set full_name = 'Aa Renamed' where id = $1", zoe.value());

        var list = workspace.path() + "/members";
        assertThat(workspace.asOwner().get(list + "?filter=search%3Arenamed").list())
                .hasSize(1);
        assertThat(workspace
                        .asOwner()
                        .get(list + "?orderBy=fullName")
                        .list()
                        .getJsonObject(0)
                        .getString("fullName"))
                .isEqualTo("Aa Renamed");
    }

    @Test
    void theBuiltInRolesAndTheirPermissionsAreListed() {
        var workspace = product.workspace();
        var roles =
                workspace.asOwner().get(workspace.path() + "/roles").expect(200).list();

        assertThat(roles.stream().map(role -> ((JsonObject) role).getString("name")))
                .containsExactly("OWNER", "ADMIN", "MEMBER", "VIEWER");
        assertThat(roles.stream().map(role -> ((JsonObject) role).getString("level")))
                .containsExactly("owner", "editor", "tool_runner", "viewer");
        assertThat(roles.getJsonObject(1).getJsonArray("permissions"))
                .contains("members.manage")
                .doesNotContain("workspace.delete", "workspace.transfer");
        assertThat(product.as(workspace.owner()).get("/api/permissions").list())
                .hasSize(Permissions.all().size());
    }

    @Test
    void permissionsAreListedByWhatTheyAreAbout() {
        var names = product.as(product.workspace().owner()).get("/api/permissions").list().stream()
                .map(permission -> ((JsonObject) permission).getString("name"));

        assertThat(names)
                .containsSubsequence(
                        "workspace.read",
                        "workspace.update",
                        "workspace.delete",
                        "workspace.transfer",
                        "settings.manage",
                        "members.read",
                        "members.manage",
                        "roles.read",
                        "roles.manage",
                        "invitations.manage",
                        "audit.read",
                        "events.read",
                        "events.publish",
                        "subscriptions.manage");
    }

    @Test
    void aRoleChangedBehindOurBackIsNoticedByItsEvent() {
        var workspace = product.workspace();
        var user = workspace.member("VIEWER");
        product.as(user).get(workspace.path() + "/members").expect(200);

        // As another node does it: rows and event in one transaction, this node's memory untouched.
        BENCH.sql(
                "delete from guildhall.member where workspace_id = $1 and user_id = $2",
                workspace.id().value(),
                user.value());
        happened(workspace, "member.removed", user.value());

        Await.until(() -> product.as(user).get(workspace.path() + "/members").expect(404));
    }

    @Test
    void rowsAreSeenInTheirOwnScopeOnly() {
        var workspace = product.workspace();
        var other = product.workspace();
        var count = "select count(*)::int from guildhall.member where workspace_id = $1";

        assertThat(seen(workspace.id().toString(), count, workspace)).isEqualTo(1);
        assertThat(seen(other.id().toString(), count, workspace)).isZero();
        assertThat(seen(null, count, workspace)).isZero();
    }
}
