package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workspaces that organizations make for themselves, and those that are moved into them and out of them. */
class OrganizationWorkspacesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final int RACES = 12;

    private static TestProduct product;
    private static TestProduct otherNode;
    private static HttpTester platform;
    private static String app;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        otherNode = TestProduct.start(BENCH, BENCH.product("other").assemble());
        platform = product.asAdministrator();
        app = product.app();
    }

    /** The path of a workspace that the owner of the organization has made in it. */
    private static String workspaceOf(TestOrganization organization) {
        return "/api/workspaces/"
                + organization
                        .asOwner()
                        .post("/api/workspaces", wanted(organization))
                        .expect(200)
                        .data()
                        .getString("id");
    }

    private static JsonObject wanted(TestOrganization organization) {
        return wanted(organization.id().toString());
    }

    private static JsonObject wanted(String organization) {
        return named("Made").put("key", TestProduct.name("made")).put("organizationId", organization);
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("name", name);
    }

    private static JsonObject to(TestOrganization organization) {
        return to(organization.id().toString());
    }

    private static JsonObject to(String organization) {
        return new JsonObject().put("organizationId", organization);
    }

    private static UUID idOf(String path) {
        return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
    }

    private static List<String> events(Object tenant) {
        var types = new ArrayList<String>();
        BENCH.sql("select type from guildhall.event where tenant_id = $1 order by sequence", tenant)
                .forEach(row -> types.add(row.getString(0)));
        return types;
    }

    private static List<String> audited(Object tenant, String action) {
        var subjects = new ArrayList<String>();
        BENCH.sql("select subject from guildhall.audit_entry where tenant_id = $1 and action = $2", tenant, action)
                .forEach(row -> subjects.add(row.getString(0)));
        return subjects;
    }

    @ParameterizedTest
    @CsvSource({"ADMIN, 200, SUCCESS", "MEMBER, 403, ACCESS.DENIED", "BILLING, 403, ACCESS.DENIED"})
    void whoManagesAnOrganizationMakesWorkspacesInIt(String role, int status, String code) {
        var acme = product.organization(app);
        var user = acme.member(role);

        var answer = product.as(user).post("/api/workspaces", wanted(acme)).expect(status);

        assertThat(answer.json().getString("code")).isEqualTo(code);
        if (status == 200) {
            assertThat(answer.data().getString("ownerId")).isEqualTo(user.toString());
            assertThat(answer.data().getString("organizationId"))
                    .isEqualTo(acme.id().toString());
        }
    }

    @Test
    void anOutsiderLearnsNothingOfAnOrganization() {
        var acme = product.organization(app);
        var stranger = product.as(product.user());

        var refused = stranger.post("/api/workspaces", wanted(acme)).expect(404, "ORGANIZATION.NOT_FOUND");
        var unknown = stranger.post("/api/workspaces", wanted(product.user().toString()))
                .expect(404, "ORGANIZATION.NOT_FOUND");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo(
                        unknown.json().getJsonArray("details").getJsonObject(0).getString("field"));
        stranger.post("/api/workspaces", named("Own").put("key", TestProduct.name("own")))
                .expect(403, "ACCESS.DENIED");
    }

    @Test
    void aSuspendedOrganizationMakesNone() {
        var acme = product.organization(app);
        platform.patch(acme.path(), new JsonObject().put("status", "SUSPENDED")).expect(200);

        acme.asOwner().post("/api/workspaces", wanted(acme)).expect(403, "ORGANIZATION.SUSPENDED");
    }

    @Test
    void whatSomebodyMakesInAnOrganizationIsNotCountedAsTheirOwn() {
        var acme = product.organization(app);
        workspaceOf(acme);
        workspaceOf(acme);

        acme.asOwner().post("/api/workspaces/self", named("Own")).expect(201);
        acme.asOwner().post("/api/workspaces/self", named("Own")).expect(409, "WORKSPACE.ALREADY_OWNS_WORKSPACE");
    }

    @Test
    void theAppMakesWorkspacesForTheOwner() {
        var acme = product.organization(app);
        var nobodys = platform.post("/api/organizations", TestProduct.newOrganization(app))
                .expect(201)
                .data()
                .getString("id");
        var backend = product.asNobody()
                .withBearer(platform.post("/api/apps/" + app + "/keys", named("Backend"))
                        .expect(201)
                        .data()
                        .getString("key"));

        var workspace =
                backend.post("/api/workspaces", wanted(acme)).expect(200).data();

        assertThat(workspace.getString("ownerId")).isEqualTo(acme.owner().toString());
        backend.post("/api/workspaces", wanted(nobodys)).expect(409, "ORGANIZATION.NO_OWNER");
        var other =
                platform.post("/api/apps", named("Other")).expect(201).data().getString("id");
        product.asNobody()
                .withBearer(platform.post("/api/apps/" + other + "/keys", named("Backend"))
                        .expect(201)
                        .data()
                        .getString("key"))
                .post("/api/workspaces", wanted(acme))
                .expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void aMoveIsToldAndFollowedEverywhere() {
        var from = product.organization(app);
        var to = product.organization(app);
        var workspace = workspaceOf(from);
        to.asOwner()
                .post(to.path() + "/members", TestProduct.member(from.owner(), "MEMBER"))
                .expect(200);
        otherNode.as(to.owner()).get(workspace).expect(404);

        var moved = platform.post(workspace + "/move", to(to)).expect(200).data();

        assertThat(moved.getString("organizationId")).isEqualTo(to.id().toString());
        to.asOwner().get(workspace).expect(200);
        Await.until(() -> otherNode.as(to.owner()).get(workspace).expect(200));
        for (var tenant : List.of(idOf(workspace), from.id().value(), to.id().value())) {
            assertThat(events(tenant)).contains("workspace.moved");
            assertThat(audited(tenant, "workspace.moved"))
                    .containsExactly(idOf(workspace).toString());
        }
        platform.post(workspace + "/move", to(to)).expect(200);
        assertThat(audited(idOf(workspace), "workspace.moved")).hasSize(1);
    }

    @Test
    void outOfAnyOrganizationAWorkspaceKeepsItsMembersOnly() {
        var acme = product.organization(app);
        var admin = acme.member("ADMIN");
        var member = acme.member("MEMBER");
        var workspace = workspaceOf(acme);
        acme.asOwner()
                .post(workspace + "/members", TestProduct.member(member, "MEMBER"))
                .expect(200);
        product.as(admin).get(workspace).expect(200);

        platform.post(workspace + "/move", to((String) null)).expect(200);

        product.as(admin).get(workspace).expect(404);
        product.as(member).get(workspace).expect(200);
        acme.asOwner().get(workspace).expect(200);
    }

    @Test
    void nobodyFromElsewhereIsLeftInside() {
        var from = product.organization(app);
        var to = product.organization(app);
        var workspace = workspaceOf(from);
        var colleague = from.member("MEMBER");
        from.asOwner()
                .post(workspace + "/members", TestProduct.member(colleague, "VIEWER"))
                .expect(200);
        var invitation = from.asOwner()
                .post(
                        workspace + "/invitations",
                        new JsonObject().put("email", "far@example.org").put("role", "VIEWER"))
                .expect(201)
                .header("Location");

        assertThat(platform.post(workspace + "/move", to(to))
                        .expect(409, "MEMBER.OTHER_ORGANIZATION")
                        .json()
                        .getString("message"))
                .contains("2 members", "1 open invitation");
        from.asOwner().delete(workspace + "/members/" + colleague).expect(204);
        from.asOwner().delete(invitation).expect(204);
        to.asOwner()
                .post(to.path() + "/members", TestProduct.member(from.owner(), "BILLING"))
                .expect(200);
        platform.post(workspace + "/move", to(to)).expect(200);
    }

    @Test
    void noTeamOfTheFormerOrganizationKeepsARole() {
        var acme = product.organization(app);
        var workspace = workspaceOf(acme);
        var team = acme.asOwner()
                .post(acme.path() + "/teams", named("Support"))
                .expect(201)
                .data()
                .getString("id");
        var grant = acme.path() + "/teams/" + team + "/workspaces/" + idOf(workspace);
        acme.asOwner().put(grant, new JsonObject().put("role", "VIEWER")).expect(200);

        assertThat(platform.post(workspace + "/move", to((String) null))
                        .expect(409, "MEMBER.OTHER_ORGANIZATION")
                        .json()
                        .getString("message"))
                .contains("1 team ");
        acme.asOwner().delete(grant).expect(204);
        platform.post(workspace + "/move", to((String) null)).expect(200);
    }

    @Test
    void onlyThePlatformMovesWorkspaces() {
        var acme = product.organization(app);
        var workspace = workspaceOf(acme);

        acme.asOwner().post(workspace + "/move", to((String) null)).expect(403, "ACCESS.DENIED");
        platform.post(workspace + "/move", to(product.user().toString())).expect(404, "ORGANIZATION.NOT_FOUND");
        platform.post("/api/workspaces/" + product.user() + "/move", to(acme)).expect(404, "WORKSPACE.NOT_FOUND");
        platform.post(workspace + "/move", new JsonObject()).expect(400, "REQUEST.INVALID");
    }

    @Test
    void whoJoinsOrLeavesAtTheSameTimeIsNotLeftInsideEither() {
        for (var race = 0; race < RACES; race++) {
            var from = product.organization(app);
            var to = product.organization(app);
            var workspace = workspaceOf(from);
            to.asOwner()
                    .post(to.path() + "/members", TestProduct.member(from.owner(), "MEMBER"))
                    .expect(200);
            var joining = from.member("MEMBER");
            var leaving = from.member("MEMBER");
            to.asOwner()
                    .post(to.path() + "/members", TestProduct.member(leaving, "MEMBER"))
                    .expect(200);
            from.asOwner()
                    .post(workspace + "/members", TestProduct.member(leaving, "VIEWER"))
                    .expect(200);

            var answers = List.of(
                    from.asOwner().sendAsync("POST", workspace + "/members", TestProduct.member(joining, "VIEWER")),
                    platform.sendAsync("POST", workspace + "/move", to(to)),
                    to.asOwner().sendAsync("DELETE", to.path() + "/members/" + leaving, null));

            assertThat(answers.stream().map(CompletableFuture::join).map(Response::status))
                    .allMatch(status -> status == 200 || status == 204 || status == 409);
            assertThat(strangers(workspace)).isZero();
        }
    }

    /** How many members of a workspace do not belong to its organization. */
    private static long strangers(String workspace) {
        return BENCH.sql(
                        "select count(*) from guildhall.member m join guildhall.workspace w on w.id = m.workspace_id"
                                + " where w.id = $1 and not exists (select from guildhall.organization_member om"
                                + " where om.organization_id = w.organization_id and om.user_id = m.user_id)",
                        idOf(workspace))
                .iterator()
                .next()
                .getLong(0);
    }
}
