package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens that are bound to a workspace which their user reaches by their organization alone. */
class BoundTokensTest {

    private static final String PASSWORD = "correct horse battery staple";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static HttpTester platform;
    private static String app;

    private String organization;
    private String workspace;
    private String owner;
    private String ada;
    private String email;
    private HttpTester signedIn;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        platform = product.asAdministrator();
        app = platform.post("/api/apps", new JsonObject().put("name", "Field service"))
                .expect(201)
                .data()
                .getString("id");
    }

    @BeforeEach
    void aUserBelongsToTheOrganizationOfAWorkspace() {
        organization = "/api/organizations/" + organization();
        var made = platform.post(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", TestProduct.name("ws"))
                                .put("name", "Made")
                                .put("organizationId", idOf(organization)))
                .expect(200)
                .data();
        workspace = "/api/workspaces/" + made.getString("id");
        owner = made.getString("ownerId");
        email = TestProduct.name("person") + "@example.org";
        ada = person(email, "USER");
        belongs("MEMBER");
        signedIn = signIn();
    }

    private static String person(String email, String... roles) {
        return platform.post(
                        "/api/admin/users",
                        new JsonObject()
                                .put("email", email)
                                .put("fullName", "Ada")
                                .put("password", PASSWORD)
                                .put("roles", JsonArray.of((Object[]) roles)))
                .expect(201)
                .data()
                .getString("id");
    }

    private HttpTester signIn() {
        return product.asNobody()
                .withBearer(product.asNobody()
                        .post(
                                "/api/auth/login",
                                new JsonObject().put("email", email).put("password", PASSWORD))
                        .expect(200)
                        .data()
                        .getString("accessToken"));
    }

    private static String organization() {
        var slug = TestProduct.name("org");
        return platform.post(
                        "/api/organizations",
                        new JsonObject()
                                .put("appId", app)
                                .put("name", "Acme")
                                .put("slug", slug)
                                .put("domain", slug + ".example"))
                .expect(201)
                .data()
                .getString("id");
    }

    private static String idOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void belongs(String role) {
        join(organization, ada, role);
    }

    private static void join(String organization, String user, String role) {
        platform.post(
                        organization + "/members",
                        new JsonObject().put("userId", user).put("role", role))
                .expect(200);
    }

    private String team() {
        return organization + "/teams/"
                + platform.post(organization + "/teams", new JsonObject().put("name", TestProduct.name("Crew")))
                        .expect(201)
                        .data()
                        .getString("id");
    }

    private void joins(String team) {
        platform.post(team + "/members", new JsonObject().put("userId", ada).put("role", "MEMBER"))
                .expect(200);
    }

    private void isGiven(String team) {
        platform.put(team + "/workspaces/" + idOf(workspace), new JsonObject().put("role", "VIEWER"))
                .expect(200);
    }

    /** A token of the user for the workspace, which works. */
    private HttpTester token() {
        var token = product.asNobody()
                .withBearer(signedIn.post(
                                "/api/auth/tokens",
                                new JsonObject().put("name", "Report").put("workspaceId", idOf(workspace)))
                        .expect(201)
                        .data()
                        .getString("token"));
        token.get(workspace).expect(200);
        return token;
    }

    private static void isDead(HttpTester token) {
        Await.until(() -> token.get("/api/auth/me").expect(401, "AUTH.TOKEN_INVALID"));
    }

    private void works(HttpTester token) {
        token.get(workspace).expect(200);
        assertThat(signedIn.get("/api/auth/tokens").expect(200).list()).hasSize(1);
    }

    @Test
    void endWithTheRoleInTheOrganizationAndStaySo() {
        belongs("ADMIN");
        var token = token();

        belongs("MEMBER");
        belongs("ADMIN");

        isDead(token);
        signedIn.get(workspace).expect(200);
    }

    @Test
    void endWithTheMembershipOfTheOrganizationAndStaySo() {
        belongs("ADMIN");
        var token = token();

        platform.delete(organization + "/members/" + ada).expect(204);
        belongs("ADMIN");

        isDead(token);
    }

    @Test
    void endWithTheMembershipOfTheTeamAndStaySo() {
        var team = team();
        isGiven(team);
        joins(team);
        var token = token();

        platform.delete(team + "/members/" + ada).expect(204);
        joins(team);

        isDead(token);
        signedIn.get(workspace).expect(200);
    }

    @Test
    void endWithWhatTheTeamIsGivenAndStaySo() {
        var team = team();
        isGiven(team);
        joins(team);
        var token = token();

        platform.delete(team + "/workspaces/" + idOf(workspace)).expect(204);
        isGiven(team);

        isDead(token);
        signedIn.get(workspace).expect(200);
    }

    @Test
    void endWithTheTeam() {
        var team = team();
        isGiven(team);
        joins(team);
        var token = token();

        platform.delete(team).expect(204);

        isDead(token);
    }

    @Test
    void endWhenTheWorkspaceIsMovedAway() {
        belongs("ADMIN");
        var token = token();
        var elsewhere = "/api/organizations/" + organization();
        join(organization, owner, "MEMBER");
        join(elsewhere, owner, "MEMBER");

        moved(elsewhere);
        moved(organization);

        isDead(token);
        signedIn.get(workspace).expect(200);
    }

    private void moved(String to) {
        platform.post(workspace + "/move", new JsonObject().put("organizationId", idOf(to)))
                .expect(200);
    }

    @Test
    void endWithTheRoleOnThePlatformAndStaySo() {
        person(TestProduct.name("admin") + "@example.org", "USER", "ADMIN");
        hasOnThePlatform("USER", "ADMIN");
        signedIn = signIn();
        var token = token();

        hasOnThePlatform("USER");
        hasOnThePlatform("USER", "ADMIN");

        isDead(token);
        signedIn.get(workspace).expect(200);
    }

    private void hasOnThePlatform(String... roles) {
        platform.put("/api/admin/users/" + ada, new JsonObject().put("roles", JsonArray.of((Object[]) roles)))
                .expect(200);
    }

    @Test
    void goOnWhileTheUserReachesTheWorkspaceInAnotherWay() {
        var left = team();
        var kept = team();
        isGiven(left);
        isGiven(kept);
        joins(left);
        joins(kept);
        var token = token();

        platform.delete(left + "/members/" + ada).expect(204);
        works(token);
        belongs("ADMIN");
        platform.delete(kept + "/workspaces/" + idOf(workspace)).expect(204);
        works(token);
        platform.patch(workspace, new JsonObject().put("name", "Renamed")).expect(200);

        works(token);
    }
}
