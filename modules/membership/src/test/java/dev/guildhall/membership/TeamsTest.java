package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
    private Firm firm;

    @BeforeAll
    static void start() {
        product = Firm.product(BENCH);
    }

    @BeforeEach
    void thereIsAFirm() {
        firm = Firm.of(product);
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

    private static List<String> told(String tenant, String types) {
        var told = new ArrayList<String>();
        BENCH.sql(
                        "select type from guildhall.event where tenant_id::text = $1 and type like $2 order by sequence",
                        tenant,
                        types)
                .forEach(row -> told.add(row.getString(0)));
        return told;
    }

    @Test
    void aTeamIsMadeRenamedAndDeleted() {
        var made =
                firm.asOwner().post(firm.path + "/teams", name("  Field crew ")).expect(201);
        var team = made.header("Location");

        assertThat(made.data().getString("name")).isEqualTo("Field crew");
        firm.asOwner().post(firm.path + "/teams", name("FIELD CREW")).expect(409, "TEAM.NAME_EXISTS");
        firm.asOwner()
                .withHeader("If-Match", "\"7\"")
                .patch(team, name("Night crew"))
                .expect(412);
        firm.asOwner()
                .withHeader("If-Match", made.header("ETag"))
                .patch(team, name("Night crew"))
                .expect(200);
        assertThat(firm.asOwner().get(team).expect(200).data().getString("name"))
                .isEqualTo("Night crew");
        firm.asOwner().delete(team).expect(204);

        firm.asOwner().get(team).expect(404, "TEAM.NOT_FOUND");
        assertThat(told(firm.id, "team.%")).containsExactly("team.created", "team.updated", "team.deleted");
        assertThat(firm.asOwner()
                        .get(firm.path + "/audit?pageSize=1000")
                        .expect(200)
                        .body())
                .contains("team.created", "team.updated", "team.deleted");
    }

    @Test
    void whoOnlyBelongsToTheOrganizationSeesTeamsAndChangesNone() {
        var colleague = firm.member("MEMBER");
        var team = firm.team();

        firm.as(colleague).get(firm.path + "/teams").expect(200);
        firm.as(colleague).get(team + "/members").expect(200);
        firm.as(colleague).post(firm.path + "/teams", name("Mine")).expect(403, "ACCESS.DENIED");
        firm.as(colleague)
                .post(team + "/members", Firm.given(colleague, "LEAD"))
                .expect(403, "ACCESS.DENIED");
        firm.as(product.user()).get(team).expect(404, "ORGANIZATION.NOT_FOUND");
        Firm.of(product).asOwner().get(team).expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void aTeamOfAnotherOrganizationIsNone() {
        var other = Firm.of(product);
        var foreign = firm.path + "/teams/" + Firm.idOf(other.team());

        firm.asOwner().get(foreign).expect(404, "TEAM.NOT_FOUND");
        firm.asOwner().patch(foreign, name("Mine")).expect(404, "TEAM.NOT_FOUND");
        firm.asOwner().delete(foreign).expect(404, "TEAM.NOT_FOUND");
        firm.asOwner().get(foreign + "/members").expect(404, "TEAM.NOT_FOUND");
        firm.asOwner().get(foreign + "/workspaces").expect(404, "TEAM.NOT_FOUND");
        firm.grant(firm.owner, foreign, firm.workspace(), "VIEWER").expect(404, "TEAM.NOT_FOUND");
    }

    @Test
    void theLeadSaysWhoBelongsToTheTeamAndNothingElse() {
        var lead = firm.member("MEMBER");
        var colleague = firm.member("MEMBER");
        var team = firm.team(lead);
        var other = firm.team(lead);
        firm.asOwner()
                .patch(team + "/members/" + lead, new JsonObject().put("role", "lead"))
                .expect(200);

        firm.as(lead).post(team + "/members", Firm.given(colleague, "MEMBER")).expect(200);
        firm.as(lead)
                .patch(team + "/members/" + colleague, new JsonObject().put("role", "LEAD"))
                .expect(200);
        firm.as(lead).delete(team + "/members/" + colleague).expect(204);

        firm.as(lead).post(other + "/members", Firm.given(colleague, "MEMBER")).expect(403, "ACCESS.DENIED");
        firm.as(lead).patch(team, name("Ours")).expect(403, "ACCESS.DENIED");
        firm.grant(lead, team, firm.workspace(), "VIEWER").expect(403, "ACCESS.DENIED");
    }

    @Test
    void onlyMembersOfTheOrganizationArePutIntoATeam() {
        var stranger = product.user();

        firm.asOwner()
                .post(firm.team() + "/members", Firm.given(stranger, "MEMBER"))
                .expect(409, "MEMBER.OTHER_ORGANIZATION");
    }

    @Test
    void whoLeavesTheOrganizationLeavesItsTeams() {
        var colleague = firm.member("MEMBER");
        var team = firm.team(colleague);

        firm.as(colleague).post(firm.path + "/leave", null).expect(204);

        assertThat(userIds(firm.asOwner().get(team + "/members"))).isEmpty();
        assertThat(told(firm.id, "team.member%")).containsExactly("team.member_added", "team.member_removed");
    }

    @Test
    void anyoneLeavesATeam() {
        var colleague = firm.member("MEMBER");
        var team = firm.team(colleague);

        firm.as(colleague).delete(team + "/members/" + colleague).expect(204);
        firm.as(colleague).delete(team + "/members/" + colleague).expect(404, "MEMBER.NOT_FOUND");
    }

    @Test
    void membersAreListedInOrderPageByPage() {
        var members = IntStream.range(0, 5).mapToObj(n -> firm.member("MEMBER")).toArray(UserId[]::new);
        var team = firm.team(members);
        var listed = new ArrayList<String>();
        var page =
                firm.asOwner().get(team + "/members?orderBy=email&pageSize=2").expect(200);
        listed.addAll(userIds(page));
        while (page.json().getString("nextPageToken") != null) {
            page = firm.asOwner()
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
        var colleague = firm.member("MEMBER");
        var team = firm.team(colleague);
        var workspace = firm.workspace();
        firm.as(colleague).get(workspace).expect(404, "WORKSPACE.NOT_FOUND");

        firm.grant(team, workspace, "viewer");
        firm.as(colleague).get(workspace).expect(200);
        assertThat(firm.as(colleague).get("/api/workspaces").expect(200).list()).hasSize(1);
        firm.as(colleague).patch(workspace, name("Ours")).expect(403, "ACCESS.DENIED");

        firm.grant(team, workspace, "ADMIN");
        firm.as(colleague).patch(workspace, name("Ours")).expect(200);
        firm.as(colleague).delete(workspace).expect(403, "ACCESS.DENIED");

        firm.asOwner().delete(team + "/workspaces/" + Firm.idOf(workspace)).expect(204);
        firm.as(colleague).get(workspace).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(firm.as(colleague).get("/api/workspaces").expect(200).list()).isEmpty();
        for (var tenant : List.of(firm.id, Firm.idOf(workspace))) {
            assertThat(told(tenant, "team.%")).containsSubsequence("team.granted", "team.role_changed", "team.revoked");
        }
    }

    @Test
    void whoLeavesATeamAndATeamThatEndsTakeItsRolesAlong() {
        var one = firm.member("MEMBER");
        var other = firm.member("MEMBER");
        var team = firm.team(one, other);
        var workspace = firm.workspace();
        firm.grant(team, workspace, "MEMBER");
        firm.as(one).get(workspace).expect(200);
        firm.as(other).get(workspace).expect(200);

        firm.asOwner().delete(team + "/members/" + one).expect(204);
        firm.as(one).get(workspace).expect(404);
        firm.as(other).get(workspace).expect(200);
        firm.asOwner().delete(team).expect(204);

        firm.as(other).get(workspace).expect(404);
        assertThat(told(Firm.idOf(workspace), "team.%")).containsExactly("team.granted", "team.revoked");
    }

    @Test
    void anOpenStreamEndsWithWhatATeamGives() {
        var one = firm.member("MEMBER");
        var other = firm.member("MEMBER");
        var team = firm.team(one, other);
        var workspace = firm.workspace();
        firm.grant(team, workspace, "MEMBER");
        var first = stream(workspace, one);
        var second = stream(workspace, other);

        firm.asOwner().delete(team + "/members/" + one).expect(204);
        Await.until(() -> assertThat(first).isDone());
        assertThat(second).isNotDone();
        firm.asOwner().delete(team + "/workspaces/" + Firm.idOf(workspace)).expect(204);

        Await.until(() -> assertThat(second).isDone());
    }

    /** An open stream of the workspace's events; completes when the server ends it. */
    private CompletableFuture<?> stream(String workspace, UserId user) {
        var request = HttpRequest.newBuilder(URI.create(product.asNobody().base() + workspace + "/events/stream"))
                .header("Authorization", "Bearer " + TestAuthenticator.user(user))
                .build();
        var response = HttpClient.newHttpClient()
                .sendAsync(request, BodyHandlers.ofInputStream())
                .join();
        assertThat(response.statusCode()).isEqualTo(200);
        return CompletableFuture.runAsync(() -> {
            try (var body = response.body()) {
                body.readAllBytes();
            } catch (IOException broken) {
                throw new AssertionError("The stream broke off instead of ending", broken);
            }
        });
    }

    @Test
    void aTeamHasACustomRoleWhichStaysAsLong() {
        var colleague = firm.member("MEMBER");
        var team = firm.team(colleague);
        var workspace = firm.workspace();
        var role = firm.role(workspace, "Auditor", "workspace.read", "audit.read");
        firm.grant(team, workspace, "auditor");
        firm.as(colleague).get(workspace + "/audit").expect(200);
        firm.as(colleague).get(workspace + "/members").expect(403, "ACCESS.DENIED");

        firm.asOwner().delete(workspace + "/roles/" + role.getString("id")).expect(409, "ROLE.IN_USE");
        var rights = new JsonObject()
                .put("permissions", new JsonArray().add("workspace.read").add("members.read"));
        firm.asOwner()
                .patch(workspace + "/roles/" + role.getString("id"), rights)
                .expect(200);

        firm.as(colleague).get(workspace + "/audit").expect(403, "ACCESS.DENIED");
        firm.as(colleague).get(workspace + "/members").expect(200);
        assertThat(firm.asOwner().get(team + "/workspaces").expect(200).body()).contains("\"role\":\"Auditor\"");
    }

    @Test
    void nobodyGivesATeamMoreThanTheyHoldNorWhatIsTheOwnersAlone() {
        var team = firm.team();
        var workspace = firm.workspace();
        var administrator = product.asAdministrator();
        administrator
                .post(
                        workspace + "/roles",
                        new JsonObject()
                                .put("name", "Ender")
                                .put("permissions", new JsonArray().add("workspace.delete")))
                .expect(201);

        firm.grant(firm.owner, team, workspace, "OWNER").expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        firm.grant(firm.owner, team, workspace, "Ender").expect(403, "ROLE.ESCALATION");
        firm.grant(firm.owner, team, workspace, "Nobody").expect(404, "ROLE.NOT_FOUND");
        administrator
                .put(team + "/workspaces/" + Firm.idOf(workspace), new JsonObject().put("role", "Ender"))
                .expect(403, "ROLE.ESCALATION");
    }

    @Test
    void aTeamHasRolesInWorkspacesOfItsOrganizationOnly() {
        var foreign = Firm.of(product).workspace();
        var team = firm.team();

        firm.grant(firm.owner, team, foreign, "VIEWER").expect(404, "WORKSPACE.NOT_FOUND");
        firm.grant(firm.owner, team, "/" + product.workspace().id(), "VIEWER").expect(404, "WORKSPACE.NOT_FOUND");
        firm.grant(firm.owner, team, "/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e", "VIEWER")
                .expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void accessIsExplainedByTheTeam() {
        var colleague = firm.member("MEMBER");
        var team = firm.team(colleague);
        var workspace = firm.workspace();
        firm.grant(team, workspace, "VIEWER");
        var name = firm.asOwner().get(team).data().getString("name");

        var explained = firm.asOwner()
                .get(workspace + "/access?permission=workspace.read&userId=" + colleague)
                .expect(200)
                .data();

        assertThat(explained.getBoolean("allowed")).isTrue();
        assertThat(explained.getJsonArray("because").encode()).contains("TEAM_ROLE", "\"roleScope\":\"TEAM\"", name);
        firm.asOwner().patch(team, name("Renamed " + name)).expect(200);
        assertThat(firm.asOwner()
                        .get(workspace + "/access?permission=workspace.read&userId=" + colleague)
                        .body())
                .contains("Renamed " + name);
    }

    @Test
    void whoReachesAWorkspaceIsListedOnceByTheirOwnRoleOrElseTheOrganizationsOrATeams() {
        var direct = firm.member("MEMBER");
        var admin = firm.member("ADMIN");
        var mate = firm.member("MEMBER");
        var team = firm.team(direct, admin, mate);
        var other = firm.team(mate);
        var workspace = firm.workspace();
        firm.asOwner()
                .post(workspace + "/members", Firm.given(direct, "VIEWER"))
                .expect(200);
        firm.grant(team, workspace, "MEMBER");
        firm.grant(other, workspace, "VIEWER");

        assertThat(scopes(workspace + "/members?filter=roleScope%3DTEAM"))
                .containsOnly(
                        Map.entry(direct.toString(), "WORKSPACE VIEWER"),
                        Map.entry(admin.toString(), "ORGANIZATION ADMIN"),
                        Map.entry(mate.toString(), "TEAM MEMBER"));
        assertThat(scopes(workspace + "/members?filter=roleScope%3DORGANIZATION")
                        .keySet())
                .containsOnly(firm.owner.toString(), admin.toString());
        assertThat(scopes(workspace + "/members?pageSize=2&orderBy=email")).hasSize(5);
        firm.asOwner().delete(team).expect(204);
        assertThat(scopes(workspace + "/members?filter=roleScope%3DTEAM"))
                .containsOnly(Map.entry(mate.toString(), "TEAM VIEWER"));
    }

    /** What everybody is listed as, page after page. */
    private Map<String, String> scopes(String list) {
        var scopes = new HashMap<String, String>();
        var page = firm.asOwner().get(list).expect(200);
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
            page = firm.asOwner().get(list + "&pageToken=" + next).expect(200);
        }
    }

    @Test
    void ofManyTeamsOfOneNameAtOnceOneIsMade() {
        var made = IntStream.range(0, 8)
                .mapToObj(n ->
                        firm.asOwner().sendAsync("POST", firm.path + "/teams", name(n % 2 == 0 ? "Crew" : "CREW")))
                .toList();

        assertThat(made.stream().map(CompletableFuture::join).map(Response::status))
                .containsOnlyOnce(201)
                .filteredOn(status -> status == 409)
                .hasSize(7);
    }

    @Test
    void rowsOfTeamsAreSeenInTheirOrganizationAndItsWorkspacesAndChangedInTheOrganizationOnly() {
        var team = firm.team(firm.member("MEMBER"));
        var workspace = firm.workspace();
        firm.grant(team, workspace, "VIEWER");
        var own = Firm.idOf(workspace);
        var sibling = Firm.idOf(firm.workspace());
        var foreign = Firm.of(product);

        for (var table : List.of("team", "team_member", "team_grant")) {
            var sql = "select count(*) as seen from guildhall." + table;
            assertThat(seen(null, sql)).isZero();
            assertThat(seen("organization:" + foreign.id, sql)).isZero();
            assertThat(seen(Firm.idOf(foreign.workspace()), sql)).isZero();
            assertThat(seen(own, sql)).isEqualTo(1);
            assertThat(seen("organization:" + firm.id, sql)).isEqualTo(1);
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
