package dev.guildhall.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may use which agents, and what they remember and take, over real HTTP. */
class AgentsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static String parrot;
    private TestWorkspace acme;
    private HttpTester owner;

    @BeforeAll
    static void publish() {
        product = TestProduct.start(BENCH, BENCH.product("who-may").assemble());
        parrot = Parrot.publish(product);
    }

    @BeforeEach
    void make() {
        acme = product.workspace();
        owner = acme.asOwner();
    }

    private static JsonObject agent(String key) {
        return new JsonObject()
                .put("key", key)
                .put("name", "Polly")
                .put("provider", Parrot.PROVIDER)
                .put("model", "grey");
    }

    private JsonObject made(String key) {
        return owner.post(acme.path() + "/agents", agent(key)).expect(201).data();
    }

    private static List<String> keys(HttpTester as, TestWorkspace workspace) {
        return as.get(workspace.path() + "/agents").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .map(found -> found.getString("key") + " " + found.getString("origin"))
                .toList();
    }

    @Test
    void anAgentIsMadeChangedAndDeleted() {
        var response = owner.post(acme.path() + "/agents", agent("polly").put("instructions", "Be kind."));

        assertThat(response.expect(201).header("Location")).endsWith("/agents/polly");
        owner.post(acme.path() + "/agents", agent("polly")).expect(409, "AGENT.KEY_EXISTS");
        var changed = owner.patch(acme.path() + "/agents/polly", new JsonObject().put("name", "Poll"));
        assertThat(changed.expect(200).data().getString("name")).isEqualTo("Poll");
        assertThat(changed.data().getString("instructions")).isEqualTo("Be kind.");
        owner.withHeader("If-Match", "\"1\"")
                .patch(acme.path() + "/agents/polly", new JsonObject().put("name", "Late"))
                .expect(412, "REQUEST.PRECONDITION_FAILED");
        owner.delete(acme.path() + "/agents/polly").expect(204);
        owner.get(acme.path() + "/agents/polly").expect(404, "AGENT.NOT_FOUND");
        assertThat(acme.lastEvent("agent.deleted").getString("subject")).isEqualTo("polly");
    }

    @Test
    void everyFieldAtFaultIsNamed() {
        var refused = owner.post(
                acme.path() + "/agents",
                new JsonObject()
                        .put("key", "No Spaces")
                        .put("name", "Polly\nPoll")
                        .put("provider", "Open AI")
                        .put("model", "grey")
                        .put("tools", JsonArray.of("a.b.c", "nonsense")));

        assertThat(refused.expect(400, "REQUEST.INVALID").json().getJsonArray("details").stream()
                        .map(detail -> ((JsonObject) detail).getString("field")))
                .containsExactlyInAnyOrder("key", "name", "provider", "tools.1");
    }

    @Test
    void whoMayNotManageAgentsSeesThem() {
        made("polly");
        var viewer = product.as(acme.member("VIEWER"));

        assertThat(keys(viewer, acme)).contains("polly OWNED");
        viewer.post(acme.path() + "/agents", agent("mine")).expect(403, "ACCESS.DENIED");
        product.as(acme.member("MEMBER")).delete(acme.path() + "/agents/polly").expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(acme.path() + "/agents").expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void thePlatformsAgentsAreEverybodysUnlessTheWorkspaceHasItsOwn() {
        var key = TestProduct.name("global");
        var admin = product.asAdministrator();
        admin.post("/api/admin/agents", agent(key)).expect(201);

        assertThat(keys(owner, acme)).contains(key + " GLOBAL");
        made(key);
        assertThat(keys(owner, acme)).contains(key + " OWNED").doesNotContain(key + " GLOBAL");
        owner.post("/api/admin/agents", agent("mine")).expect(403, "ACCESS.DENIED");
        admin.patch("/api/admin/agents/" + key, new JsonObject().put("enabled", false))
                .expect(200);
        assertThat(admin.get("/api/admin/agents/" + key).expect(200).data().getBoolean("enabled"))
                .isFalse();
        admin.delete("/api/admin/agents/" + key).expect(204);
        var other = product.workspace();
        assertThat(keys(other.asOwner(), other)).isEmpty();
    }

    /** Another workspace, in which acme's owner is an administrator. */
    private TestWorkspace sister() {
        var sister = product.workspace();
        sister.asOwner()
                .post(sister.path() + "/members", TestProduct.member(acme.owner(), "ADMIN"))
                .expect(200);
        return sister;
    }

    private JsonObject grant(TestWorkspace to, String agent) {
        return new JsonObject().put("receivingWorkspaceId", to.id().toString()).put("agentKey", agent);
    }

    @Test
    void anAgentIsGrantedToAnotherWorkspaceReadOnlyAndEndsWithTheGrant() {
        owner.post(
                        acme.path() + "/agents",
                        agent("polly")
                                .put("instructions", "A secret of acme's")
                                .put("tools", JsonArray.of(parrot + ".note.add", parrot + ".note.fail")))
                .expect(201);
        var sister = sister();
        sister.install(parrot).expect(201);

        var given = owner.post(acme.path() + "/grants", grant(sister, "polly"))
                .expect(201)
                .data();

        assertThat(given.getBoolean("readonly")).isTrue();
        assertThat(keys(owner, sister)).containsExactly("polly GRANTED");
        assertThat(owner.get(sister.path() + "/agents/polly").expect(200).data().containsKey("instructions"))
                .isFalse();
        assertThat(answer(sister, "polly", "/tools")).isEqualTo((parrot + ".note.fail").replace('.', '_'));
        assertThat(answer(sister, "polly", "/call " + parrot + ".note.add {}")).contains("AGENT.NOT_AVAILABLE");
        assertThat(owner.get(sister.path() + "/grants?direction=received")
                        .expect(200)
                        .list()
                        .getJsonObject(0)
                        .getString("id"))
                .isEqualTo(given.getString("id"));
        for (var side : List.of(acme, sister)) {
            assertThat(side.lastEvent("agent_grant.created").getString("subject"))
                    .isEqualTo(given.getString("id"));
        }
        owner.post(acme.path() + "/grants", grant(sister, "polly")).expect(409, "AGENT_GRANT.EXISTS");
        owner.delete(sister.path() + "/grants/" + given.getString("id")).expect(204);
        assertThat(keys(owner, sister)).isEmpty();
        owner.post(sister.path() + "/sessions", new JsonObject().put("agentKey", "polly"))
                .expect(403, "AGENT.NOT_AVAILABLE");
    }

    private String answer(TestWorkspace workspace, String agent, String text) {
        var session = workspace.path() + "/sessions/"
                + owner.post(workspace.path() + "/sessions", new JsonObject().put("agentKey", agent))
                        .data()
                        .getString("id");
        var run = owner.post(session + "/messages", new JsonObject().put("content", text))
                .expect(201)
                .data()
                .getString("runId");
        Await.until(() -> assertThat(owner.get(session + "/runs/" + run).data().getString("status"))
                .isEqualTo("COMPLETED"));
        var messages = owner.get(session + "/messages").expect(200).list();
        return messages.getJsonObject(messages.size() - 1).getString("content");
    }

    @Test
    void aGrantEndsByItselfAndIsRefusedForWhatIsNotSeen() {
        made("polly");
        var sister = sister();
        var soon = Instant.now().plus(400, ChronoUnit.MILLIS);
        owner.post(acme.path() + "/grants", grant(sister, "polly").put("expiresAt", soon.toString()))
                .expect(201);
        Await.until(() -> assertThat(keys(owner, sister)).isEmpty());

        var stranger = product.workspace();
        owner.post(acme.path() + "/grants", grant(stranger, "polly")).expect(404, "WORKSPACE.NOT_FOUND");
        owner.post(
                        acme.path() + "/grants",
                        new JsonObject()
                                .put("receivingWorkspaceId", UUID.randomUUID().toString())
                                .put("agentKey", "polly"))
                .expect(404, "WORKSPACE.NOT_FOUND");
        owner.post(acme.path() + "/grants", grant(sister, "nobody")).expect(404, "AGENT.NOT_FOUND");
        owner.post(acme.path() + "/grants", grant(acme, "polly")).expect(400, "REQUEST.INVALID");
        owner.post(acme.path() + "/grants", grant(sister, "polly").put("expiresAt", "2001-01-01T00:00:00Z"))
                .expect(400, "REQUEST.INVALID");
    }

    @Test
    void agentsRememberWhatTheyAreToldAndEachSeesWhatConcernsThem() {
        acme.install(parrot).expect(201);
        made("polly");
        var member = product.as(acme.member("MEMBER"));
        owner.post(acme.path() + "/memory", new JsonObject().put("content", "Our year begins in April."))
                .expect(201);
        var own = member.post(
                        acme.path() + "/memory",
                        new JsonObject().put("content", "I like short answers.").put("personal", true))
                .expect(201)
                .data();

        assertThat(contents(member, "")).containsExactly("I like short answers.", "Our year begins in April.");
        assertThat(contents(owner, "")).containsExactly("Our year begins in April.");
        assertThat(contents(member, "?search=april%20-answers")).containsExactly("Our year begins in April.");
        assertThat(answer(acme, "polly", "/instructions")).isEqualTo("What you remember:\n- Our year begins in April.");
        owner.delete(acme.path() + "/memory/" + own.getString("id")).expect(404, "MEMORY.NOT_FOUND");
        member.delete(acme.path() + "/memory/" + own.getString("id")).expect(204);
        assertThat(contents(member, "")).containsExactly("Our year begins in April.");
    }

    private List<String> contents(HttpTester as, String query) {
        return as.get(acme.path() + "/memory" + query).expect(200).list().stream()
                .map(entry -> ((JsonObject) entry).getString("content"))
                .toList();
    }

    @Test
    void whatIsTakenIsCountedAndABudgetThatIsSpentStopsBeforeTheProviderIsAsked() {
        acme.install(parrot).expect(201);
        made("polly");
        answer(acme, "polly", "hello");

        var usage = owner.get(acme.path() + "/usage?groupBy=agent").expect(200).list();
        assertThat(usage.size()).isEqualTo(1);
        assertThat(usage.getJsonObject(0).getLong("inputTokens")).isEqualTo(10);
        assertThat(usage.getJsonObject(0).getLong("outputTokens")).isEqualTo(5);
        assertThat(usage.getJsonObject(0).getDouble("cost")).isEqualTo(0.25);
        var budget = owner.put(
                acme.path() + "/usage/budget",
                new JsonObject().put("tokens", 15).put("period", "DAY"));
        assertThat(budget.expect(200).data().getJsonObject("spent").getLong("tokens"))
                .isEqualTo(15);
        var asked = Parrot.asked(acme, parrot);

        var session = owner.post(acme.path() + "/sessions", new JsonObject().put("agentKey", "polly"))
                .data()
                .getString("id");
        owner.post(acme.path() + "/sessions/" + session + "/messages", new JsonObject().put("content", "hi"))
                .expect(403, "AGENT.BUDGET_EXHAUSTED");

        assertThat(Parrot.asked(acme, parrot)).isEqualTo(asked);
        owner.put(acme.path() + "/usage/budget", new JsonObject()).expect(200);
        assertThat(answer(acme, "polly", "again")).isEqualTo("again");
    }

    @Test
    void aConnectionOfAnotherWorkspaceAndOneWithoutAWorkspaceSeeNothing() {
        acme.install(parrot).expect(201);
        made("polly");
        owner.put(acme.path() + "/restrictions", new JsonObject().put("allowedModels", JsonArray.of("grey")))
                .expect(200);
        owner.post(acme.path() + "/grants", grant(sister(), "polly")).expect(201);
        owner.post(acme.path() + "/memory", new JsonObject().put("content", "x"))
                .expect(201);
        owner.put(acme.path() + "/usage/budget", new JsonObject().put("tokens", 1_000))
                .expect(200);
        answer(acme, "polly", "/call " + parrot + ".note.add {}");
        BENCH.sql(
                "insert into guildhall.agent_run_part (workspace_id, run_id, number, content)"
                        + " values ($1, gen_random_uuid(), 1, 'x')",
                acme.id().value());
        BENCH.sql(
                "insert into guildhall.agent_presence (workspace_id, session_id, node, user_id)"
                        + " values ($1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid())",
                acme.id().value());
        var other = product.workspace().id().toString();

        for (var table : List.of(
                "agent",
                "agent_grant",
                "agent_restriction",
                "agent_session",
                "agent_message",
                "agent_run",
                "agent_run_part",
                "agent_memory",
                "agent_presence",
                "agent_usage",
                "agent_budget")) {
            var sql = "select 1 from guildhall." + table;
            assertThat(BENCH.sqlAsApplication(acme.id().toString(), sql).size())
                    .as("rows of acme's in " + table)
                    .isPositive();
            assertThat(BENCH.sqlAsApplication(other, sql).size()).as(table).isZero();
            assertThat(BENCH.sqlAsApplication(null, sql).size()).as(table).isZero();
        }
    }
}
