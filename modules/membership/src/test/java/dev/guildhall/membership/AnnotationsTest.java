package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What applications note of accounts, organizations, workspaces and members: ids of their own, and metadata. */
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

    /** Members of a workspace and of an organization are the same to who notes something of them. */
    private static Stream<Arguments> places() {
        var workspace = product.workspace();
        var organization = product.organization(app);
        return Stream.of(
                Arguments.of(
                        workspace.path(), workspace.asOwner(), workspace.id().value(), workspace.owner(), "VIEWER"),
                Arguments.of(
                        organization.path(),
                        organization.asOwner(),
                        organization.id().value(),
                        organization.owner(),
                        "BILLING"));
    }

    private static String filteredIds(HttpTester by, String members, String id) {
        return by.get(filtered(members, id)).expect(200).list().stream()
                .map(member -> ((JsonObject) member).getString("userId"))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @MethodSource("places")
    void areKeptOfAMemberChangedNameByNameAndForgottenWithThem(
            String place, HttpTester by, UUID tenant, UserId owner, String otherRole) {
        var members = place + "/members";
        var ada = product.user();
        var id = unique("crm");

        var made = by.post(members, TestProduct.member(ada, "MEMBER").mergeIn(noted(id, "gold")))
                .expect(200)
                .data();

        assertThat(made.getString("externalId")).isEqualTo(id);
        assertThat(made.getJsonObject("metadata")).isEqualTo(new JsonObject().put("tier", "gold"));
        assertThat(by.get(members + "/" + ada).expect(200).data()).isEqualTo(made);
        assertThat(by.get(filtered(members, id)).expect(200).list())
                .singleElement()
                .satisfies(listed -> assertThat(((JsonObject) listed).getMap()).containsAllEntriesOf(made.getMap()));

        var before = by.get(members + "/" + ada).expect(200).header("ETag");
        var change = new JsonObject()
                .put("metadata", new JsonObject().putNull("tier").put("seats", "12"));
        var changed = by.withHeader("If-Match", before)
                .patch(members + "/" + ada, change)
                .expect(200);
        by.withHeader("If-Match", before).patch(members + "/" + ada, change).expect(412, "REQUEST.PRECONDITION_FAILED");

        assertThat(changed.data().getString("externalId")).isEqualTo(id);
        assertThat(changed.data().getString("role")).isEqualTo("MEMBER");
        assertThat(changed.data().getJsonObject("metadata")).isEqualTo(new JsonObject().put("seats", "12"));
        assertThat(by.patch(members + "/" + ada, change).expect(200).header("ETag"))
                .isEqualTo(changed.header("ETag"));

        by.post(members, TestProduct.member(ada, otherRole)).expect(200);
        var promoted = by.get(members + "/" + ada).expect(200).data();
        assertThat(promoted.getString("role")).isEqualTo(otherRole);
        assertThat(promoted.getString("externalId")).isEqualTo(id);

        by.delete(members + "/" + ada).expect(204);
        var again =
                by.post(members, TestProduct.member(ada, "MEMBER")).expect(200).data();
        assertThat(again.getString("externalId")).isNull();
        assertThat(again.getJsonObject("metadata")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("places")
    void areKeptOfTheOwnerWhoseRoleNobodyChanges(
            String place, HttpTester by, UUID tenant, UserId owner, String otherRole) {
        var id = unique("crm");

        by.patch(place + "/members/" + owner, noted(id, "gold")).expect(200);

        assertThat(filteredIds(by, place + "/members", id)).isEqualTo(owner.toString());
        by.patch(place + "/members/" + owner, new JsonObject().put("role", "ADMIN"))
                .expect(409, "MEMBER.OWNER_MUST_TRANSFER");
    }

    @ParameterizedTest
    @MethodSource("places")
    void anIdIsThatOfOneMember(String place, HttpTester by, UUID tenant, UserId owner, String otherRole) {
        var members = place + "/members";
        var ada = product.user();
        var bob = product.user();
        var id = unique("crm");
        by.post(members, TestProduct.member(ada, "MEMBER").put("externalId", id))
                .expect(200);

        by.post(members, TestProduct.member(bob, "MEMBER").put("externalId", id))
                .expect(409, "MEMBER.EXTERNAL_ID_EXISTS");
        by.get(members + "/" + bob).expect(404);
        by.post(members, TestProduct.member(bob, "MEMBER")).expect(200);
        by.patch(members + "/" + bob, new JsonObject().put("externalId", id)).expect(409, "MEMBER.EXTERNAL_ID_EXISTS");
        by.patch(members + "/" + ada, new JsonObject().putNull("externalId")).expect(200);
        by.patch(members + "/" + bob, new JsonObject().put("externalId", id)).expect(200);

        assertThat(filteredIds(by, members, id)).isEqualTo(bob.toString());
        assertThat(by.patch(members + "/" + bob, new JsonObject().put("metadata", new JsonObject().put("a b", "x")))
                        .expect(400, "REQUEST.INVALID")
                        .body())
                .contains("\"field\":\"metadata\"");
    }

    @ParameterizedTest
    @MethodSource("places")
    void areNotToldToSubscribersNorAuditorsOfAMember(
            String place, HttpTester by, UUID tenant, UserId owner, String otherRole) {
        var id = unique("secretly");

        by.patch(place + "/members/" + owner, noted(id, "a friend of " + id)).expect(200);

        assertThat(BENCH.sql(
                                "select data from guildhall.event where tenant_id = $1 and type = 'member.updated'",
                                tenant)
                        .iterator()
                        .next()
                        .getJsonObject(0))
                .isEqualTo(new JsonObject().put("userId", owner.toString()));
        assertThat(BENCH.sql(
                                "select count(*) filter (where content::text like '%annotationsChanged%'),"
                                        + " count(*) filter (where content::text like '%' || $2 || '%')"
                                        + " from guildhall.audit_entry where tenant_id = $1",
                                tenant, id)
                        .iterator()
                        .next())
                .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(1))
                .satisfies(row -> assertThat(row.getLong(1)).isZero());
    }

    @Test
    void ofAMemberAreNotTheirsElsewhere() {
        var acme = product.organization(app);
        var site = acme.workspace();
        var ada = acme.member("ADMIN");
        var id = unique("crm");
        acme.asOwner().patch(acme.path() + "/members/" + ada, noted(id, "gold")).expect(200);

        var reaching = acme.asOwner().get(site.path() + "/members").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .filter(member -> member.getString("userId").equals(ada.toString()))
                .toList();

        assertThat(reaching).singleElement().satisfies(member -> {
            assertThat(member.getString("externalId")).isNull();
            assertThat(member.getJsonObject("metadata")).isEmpty();
        });
        assertThat(filteredIds(acme.asOwner(), site.path() + "/members", id)).isEmpty();
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
