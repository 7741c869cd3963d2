package dev.guildhall.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A workspace with a canary wherever something can be said in it, which is erased. */
class ErasedWorkspaceTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static Library library;

    private String canary;
    private TestOrganization organization;
    private TestWorkspace acme;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("erased-workspace").assemble());
        library = Library.publish(product);
    }

    @BeforeEach
    void leaveCanaries() {
        canary = TestProduct.name("canary") + "q"; // none begins like another
        organization = product.organization();
        acme = workspace();
        library.install(acme, new JsonObject().put("token", canary + " secret"));
        nameThings();
        sayThings();
    }

    private TestWorkspace workspace() {
        var made = product.asAdministrator()
                .post(
                        "/api/workspaces",
                        new JsonObject()
                                .put("key", canary)
                                .put("name", canary + " at first")
                                .put("organizationId", organization.id().toString()))
                .expect(200)
                .data();
        var workspace = new TestWorkspace(
                product,
                new WorkspaceId(UUID.fromString(made.getString("id"))),
                canary,
                new UserId(UUID.fromString(made.getString("ownerId"))));
        workspace
                .asOwner()
                .patch(workspace.path(), new JsonObject().put("name", canary + " Limited"))
                .expect(200);
        return workspace;
    }

    private void nameThings() {
        var owner = acme.asOwner();
        acme.role(canary + " editors", "members.read");
        owner.put(
                        acme.path() + "/settings",
                        new JsonObject()
                                .put(
                                        "customAgentConfigs",
                                        new JsonObject().put("polly", new JsonObject().put("note", canary))))
                .expect(200);
        owner.post(
                        acme.path() + "/invitations",
                        new JsonObject().put("email", canary + "@example.com").put("role", "MEMBER"))
                .expect(201);
        owner.post(
                        acme.path() + "/subscriptions",
                        new JsonObject()
                                .put("name", canary)
                                .put("types", JsonArray.of("*"))
                                .put(
                                        "sink",
                                        new JsonObject()
                                                .put("kind", "WEBHOOK")
                                                .put("url", "http://127.0.0.1:9/" + canary)))
                .expect(201);
        owner.put(
                        acme.path() + "/capabilities/weather.city.today",
                        new JsonObject().put("version", "1.0.0").put("url", "http://127.0.0.1:9/" + canary))
                .expect(200);
        owner.post(
                        acme.path() + "/agents",
                        new JsonObject()
                                .put("key", "polly")
                                .put("name", canary + " parrot")
                                .put("provider", "parrot")
                                .put("model", "grey")
                                .put("instructions", "Repeat " + canary))
                .expect(201);
    }

    private void sayThings() {
        acme.asOwner()
                .post(
                        acme.path() + "/events",
                        new JsonObject()
                                .put("type", "order.placed")
                                .put("subject", canary)
                                .put("data", new JsonObject().put("customer", canary)))
                .expect(202);
        library.run(
                acme, "insert into $p_book (title, notes) values ('" + canary + "', '{\"in\": \"" + canary + "\"}')");
        library.keep(acme, canary);
        acme.asOwner()
                .post(acme.path() + "/memory", new JsonObject().put("content", "We are " + canary))
                .expect(201);
        acme.asOwner()
                .post(acme.path() + "/sessions", new JsonObject().put("agentKey", "polly"))
                .expect(201);
        BENCH.sql(
                "insert into guildhall.agent_message (workspace_id, session_id, sequence, id, role, user_id, agent_key,"
                        + " content, created_at) select workspace_id, id, 1, gen_random_uuid(), 'USER', created_by, agent_key, '"
                        + canary + "', now() from guildhall.agent_session where workspace_id = '" + acme.id() + "'");
    }

    private JsonObject erase() {
        var erasure = product.asAdministrator()
                .post(
                        "/api/admin/erasures",
                        new JsonObject().put("workspaceId", acme.id().toString()))
                .expect(201)
                .data();
        assertThat(erasure.getString("state")).isEqualTo("COMPLETE");
        return erasure;
    }

    @Test
    void nothingIsLeftOfIt() {
        assertThat(new Dump(BENCH).rowsWith(canary)).hasSizeGreaterThan(20);

        erase();

        assertThat(new Dump(BENCH).rowsWith(canary)).isEmpty();
        product.asAdministrator().get(acme.path()).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void whatOthersHaveStays() {
        var other = product.workspace();
        library.install(other);
        library.keep(other, "not a word of it");

        erase();

        other.asOwner().get(other.path() + "/members").expect(200);
        assertThat(new Dump(BENCH).rowsWith("not a word of it")).hasSize(1);
    }

    @Test
    void theReceiptSaysWhereItsAuditLogEnded() {
        var log = acme.asOwner().get(acme.path() + "/audit/verify").expect(200).data();

        var says = Receipt.verified(erase().getJsonObject("receipt").encode()).says();

        // Its deletion is told in the platform's log.
        assertThat(says.getJsonObject("workspaceAuditHead").getString("hash")).isEqualTo(log.getString("head"));
        assertThat(says.getJsonObject("deleted").getMap())
                .containsEntry("workspace", 1)
                .containsEntry("event_subscription", 1)
                .containsKeys("audit_entry", "member", "custom_role", "agent_memory");
        var head = says.getJsonObject("auditHead");
        assertThat(BENCH.sql(
                                "select encode(hash, 'hex') as hash from guildhall.audit_entry"
                                        + " where tenant_id = $1 and sequence = $2",
                                Tenant.PLATFORM.value(),
                                head.getLong("sequence"))
                        .iterator()
                        .next()
                        .getString("hash"))
                .isEqualTo(head.getString("hash"));
    }

    @Test
    void theLogsThatToldOfItCanBeVerified() {
        erase();

        for (var log : new String[] {"/api/admin", "/api/organizations/" + organization.id()}) {
            var verified = product.asAdministrator()
                    .get(log + "/audit/verify")
                    .expect(200)
                    .data();
            assertThat(verified.getBoolean("valid")).as(verified.encode()).isTrue();
        }
    }

    @Test
    void oneThatWasDeletedBeforeCanBeErased() {
        acme.asOwner().delete(acme.path()).expect(204);

        erase();

        assertThat(new Dump(BENCH).rowsWith(canary)).isEmpty();
    }

    @Test
    void onlyPlatformAdministratorsErase() {
        var wanted = new JsonObject().put("workspaceId", acme.id().toString());

        product.as(product.user()).post("/api/admin/erasures", wanted).expect(403, "ACCESS.DENIED");
        product.asAdministrator()
                .post(
                        "/api/admin/erasures",
                        wanted.copy().put("userId", acme.owner().toString()))
                .expect(400, "REQUEST.INVALID");
        product.asAdministrator()
                .post(
                        "/api/admin/erasures",
                        new JsonObject().put("workspaceId", UUID.randomUUID().toString()))
                .expect(404, "WORKSPACE.NOT_FOUND");
    }
}
