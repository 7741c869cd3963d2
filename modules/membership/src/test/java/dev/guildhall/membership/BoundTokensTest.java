package dev.guildhall.membership;

import static dev.guildhall.testkit.TestProduct.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens that are bound to a workspace which their user reaches by their organization alone. */
class BoundTokensTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;

    private TestOrganization organization;
    private TestWorkspace workspace;
    private UserId ada;
    private HttpTester signedIn;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
    }

    @BeforeEach
    void aUserBelongsToTheOrganizationOfAWorkspace() {
        organization = product.organization();
        workspace = organization.workspace();
        ada = organization.member("MEMBER");
        signedIn = product.signedIn(ada);
    }

    private void belongs(String role) {
        join(organization, ada, role);
    }

    private static void join(TestOrganization organization, UserId user, String role) {
        product.asAdministrator()
                .post(organization.path() + "/members", member(user, role))
                .expect(200);
    }

    private String team() {
        var team = organization.team(ada);
        organization.grant(team, workspace, "VIEWER");
        return team;
    }

    /** A token of the user for the workspace, which works. */
    private HttpTester token() {
        var wanted = new JsonObject()
                .put("name", "Report")
                .put("workspaceId", workspace.id().toString());
        var token = product.asNobody()
                .withBearer(signedIn.post("/api/auth/tokens", wanted)
                        .expect(201)
                        .data()
                        .getString("token"));
        token.get(workspace.path()).expect(200);
        return token;
    }

    /** The token is dead, and the user is where they were. */
    private void isDead(HttpTester token) {
        Await.until(() -> token.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
        Await.until(() -> product.as(ada).get(workspace.path()).expect(200));
    }

    @Test
    void endWithTheRoleInTheOrganizationAndStaySo() {
        belongs("ADMIN");
        var token = token();

        belongs("MEMBER");
        belongs("ADMIN");

        isDead(token);
    }

    @Test
    void endWithTheMembershipOfTheOrganizationAndStaySo() {
        belongs("ADMIN");
        var token = token();

        organization.asOwner().delete(organization.path() + "/members/" + ada).expect(204);
        belongs("ADMIN");

        isDead(token);
    }

    @Test
    void endWithTheMembershipOfTheTeamAndStaySo() {
        var team = team();
        var token = token();

        organization.asOwner().delete(team + "/members/" + ada).expect(204);
        organization.asOwner().post(team + "/members", member(ada, "MEMBER")).expect(200);

        isDead(token);
    }

    @Test
    void endWithWhatTheTeamIsGivenAndStaySo() {
        var team = team();
        var token = token();

        organization.asOwner().delete(team + "/workspaces/" + workspace.id()).expect(204);
        organization.grant(team, workspace, "VIEWER");

        isDead(token);
    }

    @Test
    void endWithTheTeamAndStaySo() {
        var token = deletedTeamsToken();
        team();

        isDead(token);
    }

    private HttpTester deletedTeamsToken() {
        var team = team();
        var token = token();
        organization.asOwner().delete(team).expect(204);
        return token;
    }

    @Test
    void endWhenTheWorkspaceIsMovedAwayAndStaySo() {
        belongs("ADMIN");
        var token = token();
        var elsewhere = product.organization();
        join(organization, workspace.owner(), "MEMBER");
        join(elsewhere, workspace.owner(), "MEMBER");

        moved(elsewhere);
        moved(organization);

        isDead(token);
    }

    private void moved(TestOrganization to) {
        product.asAdministrator()
                .post(
                        workspace.path() + "/move",
                        new JsonObject().put("organizationId", to.id().toString()))
                .expect(200);
    }

    @Test
    void endWithTheRoleOnThePlatformAndStaySo() {
        hasOnThePlatform("USER", "ADMIN");
        signedIn = product.signedIn(ada);
        var token = token();

        hasOnThePlatform("USER");
        hasOnThePlatform("USER", "ADMIN");

        Await.until(() -> token.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
        signedIn.get(workspace.path()).expect(200);
    }

    private void hasOnThePlatform(String... roles) {
        product.asAdministrator()
                .put("/api/admin/users/" + ada, new JsonObject().put("roles", JsonArray.of((Object[]) roles)))
                .expect(200);
    }

    @Test
    void goOnWhileTheUserReachesTheWorkspaceInAnotherWay() {
        var left = team();
        var kept = team();
        var token = token();

        organization.asOwner().delete(left + "/members/" + ada).expect(204);
        works(token);
        belongs("ADMIN");
        organization.asOwner().delete(kept + "/workspaces/" + workspace.id()).expect(204);

        works(token);
    }

    private void works(HttpTester token) {
        token.get(workspace.path()).expect(200);
        assertThat(signedIn.get("/api/auth/tokens").expect(200).list()).hasSize(1);
    }
}
