package dev.guildhall.launcher;

import static dev.guildhall.launcher.PortalPerson.HOST;

import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An organization with a workspace where every {@link PortalPerson} has their role, and something is at each place. */
final class PeopledOrganization {

    private final HttpTester admin;
    private final String app;
    private final String organization;
    private final String workspace;
    private final String auditor;
    private final String support;

    PeopledOrganization(RunningProduct product) {
        admin = product.signInAsAdmin();
        user("outsider");
        app = made("/api/apps", new JsonObject().put("name", "Tool hire"));
        organization = made(
                "/api/organizations",
                new JsonObject()
                        .put("appId", app)
                        .put("name", "Roles and daughters")
                        .put("slug", "roles")
                        .put("domain", HOST.substring(1))
                        .put("ownerId", user("owner")));
        workspace = product.signIn("owner" + HOST, RunningProduct.PASSWORD)
                .post(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", "roles")
                                .put("name", "Who sees what")
                                .put("organizationId", organization))
                .expect(200)
                .data()
                .getString("id");
        auditor = made(
                inWorkspace() + "/roles",
                new JsonObject()
                        .put("name", "Auditor")
                        .put("permissions", JsonArray.of("workspace.read", "audit.read")));
        member(inOrganization(), user("manager"), "ADMIN");
        member(inOrganization(), user("billing"), "BILLING");
        member(inOrganization(), user("member"), "MEMBER");
        for (var role : List.of("admin ADMIN", "worker MEMBER", "viewer VIEWER", "auditor Auditor")) {
            var words = role.split(" ");
            var user = user(words[0]);
            member(inOrganization(), user, "MEMBER");
            member(inWorkspace(), user, words[1]);
        }
        support = made(
                "/api/admin/users",
                new JsonObject()
                        .put("email", "support" + HOST)
                        .put("fullName", "Support")
                        .put("password", RunningProduct.PASSWORD)
                        .put("roles", JsonArray.of("USER", "SUPPORT")));
        admin.patch(inWorkspace() + "/preferences", new JsonObject().put("supportTeamAccess", true))
                .expect(200);
        admin.post(
                        inWorkspace() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "hello")
                                .put("grantedPermissions", JsonArray.of("members.read", "events.publish")))
                .expect(201);
    }

    String inOrganization() {
        return "/api/organizations/" + organization;
    }

    String inWorkspace() {
        return "/api/workspaces/" + workspace;
    }

    List<PortalPlaces> parts() {
        return List.of(
                PortalPlaces.workspace(workspace),
                PortalPlaces.organization(organization),
                PortalPlaces.platform(),
                PortalPlaces.account(),
                PortalPlaces.entrances());
    }

    /** The address of each place, with the permission that it asks for. */
    Map<String, String> places() {
        var all = new LinkedHashMap<String, String>();
        all.putAll(PortalPlaces.workspace(workspace)
                .addresses(Map.of(
                        "/members/roles/:id", auditor,
                        "/extensions/catalogue/:key", "directory",
                        "/extensions/:key", "hello",
                        "/capabilities/:key", "hello.greeting.say",
                        "/events/:sequence", "1",
                        "/agents/sessions/:id", session(),
                        "/subscriptions/:id", subscription(inWorkspace()))));
        var team = made(inOrganization() + "/teams", new JsonObject().put("name", "Night shift"));
        all.putAll(PortalPlaces.organization(organization)
                .addresses(Map.of(
                        "/teams/:id", team,
                        "/applications/:id", AcmeOrganization.application(admin, inOrganization()),
                        "/subscriptions/:id", subscription(inOrganization()))));
        all.putAll(PortalPlaces.platform()
                .addresses(Map.of(
                        "/users/:id",
                        support,
                        "/apps/:id",
                        app,
                        "/marketplace/:key",
                        "hello",
                        "/applications/:id",
                        AcmeOrganization.application(admin, "/api/admin"),
                        "/subscriptions/:id",
                        subscription("/api/admin"))));
        all.putAll(PortalPlaces.account().addresses(Map.of()));
        all.putAll(PortalPlaces.entrances().addresses(Map.of()));
        return all;
    }

    private String user(String name) {
        return RunningProduct.user(admin, name + HOST);
    }

    private String made(String at, JsonObject what) {
        return admin.post(at, what).expect(201).data().getString("id");
    }

    private void member(String of, String user, String role) {
        admin.post(of + "/members", new JsonObject().put("userId", user).put("role", role))
                .expect(200);
    }

    /** In a room, which is everybody's who may read sessions. */
    private String session() {
        admin.post(
                        inWorkspace() + "/agents",
                        new JsonObject()
                                .put("key", "polly")
                                .put("name", "Polly")
                                .put("provider", "echo")
                                .put("model", "echo"))
                .expect(201);
        return made(
                inWorkspace() + "/sessions",
                new JsonObject()
                        .put("agentKey", "polly")
                        .put("surface", "group")
                        .put("surfaceId", "workshop"));
    }

    private String subscription(String of) {
        return made(
                of + "/subscriptions",
                new JsonObject()
                        .put("name", "CRM of " + of)
                        .put("types", JsonArray.of("nothing.happens"))
                        .put("sink", new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/hook")));
    }
}
