package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An organization at work, with members, teams and workspaces to be had for a word. */
final class Firm {

    private final TestProduct product;
    final UserId owner;
    final String id;
    final String path;

    private Firm(TestProduct product, UserId owner, String id) {
        this.product = product;
        this.owner = owner;
        this.id = id;
        this.path = "/api/organizations/" + id;
    }

    static TestProduct product(TestBench bench) {
        return TestProduct.start(bench, bench.product("node").assemble());
    }

    /** An organization of an app of its own, with an owner of its own. */
    static Firm of(TestProduct product) {
        var platform = product.asAdministrator();
        var owner = product.user();
        var name = TestProduct.name("firm");
        var app = platform.post("/api/apps", new JsonObject().put("name", name))
                .expect(201)
                .data()
                .getString("id");
        var made = platform.post(
                        "/api/organizations",
                        new JsonObject()
                                .put("appId", app)
                                .put("name", name)
                                .put("slug", name)
                                .put("domain", name + ".example")
                                .put("ownerId", owner.toString()))
                .expect(201)
                .data();
        return new Firm(product, owner, made.getString("id"));
    }

    HttpTester asOwner() {
        return product.as(owner);
    }

    HttpTester as(UserId user) {
        return product.as(user);
    }

    /** A user who is this in the organization. */
    UserId member(String role) {
        var user = product.user();
        asOwner().post(path + "/members", given(user, role)).expect(200);
        return user;
    }

    /** The path of a new workspace. */
    String workspace() {
        return "/api/workspaces/"
                + product.asAdministrator()
                        .post(
                                "/api/workspaces",
                                new JsonObject()
                                        .put("key", TestProduct.name("firm"))
                                        .put("name", "Firm")
                                        .put("organizationId", id))
                        .expect(200)
                        .data()
                        .getString("id");
    }

    /** The path of a new team of these people. */
    String team(UserId... members) {
        var team = asOwner()
                .post(path + "/teams", new JsonObject().put("name", TestProduct.name("Crew")))
                .expect(201)
                .header("Location");
        List.of(members)
                .forEach(user ->
                        asOwner().post(team + "/members", given(user, "MEMBER")).expect(200));
        return team;
    }

    Response grant(UserId by, String team, String workspace, String role) {
        return as(by).put(team + "/workspaces/" + idOf(workspace), new JsonObject().put("role", role));
    }

    void grant(String team, String workspace, String role) {
        grant(owner, team, workspace, role).expect(200);
    }

    /** A role of the workspace's own. */
    JsonObject role(String workspace, String name, String... permissions) {
        return asOwner()
                .post(
                        workspace + "/roles",
                        new JsonObject().put("name", name).put("permissions", new JsonArray(List.of(permissions))))
                .expect(201)
                .data();
    }

    static JsonObject given(UserId user, String role) {
        return new JsonObject().put("userId", user.toString()).put("role", role);
    }

    static String idOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
