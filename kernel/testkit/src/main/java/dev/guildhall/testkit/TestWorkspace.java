package dev.guildhall.testkit;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A workspace of a test product, and what people do in it through the canonical API. */
public record TestWorkspace(TestProduct product, WorkspaceId id, String key, UserId owner) {

    public String path() {
        return "/api/workspaces/" + id;
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
        return TestProduct.roleOf(user, product.asAdministrator().get(path() + "/members?pageSize=1000"));
    }

    /** A role of the workspace's own. */
    public JsonObject role(String name, String... permissions) {
        return asOwner()
                .post(
                        path() + "/roles",
                        new JsonObject().put("name", name).put("permissions", new JsonArray(List.of(permissions))))
                .expect(201)
                .data();
    }

    /** The newest event of this type, as clients read it. */
    public JsonObject lastEvent(String type) {
        var events = asOwner()
                .get(path() + "/events?filter=type%3D" + type)
                .expect(200)
                .list();
        return events.getJsonObject(events.size() - 1);
    }

    /** Installs an extension and consents to names that are not its own. */
    public Response install(String extensionKey, String... names) {
        return asOwner()
                .post(
                        path() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", extensionKey)
                                .put("grantedNames", new JsonArray(List.of(names))));
    }

    public Response invoke(String capability, JsonObject input) {
        return asOwner().post(path() + "/capabilities/" + capability, input);
    }
}
