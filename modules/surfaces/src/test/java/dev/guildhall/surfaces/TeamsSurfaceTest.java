package dev.guildhall.surfaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Teams surface over HTTP: plain JSON, lower case, milliseconds. */
class TeamsSurfaceTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static HttpTester admin;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("teams").assemble());
        admin = product.asAdministrator();
    }

    @Test
    void anyoneCreatesAWorkspaceAndOwnsIt() {
        var ada = person();
        var before = System.currentTimeMillis();

        var made = ada.client
                .post(
                        "/workspaces",
                        new JsonObject().put("name", "Acme Engineering").put("plan", "team"))
                .expect(201);

        var workspace = made.json();
        assertThat(workspace.fieldNames())
                .containsExactlyInAnyOrder("id", "name", "ownerId", "plan", "createdAt", "settings");
        assertThat(workspace.getString("name")).isEqualTo("Acme Engineering");
        assertThat(workspace.getString("ownerId")).isEqualTo(ada.uid);
        assertThat(workspace.getString("plan")).isEqualTo("team");
        assertThat(workspace.getLong("createdAt")).isBetween(before - 1000, System.currentTimeMillis() + 1000);
        assertThat(workspace.getJsonObject("settings")).isEmpty();
        assertThat(made.header("Location")).isEqualTo("/workspaces/" + workspace.getString("id"));
        assertThat(ada.client.get(made.header("Location")).expect(200).json()).isEqualTo(workspace);
        assertThat(new JsonArray(ada.client.get("/workspaces").expect(200).body()))
                .containsExactly(workspace);
    }

    @Test
    void nobodyMakesMoreWorkspacesThanTheirShareOrGivesThemselvesAPlan() {
        var ada = person();
        var enterprise = new JsonObject().put("name", "Acme").put("plan", "enterprise");

        assertThat(error(ada.client.post("/workspaces", enterprise).expect(403)))
                .contains("ENTERPRISE");
        var workspace = ada.workspace();
        assertThat(error(ada.client
                        .post("/workspaces", new JsonObject().put("name", "Another"))
                        .expect(409)))
                .contains("own");
        assertThat(error(ada.client
                        .put(workspace + "/settings", new JsonObject().put("plan", "enterprise"))
                        .expect(403)))
                .contains("ENTERPRISE");
        admin.put(workspace + "/settings", new JsonObject().put("plan", "enterprise"))
                .expect(200);
        ada.client
                .put(workspace + "/settings", new JsonObject().put("plan", "enterprise"))
                .expect(200);
        admin.post("/workspaces", enterprise).expect(201);
        admin.post("/workspaces", enterprise).expect(201);
    }

    @Test
    void whichModelsAgentsAnswerWithIsRestricted() {
        var ada = person();
        var restrictions = ada.workspace() + "/restrictions";

        assertThat(ada.client.get(restrictions).expect(200).json())
                .isEqualTo(new JsonObject().putNull("allowedProviders").putNull("allowedModels"));
        var put = new JsonObject().put("allowedProviders", JsonArray.of("openai"));
        assertThat(ada.client.put(restrictions, put).expect(200).json().getJsonArray("allowedProviders"))
                .isEqualTo(JsonArray.of("openai"));
        assertThat(error(ada.client
                        .put(restrictions, new JsonObject().put("allowedModels", JsonArray.of(" ")))
                        .expect(400)))
                .contains("allowedModels");
    }

    @Test
    void anAgentIsGrantedToAnotherWorkspaceAndTheGrantEnds() {
        var ada = person();
        var workspace = ada.workspace();
        var id = TestProduct.idOf(workspace);
        ada.client
                .post(
                        "/api/workspaces/" + id + "/agents",
                        new JsonObject()
                                .put("key", "helper")
                                .put("name", "Helper")
                                .put("provider", "echo")
                                .put("model", "echo"))
                .expect(201);
        var other = product.workspace();
        other.asOwner()
                .post(
                        other.path() + "/members",
                        new JsonObject().put("userId", ada.uid).put("role", "MEMBER"))
                .expect(200);
        var soon = System.currentTimeMillis() + 3_600_000;

        var grant = ada.client.post(
                workspace + "/grants",
                new JsonObject()
                        .put("receivingWorkspaceId", other.id().toString())
                        .put("agentId", "helper")
                        .put("expiresAt", soon));

        assertThat(grant.expect(201).json().getBoolean("readonly")).isTrue();
        assertThat(grant.json().getLong("expiresAt")).isEqualTo(soon);
        assertThat(grant.json().getString("grantingWorkspaceId")).isEqualTo(id);
        assertThat(new JsonArray(
                        ada.client.get(workspace + "/grants").expect(200).body()))
                .containsExactly(grant.json());
        ada.client.delete(workspace + "/grants/" + grant.json().getString("id")).expect(204);
        assertThat(new JsonArray(
                        ada.client.get(workspace + "/grants").expect(200).body()))
                .isEmpty();
        assertThat(error(ada.client
                        .post(workspace + "/grants", new JsonObject().put("agentId", "helper"))
                        .expect(400)))
                .contains("receivingWorkspaceId");
    }

    @Test
    void addingAMemberAgainChangesTheirRole() {
        var ada = person();
        var bob = person();
        var members = ada.workspace() + "/members";

        var added = ada.client.post(members, seat(bob, "member")).expect(200).json();
        assertThat(added.getString("uid")).isEqualTo(bob.uid);
        assertThat(added.getString("role")).isEqualTo("member");
        var promoted = ada.client.post(members, seat(bob, "admin")).expect(200).json();
        assertThat(promoted.getString("role")).isEqualTo("admin");
        assertThat(promoted.getLong("joinedAt")).isEqualTo(added.getLong("joinedAt"));

        var listed = new JsonArray(bob.client.get(members).expect(200).body());
        assertThat(listed)
                .extracting(member -> ((JsonObject) member).getString("uid"))
                .containsExactlyInAnyOrder(ada.uid, bob.uid);
        bob.client.delete(members + "/" + bob.uid).expect(204);
        assertThat(error(bob.client.get(members).expect(404))).isNotBlank();
    }

    @Test
    void eachListThatIsGivenByPagesTellsTheNextInAHeader() {
        var ada = person();
        var workspace = ada.workspace();
        ada.client.post(workspace + "/members", seat(person(), "member")).expect(200);
        for (var key : List.of("one", "two")) {
            grant(ada, workspace, key);
        }

        var paged =
                product.asNobody().get("/workspaces/openapi.json").expect(200).json().getJsonObject("paths").stream()
                        .filter(path -> ((JsonObject) path.getValue())
                                .getJsonObject("get", new JsonObject())
                                .encode()
                                .contains("X-Next-Page-Token"))
                        .map(path -> path.getKey().replace("/workspaces/{workspaceId}", workspace))
                        .toList();

        assertThat(paged).containsExactlyInAnyOrder("/workspaces", workspace + "/members", workspace + "/grants");
        assertThat(paged).allSatisfy(list -> {
            var seen = new HashSet<String>();
            String next = null;
            do {
                var page = ada.client
                        .get(list + "?pageSize=1" + (next == null ? "" : "&pageToken=" + next))
                        .expect(200);
                assertThat(new JsonArray(page.body())).hasSize(1);
                assertThat(seen.add(page.body())).isTrue();
                next = page.header("X-Next-Page-Token");
            } while (next != null);
            assertThat(seen)
                    .hasSize(new JsonArray(ada.client.get(list).body()).size())
                    .hasSizeGreaterThan(1);
        });
    }

    private static void grant(Person of, String workspace, String agent) {
        of.client
                .post(
                        "/api/workspaces/" + TestProduct.idOf(workspace) + "/agents",
                        new JsonObject()
                                .put("key", agent)
                                .put("name", agent)
                                .put("provider", "echo")
                                .put("model", "echo"))
                .expect(201);
        var other = product.workspace();
        other.asOwner()
                .post(
                        other.path() + "/members",
                        new JsonObject().put("userId", of.uid).put("role", "MEMBER"))
                .expect(200);
        of.client
                .post(
                        workspace + "/grants",
                        new JsonObject()
                                .put("receivingWorkspaceId", other.id().toString())
                                .put("agentId", agent)
                                .put("expiresAt", System.currentTimeMillis() + 3_600_000))
                .expect(201);
    }

    @Test
    void theRulesAreThoseOfTheWorkspaceWhateverTheSurface() {
        var ada = person();
        var bob = person();
        var workspace = ada.workspace();
        ada.client.post(workspace + "/members", seat(bob, "viewer")).expect(200);

        assertThat(error(bob.client
                        .post(workspace + "/members", seat(person(), "member"))
                        .expect(403)))
                .contains("members.manage");
        assertThat(error(ada.client.delete(workspace + "/members/" + ada.uid).expect(409)))
                .contains("owner");
        ada.client.post(workspace + "/members", seat(bob, "owner")).expect(409);
        ada.client.post(workspace + "/members", seat(bob, "emperor")).expect(404);
        assertThat(error(person().client.get(workspace).expect(404)))
                .isEqualTo(error(person().client
                        .get("/workspaces/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1d")
                        .expect(404)));
        assertThat(error(product.asNobody().get(workspace).expect(401))).isNotBlank();
        assertThat(error(ada.client.get("/workspaces/" + "x/y/z").expect(404))).isNotBlank();
    }

    @Test
    void settingsAreMergedFieldByFieldAndThePlanChangesThere() {
        var ada = person();
        var workspace = ada.workspace();

        var changed = ada.client
                .put(workspace + "/settings", new JsonObject().put("defaultAgentId", "general-assistant"))
                .expect(200)
                .json();
        assertThat(changed)
                .isEqualTo(new JsonObject()
                        .put("defaultAgentId", "general-assistant")
                        .put("plan", "team"));
        var personal = ada.client
                .put(workspace + "/settings", new JsonObject().put("plan", "personal"))
                .expect(200)
                .json();
        assertThat(personal.getString("plan")).isEqualTo("personal");
        assertThat(personal.getString("defaultAgentId")).isEqualTo("general-assistant");
        ada.client.post(workspace + "/members", seat(person(), "member")).expect(409);
        assertThat(ada.client.get(workspace).json().getJsonObject("settings"))
                .isEqualTo(new JsonObject().put("defaultAgentId", "general-assistant"));
        assertThat(error(ada.client
                        .put(workspace + "/settings", new JsonObject().put("plan", "gold"))
                        .expect(400)))
                .contains("plan");
    }

    @Test
    void aTransferMakesTheFormerOwnerAnAdmin() {
        var ada = person();
        var bob = person();
        var workspace = ada.workspace();
        ada.client.post(workspace + "/members", seat(bob, "member")).expect(200);

        var transferred = ada.client
                .post(workspace + "/transfer", new JsonObject().put("uid", bob.uid))
                .expect(200)
                .json();

        assertThat(transferred.getString("ownerId")).isEqualTo(bob.uid);
        ada.client.delete(workspace).expect(403);
        ada.client.delete(workspace + "/members/" + ada.uid).expect(204);
        bob.client.delete(workspace).expect(204);
        bob.client.get(workspace).expect(404);
    }

    @Test
    void itsContractIsServedToEverybody() {
        var contract =
                product.asNobody().get("/workspaces/openapi.json").expect(200).json();

        assertThat(contract.getJsonObject("paths").fieldNames())
                .contains("/workspaces", "/workspaces/{workspaceId}/members")
                .allMatch(path -> path.startsWith("/workspaces"));
    }

    private record Person(HttpTester client, String uid) {

        /** The path of a new workspace of theirs. */
        String workspace() {
            return client.post("/workspaces", new JsonObject().put("name", "Team"))
                    .expect(201)
                    .header("Location");
        }
    }

    private static Person person() {
        var user = product.user();
        return new Person(product.as(user), user.toString());
    }

    private static JsonObject seat(Person person, String role) {
        return new JsonObject().put("uid", person.uid).put("role", role);
    }

    private static String error(HttpTester.Response response) {
        assertThat(response.json().fieldNames()).containsExactly("error");
        return response.json().getString("error");
    }
}
