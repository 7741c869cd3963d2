package dev.guildhall.testkit;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonObject;

/** An organization of a test product, and what people do in it through the canonical API. */
public record TestOrganization(TestProduct product, OrganizationId id, UserId owner) {

    public String path() {
        return "/api/organizations/" + id;
    }

    public HttpTester asOwner() {
        return product.as(owner);
    }

    /** A new user with this role. */
    public UserId member(String role) {
        var user = product.user();
        asOwner().post(path() + "/members", TestProduct.member(user, role)).expect(200);
        return user;
    }

    /** The role of a member, or "none". */
    public String roleOf(UserId user) {
        return TestProduct.roleOf(user, asOwner().get(path() + "/members?pageSize=1000"));
    }

    /** A new workspace in it; its owner is the platform's administrator, who is nothing in the organization. */
    public TestWorkspace workspace() {
        return product.workspace(product.administrator(), id);
    }

    /** The path of a new team of these people. */
    public String team(UserId... members) {
        var team = asOwner()
                .post(path() + "/teams", new JsonObject().put("name", TestProduct.name("team")))
                .expect(201)
                .header("Location");
        for (var user : members) {
            asOwner()
                    .post(team + "/members", TestProduct.member(user, "MEMBER"))
                    .expect(200);
        }
        return team;
    }

    /** Gives a team a role in a workspace. */
    public void grant(String team, TestWorkspace workspace, String role) {
        grantAs(owner, team, workspace, role).expect(200);
    }

    public Response grantAs(UserId grantor, String team, TestWorkspace workspace, String role) {
        return product.as(grantor).put(team + "/workspaces/" + workspace.id(), new JsonObject().put("role", role));
    }
}
