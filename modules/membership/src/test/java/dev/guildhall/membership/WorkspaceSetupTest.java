package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.tenancy.WorkspaceSettings;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings, preferences, plans, and the workspaces people make for themselves. */
class WorkspaceSetupTest extends MembershipTest {

    @Test
    void settingsBeginEmptyAndChangeFieldByField() {
        var workspace = product.workspace();
        var settings = workspace.path() + "/settings";

        assertThat(workspace.asOwner().get(settings).expect(200).data())
                .isEqualTo(new JsonObject()
                        .putNull("defaultAgentId")
                        .put("customAgentConfigs", new JsonObject())
                        .put("plan", "TEAM")
                        .put("timezone", "UTC"));
        var configs = new JsonObject().put("support", new JsonObject().put("temperature", 0.2));
        var changed = workspace
                .asOwner()
                .put(
                        settings,
                        new JsonObject()
                                .put("defaultAgentId", "support")
                                .put("customAgentConfigs", configs)
                                .put("timezone", "Europe/Berlin"))
                .expect(200);
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");

        var cleared = workspace.asOwner().put(settings, new JsonObject().putNull("defaultAgentId"));

        assertThat(cleared.expect(200).data())
                .isEqualTo(new JsonObject()
                        .putNull("defaultAgentId")
                        .put("customAgentConfigs", configs)
                        .put("plan", "TEAM")
                        .put("timezone", "Europe/Berlin"));
        assertThat(workspace.asOwner().get(settings).expect(200).data()).isEqualTo(cleared.data());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timezone           | Mars/Olympus",
                "timezone           | 5",
                "plan               | gold",
                "plan               |",
                "defaultAgentId     | ' '",
                "customAgentConfigs | text",
                "color              | red"
            })
    void aSettingThatIsWrongIsNamed(String field, String value) {
        var workspace = product.workspace();

        var refused = workspace
                .asOwner()
                .put(workspace.path() + "/settings", new JsonObject().put(field, value))
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo(field);
    }

    @Test
    void theConfigurationOfAnAgentIsAnObject() {
        var workspace = product.workspace();
        var configs = new JsonObject().put("support", 7);

        var refused = workspace
                .asOwner()
                .put(workspace.path() + "/settings", new JsonObject().put("customAgentConfigs", configs))
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("customAgentConfigs.support");
    }

    @Test
    void aConfigurationIsOneThatCanBeKept() {
        var workspace = product.workspace();

        var agents = Map.of(
                "{\"a\":[{\"b\":\"\\u0000\"}]}", "customAgentConfigs.support.a.0.b",
                "{\"half \\ud800\":1}", "customAgentConfigs.support");
        agents.forEach((agent, field) -> {
            var refused = workspace
                    .asOwner()
                    .send("PUT", workspace.path() + "/settings", "{\"customAgentConfigs\":{\"support\":" + agent + "}}")
                    .expect(400, "REQUEST.INVALID");
            assertThat(fields(refused)).containsExactly(field);
        });
    }

    @Test
    void whatTheContractAndWhatWeFindWrongIsNamedTogether() {
        var workspace = product.workspace();
        var settings = new JsonObject().put("plan", "gold").put("defaultAgentId", 7);
        var preferences = new JsonObject().put("iconColor", "red").put("supportTeamAccess", "yes");

        assertThat(fields(workspace.asOwner().put(workspace.path() + "/settings", settings)))
                .containsExactlyInAnyOrder("plan", "defaultAgentId");
        assertThat(fields(workspace.asOwner().patch(workspace.path() + "/preferences", preferences)))
                .containsExactlyInAnyOrder("iconColor", "supportTeamAccess");
    }

    @Test
    void aChangeOfSettingsTellsWhatChangedButNotHowAgentsAreConfigured() {
        var workspace = product.workspace();
        var configs = new JsonObject().put("support", new JsonObject().put("apiKey", "hidden"));

        workspace
                .asOwner()
                .put(
                        workspace.path() + "/settings",
                        new JsonObject().put("customAgentConfigs", configs).put("timezone", "Asia/Tokyo"))
                .expect(200);

        var told = workspace.lastEvent("workspace.updated").getJsonObject("data");
        assertThat(told.getString("timezone")).isEqualTo("Asia/Tokyo");
        assertThat(told.getString("previousTimezone")).isEqualTo("UTC");
        assertThat(told.getJsonArray("changed")).containsExactlyInAnyOrder("customAgentConfigs", "timezone");
        assertThat(told.encode()).doesNotContain("hidden");
    }

    @Test
    void settingsAreReadByMembersAndChangedByThoseWhoManageThem() {
        var workspace = product.workspace();
        var settings = workspace.path() + "/settings";
        var viewer = product.as(workspace.member("VIEWER"));
        var change = new JsonObject().put("timezone", "Asia/Tokyo");

        viewer.get(settings).expect(200);
        viewer.put(settings, change).expect(403, "ACCESS.DENIED");
        product.as(workspace.member("ADMIN")).put(settings, change).expect(200);
        product.as(product.user()).get(settings).expect(404, "WORKSPACE.NOT_FOUND");
        workspace
                .asOwner()
                .withHeader("If-Match", "\"1\"")
                .put(settings, change.copy().put("timezone", "UTC"))
                .expect(412, "REQUEST.PRECONDITION_FAILED");
    }

    @Test
    void preferencesRenameOpenAndDecorate() {
        var workspace = product.workspace();
        var preferences = workspace.path() + "/preferences";

        workspace
                .asOwner()
                .patch(
                        preferences,
                        new JsonObject()
                                .put("name", "Renamed")
                                .put("supportTeamAccess", true)
                                .put("icon", "🦊")
                                .put("iconColor", "#1E90FF"))
                .expect(200);
        var cleared = workspace
                .asOwner()
                .patch(preferences, new JsonObject().putNull("icon"))
                .expect(200);

        assertThat(cleared.data())
                .isEqualTo(new JsonObject()
                        .put("name", "Renamed")
                        .put("supportTeamAccess", true)
                        .putNull("icon")
                        .put("iconColor", "#1e90ff"));
        assertThat(workspace.asOwner().get(workspace.path()).data().getString("name"))
                .isEqualTo("Renamed");
        workspace
                .asOwner()
                .patch(preferences, new JsonObject().put("iconColor", "blue"))
                .expect(400, "REQUEST.INVALID");
        workspace
                .asOwner()
                .patch(preferences, new JsonObject().put("name", " "))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void aWorkspaceBecomesPersonalOnlyWhileItsOwnerIsAlone() {
        var workspace = product.workspace();
        var settings = workspace.path() + "/settings";
        var personal = new JsonObject().put("plan", "personal");
        var member = workspace.member("MEMBER");

        workspace.asOwner().put(settings, personal).expect(409, "WORKSPACE.HAS_OTHER_MEMBERS");
        workspace.asOwner().delete(workspace.path() + "/members/" + member).expect(204);
        workspace.asOwner().put(settings, personal).expect(200);

        workspace
                .asOwner()
                .post(workspace.path() + "/members", TestProduct.member(member, "MEMBER"))
                .expect(409, "WORKSPACE.SINGLE_USER_PLAN");
        workspace.asOwner().put(settings, new JsonObject().put("plan", "TEAM")).expect(200);
        workspace
                .asOwner()
                .post(workspace.path() + "/members", TestProduct.member(member, "MEMBER"))
                .expect(200);
    }

    @Test
    void aMemberAndThePersonalPlanNeverMeet() {
        for (var round = 0; round < 8; round++) {
            var workspace = product.workspace();
            var newcomer = product.user();

            var plan = workspace
                    .asOwner()
                    .sendAsync("PUT", workspace.path() + "/settings", new JsonObject().put("plan", "PERSONAL"));
            var joining = workspace
                    .asOwner()
                    .sendAsync("POST", workspace.path() + "/members", TestProduct.member(newcomer, "MEMBER"));

            assertThat(new int[] {plan.join().status(), joining.join().status()})
                    .containsExactlyInAnyOrder(200, 409);
        }
    }

    @Test
    void anyoneMakesAWorkspaceOfTheirOwnAndOneOnly() {
        var user = product.user();

        var created = product.as(user)
                .post("/api/workspaces/self", new JsonObject().put("name", "Ada's Café & Söhne"))
                .expect(201);

        assertThat(created.data().getString("key")).isEqualTo("ada-s-cafe-sohne");
        assertThat(created.data().getString("ownerId")).isEqualTo(user.toString());
        assertThat(created.data().getString("plan")).isEqualTo("TEAM");
        assertThat(created.header("Location"))
                .isEqualTo("/api/workspaces/" + created.data().getString("id"));
        product.as(user)
                .post("/api/workspaces/self", new JsonObject().put("name", "Another"))
                .expect(409, "WORKSPACE.ALREADY_OWNS_WORKSPACE");
    }

    @Test
    void plansAboveTeamAreForAdministratorsToGive() {
        var workspace = product.workspace();
        var settings = workspace.path() + "/settings";
        var enterprise = new JsonObject().put("plan", "ENTERPRISE");

        workspace.asOwner().put(settings, enterprise).expect(403, "WORKSPACE.PLAN_NOT_ALLOWED");
        product.as(product.user())
                .post(
                        "/api/workspaces/self",
                        new JsonObject().put("name", "Own").put("plan", "ENTERPRISE"))
                .expect(403, "WORKSPACE.PLAN_NOT_ALLOWED");

        product.asAdministrator().put(settings, enterprise).expect(200);
        workspace.asOwner().put(settings, new JsonObject().put("plan", "TEAM")).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"See https://evil.example", "pay@evil.example", "\u202Eemca", "a\u0007b", "a\u200Bb"})
    void namesLeadNowhereAndHideNothing(String name) {
        var workspace = product.workspace();
        var body = new JsonObject().put("name", name);

        for (var refused : List.of(
                product.as(product.user()).post("/api/workspaces/self", body),
                workspace.asOwner().patch(workspace.path(), body),
                workspace.asOwner().patch(workspace.path() + "/preferences", body),
                workspace
                        .asOwner()
                        .post(workspace.path() + "/roles", body.copy().put("permissions", new JsonArray())))) {
            var details = refused.expect(400, "REQUEST.INVALID").json().getJsonArray("details");
            assertThat(details.getJsonObject(0).getString("field")).isEqualTo("name");
        }
    }

    @Test
    void ofManyWorkspacesMadeAtOnceByOneUserOneIsMade() {
        var user = product.as(product.user());

        var answers = IntStream.range(0, 16)
                .mapToObj(
                        i -> user.sendAsync("POST", "/api/workspaces/self", new JsonObject().put("name", "Race " + i)))
                .map(CompletableFuture::join)
                .map(Response::status)
                .toList();

        assertThat(answers)
                .containsOnlyOnce(201)
                .filteredOn(status -> status != 201)
                .containsOnly(409);
        assertThat(user.get("/api/workspaces").json().getJsonArray("data")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"Same name, same-name", "+++, workspace", "日本, workspace", "1st, workspace"})
    void peopleWhoNameTheirWorkspaceAlikeGetDifferentKeys(String name, String beginning) {
        var keys = IntStream.range(0, 3)
                .mapToObj(i ->
                        product.as(product.user()).post("/api/workspaces/self", new JsonObject().put("name", name)))
                .map(created -> created.expect(201).data().getString("key"))
                .toList();

        assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.startsWith(beginning));
    }

    @Test
    void aKeyThatWasChosenIsNotReplaced() {
        var taken = new JsonObject().put("name", "Taken").put("key", TestProduct.name("ws"));
        product.as(product.user()).post("/api/workspaces/self", taken).expect(201);

        product.as(product.user()).post("/api/workspaces/self", taken).expect(409, "WORKSPACE.KEY_EXISTS");
    }

    @Test
    void agentConfigurationsAreLaidOverTheirBase() {
        var settings = new WorkspaceSettings(
                "UTC",
                Optional.empty(),
                new JsonObject()
                        .put(
                                "support",
                                new JsonObject()
                                        .put("model", new JsonObject().put("name", "small"))
                                        .put("tools", new JsonArray().add("search"))));
        var base = new JsonObject()
                .put("model", new JsonObject().put("name", "large").put("temperature", 1))
                .put("tools", new JsonArray().add("a").add("b"))
                .put("instructions", "Help.");

        assertThat(settings.configOf("support", base))
                .isEqualTo(new JsonObject()
                        .put("model", new JsonObject().put("name", "small").put("temperature", 1))
                        .put("tools", new JsonArray().add("search"))
                        .put("instructions", "Help."));
        assertThat(settings.configOf("other", base)).isEqualTo(base);
    }
}
