package dev.guildhall.scim;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** An organization whose domain is proven, with a connection of its directory. */
final class ScimWorld {

    static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    final TestBench bench;
    final TestProduct product;
    final TestOrganization organization;
    final String domain;
    final JsonObject connection;
    final HttpTester scim;

    ScimWorld(TestBench bench, TestProduct product) {
        this(bench, product, product.organization());
    }

    ScimWorld(TestBench bench, TestProduct product, TestOrganization organization) {
        this.bench = bench;
        this.product = product;
        this.organization = organization;
        this.domain = TestProduct.name("acme") + ".example";
        proven(domain);
        this.connection = connect("Directory");
        this.scim = with(connection.getString("token"));
    }

    JsonObject connect(String name) {
        return organization
                .asOwner()
                .post(organization.path() + "/scim/connections", new JsonObject().put("name", name))
                .expect(201)
                .data();
    }

    HttpTester with(String token) {
        return product.asNobody().withBearer(token).withHeader("Content-Type", "application/scim+json");
    }

    void proven(String name) {
        organization
                .asOwner()
                .post(organization.path() + "/sso/domains", new JsonObject().put("domain", name))
                .expect(201);
        bench.sql(
                "update guildhall.sso_domain set verified_at = now() where organization_id = $1 and domain = $2",
                organization.id().value(),
                name);
    }

    String address(String local) {
        return local + "@" + domain;
    }

    static JsonObject user(String userName) {
        return new JsonObject()
                .put("schemas", new JsonArray().add(USER))
                .put("userName", userName)
                .put("name", new JsonObject().put("givenName", "Ada").put("familyName", "Lovelace"))
                .put("active", true);
    }

    /** A user of the organization's domain, as the directory makes them. */
    JsonObject made(String local) {
        return scim.post("/scim/v2/Users", user(address(local))).expect(201).json();
    }

    String group(String name, String... members) {
        var all = new JsonArray();
        for (var member : members) {
            all.add(new JsonObject().put("value", member));
        }
        var group = new JsonObject()
                .put("schemas", new JsonArray().add(GROUP))
                .put("displayName", name)
                .put("members", all);
        return scim.post("/scim/v2/Groups", group).expect(201).json().getString("id");
    }

    Response patchUser(String id, JsonObject... operations) {
        return scim.patch("/scim/v2/Users/" + id, patch(operations));
    }

    static JsonObject patch(JsonObject... operations) {
        return new JsonObject()
                .put("schemas", new JsonArray().add(PATCH))
                .put("Operations", new JsonArray(List.of(operations)));
    }

    static JsonObject operation(String op, String path, Object value) {
        var operation = new JsonObject().put("op", op);
        if (path != null) {
            operation.put("path", path);
        }
        return value == null ? operation : operation.put("value", value);
    }

    Response deactivate(String id) {
        return patchUser(id, operation("replace", "active", false));
    }

    Response activate(String id) {
        return patchUser(id, operation("replace", "active", true));
    }

    static UserId userId(JsonObject user) {
        return new UserId(UUID.fromString(user.getString("id")));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonObject found(String filter) {
        return scim.get("/scim/v2/Users?filter=" + encoded(filter)).expect(200).json();
    }
}
