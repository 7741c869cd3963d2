package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What applications note of accounts, organizations and workspaces: ids of their own, and metadata. */
class AnnotationsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static String app;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        app = product.app();
    }

    private static JsonObject noted(String id, String tier) {
        return new JsonObject().put("externalId", id).put("metadata", new JsonObject().put("tier", tier));
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    private static Response newWorkspace(TestOrganization organization, JsonObject noted) {
        return organization
                .asOwner()
                .post(
                        "/api/workspaces",
                        workspace()
                                .put("organizationId", "" + organization.id())
                                .mergeIn(noted));
    }

    private static JsonObject workspace() {
        return new JsonObject().put("name", "Acme").put("key", TestProduct.name("acme"));
    }

    private static String filtered(String path, String id) {
        return path + "?filter=" + URLEncoder.encode("externalId = \"" + id + "\"", StandardCharsets.UTF_8);
    }

    @Test
    void areKeptOfAWorkspaceChangedNameByNameAndTold() {
        var acme = product.organization(app);
        var id = unique("crm");

        var made = newWorkspace(acme, noted(id, "gold")).expect(200);

        var path = "/api/workspaces/" + made.data().getString("id");
        var shown = acme.asOwner().get(path).expect(200).data();
        assertThat(shown.getString("externalId")).isEqualTo(id);
        assertThat(shown.getJsonObject("metadata")).isEqualTo(new JsonObject().put("tier", "gold"));
        assertThat(acme.asOwner()
                        .get(filtered("/api/workspaces", id))
                        .expect(200)
                        .json()
                        .getJsonArray("data"))
                .isEqualTo(new JsonArray().add(shown));

        var change = new JsonObject()
                .put("metadata", new JsonObject().putNull("tier").put("seats", "12"));
        var changed = acme.asOwner().patch(path, change).expect(200).data();

        assertThat(changed.getString("externalId")).isEqualTo(id);
        assertThat(changed.getJsonObject("metadata")).isEqualTo(new JsonObject().put("seats", "12"));
        assertThat(changed.getString("name")).isEqualTo("Acme");
        var told = BENCH.sql(
                        "select data from guildhall.event where tenant_id = $1 and type = 'workspace.updated'",
                        UUID.fromString(made.data().getString("id")))
                .iterator()
                .next()
                .getJsonObject(0);
        assertThat(told.getJsonObject("metadata")).isEqualTo(new JsonObject().put("seats", "12"));
        assertThat(told.getJsonObject("previousMetadata")).isEqualTo(new JsonObject().put("tier", "gold"));
    }

    @Test
    void anIdIsThatOfOneWorkspaceOfAnOrganization() {
        var acme = product.organization(app);
        var globex = product.organization(app);
        var id = unique("crm");
        newWorkspace(acme, noted(id, "gold")).expect(200);

        newWorkspace(acme, noted(id, "gold")).expect(409, "WORKSPACE.EXTERNAL_ID_EXISTS");
        var other = newWorkspace(acme, new JsonObject()).expect(200).data();
        var path = "/api/workspaces/" + other.getString("id");
        acme.asOwner().patch(path, new JsonObject().put("externalId", id)).expect(409, "WORKSPACE.EXTERNAL_ID_EXISTS");
        newWorkspace(globex, noted(id, "gold")).expect(200);

        assertThat(acme.asOwner().get(path).expect(200).data().getString("externalId"))
                .isNull();
    }

    @Test
    void anIdIsThatOfOneWorkspaceOutsideOfOrganizationsToo() {
        var id = unique("crm");
        product.asAdministrator()
                .post("/api/workspaces", workspace().put("externalId", id))
                .expect(200);

        product.asAdministrator()
                .post("/api/workspaces", workspace().put("externalId", id))
                .expect(409, "WORKSPACE.EXTERNAL_ID_EXISTS");
    }

    @Test
    void areKeptOfAnOrganization() {
        var id = unique("account");
        var acme = product.organization(app);
        var globex = product.organization(app);

        var changed = product.asAdministrator()
                .patch("/api/organizations/" + acme.id(), noted(id, "gold"))
                .expect(200)
                .data();

        assertThat(changed.getString("externalId")).isEqualTo(id);
        assertThat(changed.getJsonObject("metadata")).isEqualTo(new JsonObject().put("tier", "gold"));
        assertThat(product.asAdministrator()
                        .get(filtered("/api/organizations", id))
                        .expect(200)
                        .json()
                        .getJsonArray("data"))
                .isEqualTo(new JsonArray().add(changed));
        product.asAdministrator()
                .patch("/api/organizations/" + globex.id(), new JsonObject().put("externalId", id))
                .expect(409, "ORGANIZATION.EXTERNAL_ID_EXISTS");
        var cleared = new JsonObject().putNull("externalId").putNull("metadata");
        assertThat(product.asAdministrator()
                        .patch("/api/organizations/" + acme.id(), cleared)
                        .expect(200)
                        .data()
                        .getJsonObject("metadata"))
                .isEqualTo(new JsonObject());
    }

    @Test
    void nameTheFieldThatCannotBeTaken() {
        var acme = product.organization(app);

        newWorkspace(acme, new JsonObject().put("metadata", new JsonObject().put("a b", "x")))
                .expect(400, "REQUEST.INVALID");
        newWorkspace(acme, new JsonObject().put("metadata", new JsonObject().put("note", 7)))
                .expect(400, "REQUEST.INVALID");
        newWorkspace(acme, new JsonObject().put("externalId", "")).expect(400, "REQUEST.INVALID");
    }
}
