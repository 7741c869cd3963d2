package dev.guildhall.membership;

import static dev.guildhall.testkit.TestProduct.member;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes of the product on one database: what is changed on one decides on the other. */
class TwoNodesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct here;
    private static TestProduct there;

    private TestOrganization organization;
    private TestWorkspace workspace;

    @BeforeAll
    static void start() {
        here = TestProduct.start(BENCH, BENCH.product("here").assemble());
        there = TestProduct.start(BENCH, BENCH.product("there").assemble());
    }

    @BeforeEach
    void anOrganizationHasAWorkspace() {
        organization = here.organization();
        workspace = organization.workspace();
    }

    private void reaches(UserId user) {
        Await.until(() -> there.as(user).get(workspace.path()).expect(200));
    }

    private void reachesNoMore(UserId user) {
        Await.until(() -> there.as(user).get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND"));
    }

    @Test
    void whoIsTakenOutOfATeamOrPutIntoIt() {
        var user = organization.member("MEMBER");
        var team = organization.team(user);
        organization.grant(team, workspace, "VIEWER");
        reaches(user);

        organization.asOwner().delete(team + "/members/" + user).expect(204);
        reachesNoMore(user);

        organization.asOwner().post(team + "/members", member(user, "MEMBER")).expect(200);
        reaches(user);
    }

    @Test
    void whatATeamIsGiven() {
        var user = organization.member("MEMBER");
        var team = organization.team(user);
        organization.grant(team, workspace, "VIEWER");
        reaches(user);

        organization.asOwner().delete(team + "/workspaces/" + workspace.id()).expect(204);

        reachesNoMore(user);
    }

    @Test
    void theRoleInTheOrganization() {
        var user = organization.member("ADMIN");
        reaches(user);
        var path = organization.path() + "/members/" + user;

        organization
                .asOwner()
                .patch(path, new JsonObject().put("role", "MEMBER"))
                .expect(200);
        reachesNoMore(user);

        organization
                .asOwner()
                .patch(path, new JsonObject().put("role", "ADMIN"))
                .expect(200);
        reaches(user);
    }

    @Test
    void thatTheOrganizationIsSuspended() {
        var user = organization.member("ADMIN");
        var renaming = new JsonObject().put("name", "Renamed");
        there.as(user).patch(workspace.path(), renaming).expect(200);

        status("SUSPENDED");
        Await.until(() -> there.as(user).patch(workspace.path(), renaming).expect(403, "ORGANIZATION.SUSPENDED"));
        reaches(user);

        status("ACTIVE");
        Await.until(() -> there.as(user).patch(workspace.path(), renaming).expect(200));
    }

    private void status(String status) {
        here.asAdministrator()
                .patch(organization.path(), new JsonObject().put("status", status))
                .expect(200);
    }

    @Test
    void thatATokenIsRevoked() {
        var user = here.user();
        var token = here.as(user)
                .post("/api/auth/tokens", new JsonObject().put("name", "Report"))
                .expect(201)
                .data();
        var program = there.asNobody().withBearer(token.getString("token"));
        program.get("/api/auth/me").expect(200);

        here.as(user).delete("/api/auth/tokens/" + token.getString("id")).expect(204);

        Await.until(() -> program.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
    }

    @Test
    void thatTheKeyOfAnAppIsRevoked() {
        var keys = "/api/apps/" + here.app() + "/keys";
        var key =
                here.asAdministrator().post(keys, new JsonObject()).expect(201).data();
        var backend = there.asNobody().withBearer(key.getString("key"));
        backend.get("/api/organizations").expect(200);

        here.asAdministrator().delete(keys + "/" + key.getString("id")).expect(204);

        Await.until(() -> backend.get("/api/organizations").expect(401, "AUTH.TOKEN_INVALID"));
    }
}
