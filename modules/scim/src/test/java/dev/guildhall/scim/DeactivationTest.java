package dev.guildhall.scim;

import static dev.guildhall.scim.ScimWorld.userId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is deactivated reaches nothing of the organization, by whatever they have, and everything again once active. */
class DeactivationTest extends ScimTest {

    private JsonObject ada;
    private UserId user;
    private TestWorkspace workspace;
    private HttpTester session;

    @BeforeEach
    void aUserIsSignedInAndBelongsToAWorkspace() {
        ada = world.made(TestProduct.name("ada"));
        user = userId(ada);
        BENCH.sql(
                "update guildhall.user_account set password_hash ="
                        + " (select password_hash from guildhall.user_account where id = $2) where id = $1",
                user.value(),
                world.organization.owner().value());
        workspace = world.organization.workspace();
        workspace
                .asOwner()
                .post(workspace.path() + "/members", TestProduct.member(user, "MEMBER"))
                .expect(200);
        session = product.asNobody().withBearer(signIn().getString("accessToken"));
        session.get(workspace.path()).expect(200);
    }

    private JsonObject signIn() {
        return product.asNobody()
                .post(
                        "/api/auth/login",
                        new JsonObject().put("email", ada.getString("userName")).put("password", TestProduct.PASSWORD))
                .expect(200)
                .data();
    }

    private HttpTester personalToken(JsonObject more) {
        var made = session.post(
                        "/api/auth/tokens", new JsonObject().put("name", "mine").mergeIn(more))
                .expect(201);
        return product.asNobody().withBearer(made.data().getString("token"));
    }

    @Test
    void sessionsAndTokensReachNothing() {
        var free = personalToken(new JsonObject());
        var bound =
                personalToken(new JsonObject().put("workspaceId", workspace.id().toString()));
        free.get(workspace.path()).expect(200);
        bound.get(workspace.path()).expect(200);

        world.deactivate(ada.getString("id")).expect(200);

        session.get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        session.get(world.organization.path()).expect(404, "ORGANIZATION.NOT_FOUND");
        free.get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(bound.get(workspace.path()).status()).isIn(401, 404);
        assertThat(session.get("/api/workspaces").expect(200).list()).isEmpty();
        assertThat(session.get("/api/organizations").expect(200).list()).isEmpty();
        assertThat(session.get("/api/auth/me").expect(200).data().getJsonArray("workspaces"))
                .isEmpty();
        var scope =
                new JsonObject().put("organizationId", world.organization.id().toString());
        session.post("/api/auth/organization", scope).expect(404);
        var anew = product.asNobody().withBearer(signIn().getString("accessToken"));
        anew.post("/api/auth/organization", scope).expect(404);
        anew.post("/api/auth/tokens", scope.copy().put("name", "mine")).expect(404);
        anew.get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void auditorsSeeWhichConnectionItWas() {
        world.deactivate(ada.getString("id")).expect(200);
        world.activate(ada.getString("id")).expect(200);

        var entries = world
                .organization
                .asOwner()
                .get(world.organization.path() + "/audit?pageSize=1000")
                .expect(200)
                .list()
                .stream()
                .map(JsonObject.class::cast)
                .filter(entry -> ada.getString("id").equals(entry.getString("subject")))
                .toList();
        assertThat(entries)
                .extracting(entry -> entry.getString("action"))
                .containsSubsequence("member.resumed", "member.suspended", "member.added");
        assertThat(entries.get(0).getString("actor")).isEqualTo("service-account:" + world.connection.getString("id"));
        assertThat(entries.get(0).getString("credentialKind")).isEqualTo("PROVISIONING_TOKEN");
    }

    @Test
    void streamsThatAreOpenEnd() {
        var stream = session.stream(workspace.path() + "/events/stream");

        world.deactivate(ada.getString("id")).expect(200);

        Await.until(() -> assertThat(stream).isCompleted());
    }

    @Test
    void teamsGiveNothing() {
        var other = world.organization.workspace();
        var team = world.organization.team(user);
        product.asAdministrator()
                .put(team + "/workspaces/" + other.id(), new JsonObject().put("role", "MEMBER"))
                .expect(200);
        session.get(other.path()).expect(200);

        world.deactivate(ada.getString("id")).expect(200);

        session.get(other.path()).expect(404, "WORKSPACE.NOT_FOUND");
        world.activate(ada.getString("id")).expect(200);
        session.get(other.path()).expect(200);
    }

    @Test
    void whatTheyWereIsTheirsAgainOnceTheyAreActive() {
        world.deactivate(ada.getString("id")).expect(200);
        var shown = world.scim.get("/scim/v2/Users/" + ada.getString("id")).expect(200);
        assertThat(shown.json().getBoolean("active")).isFalse();

        world.activate(ada.getString("id")).expect(200);

        session.get(workspace.path()).expect(200);
        assertThat(workspace.roleOf(user)).isEqualTo("MEMBER");
        assertThat(world.organization.roleOf(user)).isEqualTo("MEMBER");
    }

    @Test
    void theirOtherOrganizationsAndWorkspacesStayTheirs() {
        var elsewhere = product.workspace();
        elsewhere
                .asOwner()
                .post(elsewhere.path() + "/members", TestProduct.member(user, "VIEWER"))
                .expect(200);

        world.deactivate(ada.getString("id")).expect(200);

        product.as(user).get(elsewhere.path()).expect(200);
    }

    @Test
    void anAdministratorIsDeactivatedAndTheOwnerIsNot() {
        var admin = world.organization.member("ADMIN");
        product.as(admin).get(workspace.path()).expect(200);

        world.deactivate(admin.toString()).expect(200);

        product.as(admin).get(workspace.path()).expect(404);
        var refused = world.deactivate(world.organization.owner().toString()).expect(409);
        assertThat(refused.json().getString("detail")).contains("owner");
        world.scim.delete("/scim/v2/Users/" + world.organization.owner()).expect(409);
        assertThat(world.organization.roleOf(world.organization.owner())).isEqualTo("OWNER");
    }

    @Test
    void whoOwnsAWorkspaceIsDeactivatedAllTheSame() {
        workspace
                .asOwner()
                .post(workspace.path() + "/transfer", new JsonObject().put("userId", user.toString()))
                .expect(200);

        world.deactivate(ada.getString("id")).expect(200);

        session.get(workspace.path()).expect(404, "WORKSPACE.NOT_FOUND");
        world.scim.delete("/scim/v2/Users/" + user).expect(409);
    }

    @Test
    void whoIsMadeInactiveIsKeptOutFromTheBeginning() {
        var made = world.scim
                .post(
                        "/scim/v2/Users",
                        ScimWorld.user(world.address(TestProduct.name("late"))).put("active", false))
                .expect(201);

        assertThat(made.json().getBoolean("active")).isFalse();
        product.as(userId(made.json())).get(world.organization.path()).expect(404);
    }

    @Test
    void whoIsDeletedIsNoMemberAndKeepsTheirAccount() {
        world.scim.delete("/scim/v2/Users/" + user).expect(204);

        assertThat(session.get(workspace.path()).status()).isIn(401, 404);
        // The session is scoped to the organization no more, which its token says it is.
        Await.until(() -> session.get(workspace.path()).expect(401));
        world.scim.get("/scim/v2/Users/" + user).expect(404);
        product.asNobody()
                .withBearer(signIn().getString("accessToken"))
                .get(workspace.path())
                .expect(404);
        assertThat(world.organization.roleOf(user)).isEqualTo("none");

        var again = world.scim
                .post("/scim/v2/Users", ScimWorld.user(ada.getString("userName")))
                .expect(201);
        assertThat(again.json().getString("id")).isEqualTo(user.toString());
    }

    @Test
    void nothingIsChangedInAnOrganizationThatIsSuspended() {
        var suspended = new ScimWorld(BENCH, product);
        var grace = suspended.made("grace");
        product.asAdministrator()
                .patch(suspended.organization.path(), new JsonObject().put("status", "SUSPENDED"))
                .expect(200);

        suspended.deactivate(grace.getString("id")).expect(403);
        suspended.scim.get("/scim/v2/Users/" + grace.getString("id")).expect(200);
    }
}
