package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Teams, who belongs to them, and what they are in workspaces. */
class TeamsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private TestOrganization acme;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
    }

    @BeforeEach
    void thereIsAnOrganization() {
        acme = product.organization();
    }

    private static JsonObject name(String name) {
        return new JsonObject().put("name", name);
    }

    private static List<String> userIds(Response page) {
        return page.expect(200).list().stream()
                .map(JsonObject.class::cast)
                .map(member -> member.getString("userId"))
                .toList();
    }

    private static List<String> told(Object tenant, String types) {
        var told = new ArrayList<String>();
        BENCH.sql(
                        "select type from guildhall.event where tenant_id::text = $1 and type like $2 order by sequence",
                        tenant.toString(),
                        types)
                .forEach(row -> told.add(row.getString(0)));
        return told;
    }

    @Test
    void aTeamIsMadeRenamedAndDeleted() {
        var made = acme.asOwner()
                .post(acme.path() + "/teams", name("  Field crew "))
                .expect(201);
        var team = made.header("Location");

        assertThat(made.data().getString("name")).isEqualTo("Field crew");
        acme.asOwner().post(acme.path() + "/teams", name("FIELD CREW")).expect(409, "TEAM.NAME_EXISTS");
        acme.asOwner()
                .withHeader("If-Match", "\"7\"")
                .patch(team, name("Night crew"))
                .expect(412);
        acme.asOwner()
                .withHeader("If-Match", made.header("ETag"))
                .patch(team, name("Night crew"))
                .expect(200);
        assertThat(acme.asOwner().get(team).expect(200).data().getString("name"))
                .isEqualTo("Night crew");
        acme.asOwner().delete(team).expect(204);

        acme.asOwner().get(team).expect(404, "TEAM.NOT_FOUND");
        assertThat(told(acme.id(), "team.%")).containsExactly("team.created", "team.updated", "team.deleted");
        assertThat(acme.asOwner()
                        .get(acme.path() + "/audit?pageSize=1000")
                        .expect(200)
                        .body())
                .contains("team.created", "team.updated", "team.deleted");
    }

    @Test
    void whoOnlyBelongsToTheOrganizationSeesTeamsAndChangesNone() {
        var colleague = acme.member("MEMBER");
        var team = acme.team();

        product.as(colleague).get(acme.path() + "/teams").expect(200);
        product.as(colleague).get(team + "/members").expect(200);
        product.as(colleague).post(acme.path() + "/teams", name("Mine")).expect(403, "ACCESS.DENIED");
        product.as(colleague)
                .post(team + "/members", TestProduct.member(colleague, "LEAD"))
                .expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(team).expect(404, "ORGANIZATION.NOT_FOUND");
        product.organization().asOwner().get(team).expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void aTeamOfAnotherOrganizationIsNone() {
        var other = product.organization();
        var foreign = acme.path() + "/teams/" + TestProduct.idOf(other.team());

        acme.asOwner().get(foreign).expect(404, "TEAM.NOT_FOUND");
        acme.asOwner().patch(foreign, name("Mine")).expect(404, "TEAM.NOT_FOUND");
        acme.asOwner().delete(foreign).expect(404, "TEAM.NOT_FOUND");
        acme.asOwner().get(foreign + "/members").expect(404, "TEAM.NOT_FOUND");
        acme.asOwner().get(foreign + "/workspaces").expect(404, "TEAM.NOT_FOUND");
        acme.grantAs(acme.owner(), foreign, acme.workspace(), "VIEWER").expect(404, "TEAM.NOT_FOUND");
    }

    @Test
    void theLeadSaysWhoBelongsToTheTeamAndNothingElse() {
        var lead = acme.member("MEMBER");
        var colleague = acme.member("MEMBER");
        var team = acme.team(lead);
        var other = acme.team(lead);
        acme.asOwner()
                .patch(team + "/members/" + lead, new JsonObject().put("role", "lead"))
                .expect(200);

        product.as(lead)
                .post(team + "/members", TestProduct.member(colleague, "MEMBER"))
                .expect(200);
        product.as(lead)
                .patch(team + "/members/" + colleague, new JsonObject().put("role", "LEAD"))
                .expect(200);
        product.as(lead).delete(team + "/members/" + colleague).expect(204);

        product.as(lead)
                .post(other + "/members", TestProduct.member(colleague, "MEMBER"))
                .expect(403, "ACCESS.DENIED");
        product.as(lead).patch(team, name("Ours")).expect(403, "ACCESS.DENIED");
        acme.grantAs(lead, team, acme.workspace(), "VIEWER").expect(403, "ACCESS.DENIED");
    }

    @Test
    void onlyMembersOfTheOrganizationArePutIntoATeam() {
        var stranger = product.user();

        acme.asOwner()
                .post(acme.team() + "/members", TestProduct.member(stranger, "MEMBER"))
                .expect(409, "MEMBER.OTHER_ORGANIZATION");
    }

    @Test
    void whoLeavesTheOrganizationLeavesItsTeams() {
        var colleague = acme.member("MEMBER");
        var team = acme.team(colleague);

        product.as(colleague).post(acme.path() + "/leave", null).expect(204);

        assertThat(userIds(acme.asOwner().get(team + "/members"))).isEmpty();
        assertThat(told(acme.id(), "team.member%")).containsExactly("team.member_added", "team.member_removed");
    }

    @Test
    void anyoneLeavesATeam() {
        var colleague = acme.member("MEMBER");
        var team = acme.team(colleague);

        product.as(colleague).delete(team + "/members/" + colleague).expect(204);
        product.as(colleague).delete(team + "/members/" + colleague).expect(404, "MEMBER.NOT_FOUND");
    }

    @Test
    void membersAreListedInOrderPageByPage() {
        var members = IntStream.range(0, 5).mapToObj(n -> acme.member("MEMBER")).toArray(UserId[]::new);
        var team = acme.team(members);
        var listed = new ArrayList<String>();
        var page =
                acme.asOwner().get(team + "/members?orderBy=email&pageSize=2").expect(200);
        listed.addAll(userIds(page));
        while (page.json().getString("nextPageToken") != null) {
            page = acme.asOwner()
                    .get(team + "/members?orderBy=email&pageSize=2&pageToken="
                            + page.json().getString("nextPageToken"));
            listed.addAll(userIds(page));
        }

        assertThat(listed)
                .containsExactlyElementsOf(
                        List.of(members).stream().map(UserId::toString).sorted().toList());
    }

    @Test
    void aTeamsMembersHaveItsRoleInTheWorkspaceUntilItIsTaken() {
        var colleague = acme.member("MEMBER");
        var team = acme.team(colleague);
        var workspace = acme.workspace();
        product.as(colleague).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");

        acme.grant(team, workspace, "viewer");
        product.as(colleague).get(workspace.path()).expect(200);
        assertThat(product.as(colleague).get("/api/workspaces").expect(200).list())
                .hasSize(1);
        product.as(colleague).patch(workspace.path(), name("Ours")).expect(403, "ACCESS.DENIED");

        acme.grant(team, workspace, "ADMIN");
        product.as(colleague).patch(workspace.path(), name("Ours")).expect(200);
        product.as(colleague).delete(workspace.path()).expect(403, "ACCESS.DENIED");

        acme.asOwner().delete(team + "/workspaces/" + workspace.id()).expect(204);
        product.as(colleague).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(product.as(colleague).get("/api/workspaces").expect(200).list())
                .isEmpty();
        for (var tenant : List.of(acme.id(), workspace.id())) {
            assertThat(told(tenant, "team.%")).containsSubsequence("team.granted", "team.role_changed", "team.revoked");
        }
    }

    @Test
    void whoLeavesATeamAndATeamThatEndsTakeItsRolesAlong() {
        var one = acme.member("MEMBER");
        var other = acme.member("MEMBER");
        var team = acme.team(one, other);
        var workspace = acme.workspace();
        acme.grant(team, workspace, "MEMBER");
        product.as(one).get(workspace.path()).expect(200);
        product.as(other).get(workspace.path()).expect(200);

        acme.asOwner().delete(team + "/members/" + one).expect(204);
        product.as(one).get(workspace.path()).expect(404);
        product.as(other).get(workspace.path()).expect(200);
        acme.asOwner().delete(team).expect(204);

        product.as(other).get(workspace.path()).expect(404);
        assertThat(told(workspace.id(), "team.%")).containsExactly("team.granted", "team.revoked");
    }

    @Test
    void anOpenStreamEndsWithWhatATeamGives() {
        var one = acme.member("MEMBER");
        var other = acme.member("MEMBER");
        var team = acme.team(one, other);
        var workspace = acme.workspace();
        acme.grant(team, workspace, "MEMBER");
        var first = product.as(one).stream(workspace.path() + "/events/stream");
        var second = product.as(other).stream(workspace.path() + "/events/stream");

        acme.asOwner().delete(team + "/members/" + one).expect(204);
        Await.until(() -> assertThat(first).isCompleted());
        assertThat(second).isNotDone();
        acme.asOwner().delete(team + "/workspaces/" + workspace.id()).expect(204);

        Await.until(() -> assertThat(second).isCompleted());
    }

    @Test
    void aTeamHasACustomRoleWhichStaysAsLong() {
        var colleague = acme.member("MEMBER");
        var team = acme.team(colleague);
        var workspace = acme.workspace();
        var role = workspace.role("Auditor", "workspace.read", "audit.read");
        acme.grant(team, workspace, "auditor");
        product.as(colleague).get(workspace.path() + "/audit").expect(200);
        product.as(colleague).get(workspace.path() + "/members").expect(403, "ACCESS.DENIED");

        acme.asOwner()
                .delete(workspace.path() + "/roles/" + role.getString("id"))
                .expect(409, "ROLE.IN_USE");
        var rights = new JsonObject()
                .put("permissions", new JsonArray().add("workspace.read").add("members.read"));
        acme.asOwner()
                .patch(workspace.path() + "/roles/" + role.getString("id"), rights)
                .expect(200);

        product.as(colleague).get(workspace.path() + "/audit").expect(403, "ACCESS.DENIED");
        product.as(colleague).get(workspace.path() + "/members").expect(200);
        assertThat(acme.asOwner().get(team + "/workspaces").expect(200).body()).contains("\"role\":\"Auditor\"");
    }

    @Test
    void nobodyGivesATeamMoreThanTheyHoldNorWhatIsTheOwnersAlone() {
        var team = acme.team();
        var workspace = acme.workspace();
        var administrator = product.asAdministrator();
        administrator
                .post(
                        workspace.path() + "/roles",
                        new JsonObject()
                                .put("name", "Ender")
                                .put("permissions", new JsonArray().add("workspace.delete")))
                .expect(201);

        acme.grantAs(acme.owner(), team, workspace, "OWNER").expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        acme.grantAs(acme.owner(), team, workspace, "Ender").expect(403, "ROLE.ESCALATION");
        acme.grantAs(acme.owner(), team, workspace, "Nobody").expect(404, "ROLE.NOT_FOUND");
        administrator
                .put(team + "/workspaces/" + workspace.id(), new JsonObject().put("role", "Ender"))
                .expect(403, "ROLE.ESCALATION");
    }

    @Test
    void aTeamHasRolesInWorkspacesOfItsOrganizationOnly() {
        var foreign = product.organization().workspace();
        var team = acme.team();

        acme.grantAs(acme.owner(), team, foreign, "VIEWER").expect(404, "WORKSPACE.NOT_FOUND");
        acme.grantAs(acme.owner(), team, product.workspace(), "VIEWER").expect(404, "WORKSPACE.NOT_FOUND");
        acme.asOwner()
                .put(team + "/workspaces/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e", new JsonObject().put("role", "VIEWER"))
                .expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void accessIsExplainedByTheTeam() {
        var colleague = acme.member("MEMBER");
        var team = acme.team(colleague);
        var workspace = acme.workspace();
        acme.grant(team, workspace, "VIEWER");
        var name = acme.asOwner().get(team).data().getString("name");

        var explained = acme.asOwner()
                .get(workspace.path() + "/access?permission=workspace.read&userId=" + colleague)
                .expect(200)
                .data();

        assertThat(explained.getBoolean("allowed")).isTrue();
        assertThat(explained.getJsonArray("because").encode()).contains("TEAM_ROLE", "\"roleScope\":\"TEAM\"", name);
        acme.asOwner().patch(team, name("Renamed " + name)).expect(200);
        assertThat(acme.asOwner()
                        .get(workspace.path() + "/access?permission=workspace.read&userId=" + colleague)
                        .body())
                .contains("Renamed " + name);
    }

    @Test
    void whoReachesAWorkspaceIsListedOnceByTheirOwnRoleOrElseTheOrganizationsOrATeams() {
        var direct = acme.member("MEMBER");
        var admin = acme.member("ADMIN");
        var mate = acme.member("MEMBER");
        var team = acme.team(direct, admin, mate);
        var other = acme.team(mate);
        var workspace = acme.workspace();
        acme.asOwner()
                .post(workspace.path() + "/members", TestProduct.member(direct, "VIEWER"))
                .expect(200);
        acme.grant(team, workspace, "MEMBER");
        acme.grant(other, workspace, "VIEWER");

        assertThat(scopes(workspace.path() + "/members?filter=roleScope%3DTEAM"))
                .containsOnly(
                        Map.entry(direct.toString(), "WORKSPACE VIEWER"),
                        Map.entry(admin.toString(), "ORGANIZATION ADMIN"),
                        Map.entry(mate.toString(), "TEAM MEMBER"));
        assertThat(scopes(workspace.path() + "/members?filter=roleScope%3DORGANIZATION")
                        .keySet())
                .containsOnly(acme.owner().toString(), admin.toString());
        assertThat(scopes(workspace.path() + "/members?pageSize=2&orderBy=email"))
                .hasSize(5);
        acme.asOwner().delete(team).expect(204);
        assertThat(scopes(workspace.path() + "/members?filter=roleScope%3DTEAM"))
                .containsOnly(Map.entry(mate.toString(), "TEAM VIEWER"));
    }

    /** What everybody is listed as, page after page. */
    private Map<String, String> scopes(String list) {
        var scopes = new HashMap<String, String>();
        var page = acme.asOwner().get(list).expect(200);
        while (true) {
            page.list().stream()
                    .map(JsonObject.class::cast)
                    .forEach(member -> assertThat(scopes.put(
                                    member.getString("userId"),
                                    member.getString("roleScope") + " " + member.getString("role")))
                            .isNull());
            var next = page.json().getString("nextPageToken");
            if (next == null) {
                return scopes;
            }
            page = acme.asOwner().get(list + "&pageToken=" + next).expect(200);
        }
    }

    @Test
    void ofManyTeamsOfOneNameAtOnceOneIsMade() {
        var made = IntStream.range(0, 8)
                .mapToObj(n ->
                        acme.asOwner().sendAsync("POST", acme.path() + "/teams", name(n % 2 == 0 ? "Crew" : "CREW")))
                .toList();

        assertThat(made.stream().map(CompletableFuture::join).map(Response::status))
                .containsOnlyOnce(201)
                .filteredOn(status -> status == 409)
                .hasSize(7);
    }

    @Test
    void rowsOfTeamsAreSeenInTheirOrganizationAndItsWorkspacesAndChangedInTheOrganizationOnly() {
        var team = acme.team(acme.member("MEMBER"));
        var workspace = acme.workspace();
        acme.grant(team, workspace, "VIEWER");
        var own = workspace.id().toString();
        var sibling = acme.workspace().id().toString();
        var foreign = product.organization();

        for (var table : List.of("team", "team_member", "team_grant")) {
            var sql = "select count(*) as seen from guildhall." + table;
            assertThat(seen(null, sql)).isZero();
            assertThat(seen("organization:" + foreign.id(), sql)).isZero();
            assertThat(seen(foreign.workspace().id().toString(), sql)).isZero();
            assertThat(seen(own, sql)).isEqualTo(1);
            assertThat(seen("organization:" + acme.id(), sql)).isEqualTo(1);
            assertThat(seen(sibling, sql)).isEqualTo(table.equals("team_grant") ? 0 : 1);
        }
        assertThat(BENCH.sqlAsApplication(own, "delete from guildhall.team_member")
                        .rowCount())
                .isZero();
        assertThatThrownBy(() -> BENCH.sqlAsApplication(own, "update guildhall.team_member set role = 'LEAD'"))
                .hasMessageContaining("row-level security");
    }

    private static long seen(String scope, String sql) {
        return BENCH.sqlAsApplication(scope, sql).iterator().next().getLong("seen");
    }
}
