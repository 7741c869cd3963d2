package dev.guildhall.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.audit.internal.AuditChain;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final AuditLog LOG = new AuditLog();

    private static WorkspaceId workspace() {
        return new WorkspaceId(Ids.next());
    }

    private static void append(Tenant tenant, AuditEntry... entries) {
        Await.result(appendAsync(tenant, entries));
    }

    private static Future<Void> appendAsync(Tenant tenant, AuditEntry... entries) {
        return BENCH.database().inTransaction(tenant, tx -> {
            List.of(entries).forEach(entry -> LOG.append(tx, tenant, entry));
            return Future.succeededFuture();
        });
    }

    private static AuditEntry entry(String action) {
        return AuditEntry.of(Authentication.SYSTEM, action);
    }

    /** A workspace with so many entries. */
    private static WorkspaceId workspaceWith(int entries) {
        var workspace = workspace();
        append(
                workspace,
                IntStream.rangeClosed(1, entries)
                        .mapToObj(n -> entry("step.taken").on(n))
                        .toArray(AuditEntry[]::new));
        return workspace;
    }

    private static List<String> texts(Tenant tenant) {
        return BENCH
                .sql(
                        "select content::text from guildhall.audit_entry where tenant_id = $1 order by sequence",
                        tenant.value())
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static List<JsonObject> contents(Tenant tenant) {
        return texts(tenant).stream().map(JsonObject::new).toList();
    }

    private static AuditTrail.Verification verify(Tenant tenant) {
        return Await.result(new AuditChain(BENCH.database(), 4).verify(tenant));
    }

    @Test
    void keepsWhoDidWhatFromWhereAndWithWhichCredential() {
        var acme = workspace();
        var ada = TestAuthenticator.actor(new UserId(Ids.next())).at(new Origin("192.0.2.7", "request-1"));

        append(
                acme,
                AuditEntry.of(ada, "member.role_changed")
                        .on("bob")
                        .from(new JsonObject().put("role", "VIEWER"))
                        .to(new JsonObject().put("role", "ADMIN")));

        assertThat(contents(acme)).singleElement().satisfies(content -> {
            assertThat(content.getString("workspace")).isEqualTo(acme.toString());
            assertThat(content.getLong("sequence")).isEqualTo(1);
            assertThat(content.getInstant("time")).isNotNull();
            assertThat(content.getString("actor")).isEqualTo("user:" + ada.user());
            assertThat(content.getString("actorEmail")).isEqualTo(ada.email());
            assertThat(content.getString("credentialKind")).isEqualTo("ACCESS_TOKEN");
            assertThat(content.getString("credential"))
                    .isEqualTo(ada.credential().id().toString());
            assertThat(content.getString("address")).isEqualTo("192.0.2.7");
            assertThat(content.getString("requestId")).isEqualTo("request-1");
            assertThat(content.getString("action")).isEqualTo("member.role_changed");
            assertThat(content.getString("subject")).isEqualTo("bob");
            assertThat(content.getJsonObject("before")).isEqualTo(new JsonObject().put("role", "VIEWER"));
            assertThat(content.getJsonObject("after")).isEqualTo(new JsonObject().put("role", "ADMIN"));
        });
    }

    @Test
    void chainsEachEntryToTheOneBefore() throws Exception {
        var acme = workspaceWith(2);
        append(acme, entry("step.taken"), entry("step.taken"));

        var previous = "0".repeat(64);
        var sequence = 0;
        for (var text : texts(acme)) {
            var content = new JsonObject(text);
            assertThat(content.getInteger("sequence")).isEqualTo(++sequence);
            assertThat(content.getString("previousHash")).isEqualTo(previous);
            previous = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(sequence).isEqualTo(4);
        assertThat(HexFormat.of().formatHex(verify(acme).head())).isEqualTo(previous);
    }

    @Test
    void keepsNothingOfATransactionThatRollsBack() {
        var acme = workspace();

        var refused = BENCH.database().inTransaction(acme, tx -> {
            LOG.append(tx, acme, entry("step.taken"));
            return CommonError.CONFLICT.because("no").asFuture();
        });

        Await.problem(refused, CommonError.CONFLICT);
        assertThat(contents(acme)).isEmpty();
        assertThat(verify(acme).entries()).isZero();
        assertThat(verify(acme).firstInvalid()).isEmpty();
    }

    @Test
    void masksWhateverIsNamedLikeASecret() {
        var acme = workspace();
        var secrets = new JsonObject()
                .put("name", "hook")
                .put("password", "hunter2")
                .put("API_KEY", 12345)
                .put("hasToken", true)
                .putNull("clientSecret")
                .put("headers", new JsonObject().put("Authorization", "Bearer abc"))
                .put(
                        "sinks",
                        new JsonArray().add(new JsonObject().put("signingSecrets", new JsonArray().add("whsec_1"))));

        append(acme, entry("hook.created").from(secrets).to(secrets));

        assertThat(contents(acme)).singleElement().satisfies(content -> {
            assertThat(content.getJsonObject("after"))
                    .isEqualTo(new JsonObject()
                            .put("name", "hook")
                            .put("password", "***")
                            .put("API_KEY", "***")
                            .put("hasToken", true)
                            .putNull("clientSecret")
                            .put("headers", new JsonObject().put("Authorization", "***"))
                            .put("sinks", new JsonArray().add(new JsonObject().put("signingSecrets", "***"))));
            assertThat(content.getJsonObject("before")).isEqualTo(content.getJsonObject("after"));
        });
        assertThat(secrets.getString("password")).isEqualTo("hunter2");
    }

    @Test
    void keepsWhatPostgresCannotStoreInWords() {
        var acme = workspace();

        append(acme, entry("session.refused").on("nul\0 \"quoted\" \\ \n é 😀"));

        assertThat(contents(acme))
                .singleElement()
                .satisfies(content ->
                        assertThat(content.getString("subject")).isEqualTo("nul\uFFFD \"quoted\" \\ \n é 😀"));
        assertThat(verify(acme).firstInvalid()).isEmpty();
    }

    @Test
    void refusesEntriesOfAWorkspaceOutsideTheTransactionsScope() {
        var other = workspace();

        var append = BENCH.database().inTransaction(workspace(), tx -> {
            LOG.append(tx, other, entry("step.taken"));
            return Future.succeededFuture();
        });

        assertThat(Await.failure(append)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BENCH.sqlAsApplication(
                        workspace().toString(),
                        "select guildhall.append_audit('WORKSPACE', $1, '\"action\":\"\"}', 'system', null, null, null, '', null, null)",
                        other.value()))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("not in the scope");
    }

    @ParameterizedTest
    @EnumSource(Tenant.Kind.class)
    void theApplicationsRoleWritesNoLogOfAnotherTenantWhateverKindItSaysThatIs(Tenant.Kind kind) {
        for (var other : List.of(Tenant.PLATFORM, workspace(), new OrganizationId(UUID.randomUUID()))) {
            assertThatThrownBy(() -> BENCH.sqlAsApplication(
                            workspace().toString(),
                            "select guildhall.append_audit($1, $2, '\"action\":\"\"}', 'system', null, null, null, '', null, null)",
                            kind.name(),
                            other.value()))
                    .isInstanceOf(PgException.class)
                    .hasMessageContaining("not in the scope");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into guildhall.audit_head (tenant_id, tenant_kind, sequence, hash)"
                        + " values (gen_random_uuid(), 'PLATFORM', 0, '')",
                "insert into guildhall.audit_head (tenant_id, tenant_kind, sequence, hash)"
                        + " values (gen_random_uuid(), 'TEAM', 0, '')",
                "update guildhall.audit_head set tenant_kind = 'PLATFORM'"
            })
    void refusesTheChainOfATenantThatIsOfAnotherKind(String sql) {
        workspaceWith(1);

        assertThatThrownBy(() -> BENCH.sql(sql))
                .isInstanceOfSatisfying(
                        PgException.class,
                        refused -> assertThat(refused.getConstraint()).isEqualTo("audit_head_tenant_known"));
    }

    @Test
    void eachTenantHasAChainOfItsOwn() {
        var holding = new OrganizationId(UUID.randomUUID());
        var before = verify(Tenant.PLATFORM).entries();

        append(holding, entry("step.taken"), entry("step.taken"), entry("step.taken"));
        append(Tenant.PLATFORM, entry("step.taken"), entry("step.taken"));

        assertThat(verify(holding)).matches(found -> found.firstInvalid().isEmpty() && found.entries() == 3);
        assertThat(verify(Tenant.PLATFORM))
                .matches(found -> found.firstInvalid().isEmpty() && found.entries() == before + 2);
        assertThat(contents(holding))
                .allSatisfy(
                        content -> assertThat(content.getString("organization")).isEqualTo(holding.toString()));
        assertThat(contents(Tenant.PLATFORM))
                .allSatisfy(content -> assertThat(content.getString("workspace"))
                        .isEqualTo(Tenant.PLATFORM.value().toString()));
        assertThat(BENCH.sqlAsApplication(workspace().toString(), "select from guildhall.audit_entry"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update guildhall.audit_entry set hash = hash",
                "delete from guildhall.audit_entry",
                "insert into guildhall.audit_entry (tenant_id, sequence, time, content, hash)"
                        + " select tenant_id, 9, time, content, hash from guildhall.audit_entry",
                "truncate guildhall.audit_entry",
                "update guildhall.audit_head set sequence = 0",
                "delete from guildhall.audit_head",
                "alter table guildhall.audit_entry disable row level security"
            })
    void theApplicationsRoleCanChangeNothing(String sql) {
        var acme = workspaceWith(1);

        assertThatThrownBy(() -> BENCH.sqlAsApplication(acme.toString(), sql))
                .isInstanceOfSatisfying(
                        PgException.class,
                        refused -> assertThat(refused.getSqlState()).isEqualTo("42501"));
        assertThatThrownBy(() -> BENCH.sqlAsApplication("platform", sql)).isInstanceOf(PgException.class);
    }

    @Test
    void theApplicationsRoleCannotEndTheLogOfAWorkspaceThatExists() {
        var acme = workspaceWith(1);

        assertThatThrownBy(() -> BENCH.sqlAsApplication(
                        "platform",
                        "select guildhall.end_audit($1, '\"action\":\"\"}', 'system', null, null, null, '', null, null)",
                        Tenant.PLATFORM.value()))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("still needed");
        assertThatThrownBy(() -> BENCH.sqlAsApplication(
                        acme.toString(),
                        "select guildhall.end_audit($1, '\"action\":\"\"}', 'system', null, null, null, '', null, null)",
                        acme.value()))
                .isInstanceOf(PgException.class);
    }

    @Test
    void isIsolatedByWorkspace() {
        var acme = workspaceWith(2);
        var other = workspaceWith(3);
        var count = "select count(*) from guildhall.audit_entry where tenant_id = '" + acme + "'";

        assertThat(BENCH.sqlAsApplication(acme.toString(), count)
                        .iterator()
                        .next()
                        .getLong(0))
                .isEqualTo(2);
        assertThat(BENCH.sqlAsApplication(other.toString(), count)
                        .iterator()
                        .next()
                        .getLong(0))
                .isZero();
        assertThat(BENCH.sqlAsApplication("platform", count).iterator().next().getLong(0))
                .isEqualTo(2);
        assertThat(BENCH.sqlAsApplication(null, count).iterator().next().getLong(0))
                .isZero();
        assertThat(BENCH.sqlAsApplication(other.toString(), "select tenant_id from guildhall.audit_head"))
                .singleElement()
                .satisfies(row -> assertThat(row.getUUID(0)).isEqualTo(other.value()));
    }

    @Test
    void isFoundToBeAsItWasWritten() {
        var acme = workspaceWith(10);

        assertThat(verify(acme).entries()).isEqualTo(10);
        assertThat(verify(acme).firstInvalid()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update guildhall.audit_entry set content ="
                        + " replace(content::text, 'step.taken', 'step.faked')::json where sequence = 6",
                "update guildhall.audit_entry set hash = sha256('') where sequence = 6",
                "update guildhall.audit_entry set time = time - interval '1 day' where sequence = 6",
                "update guildhall.audit_entry set actor = 'user:else' where sequence = 6",
                "update guildhall.audit_entry set subject = null where sequence = 6",
                "delete from guildhall.audit_entry where sequence = 6",
                "delete from guildhall.audit_entry where sequence >= 6",
                "update guildhall.audit_head set sequence = 5,"
                        + " hash = (select hash from guildhall.audit_entry e where e.tenant_id = $1 and sequence = 5)",
                "with changed as (select tenant_id, sequence,"
                        + " replace(content::text, 'step.taken', 'step.faked') as content from guildhall.audit_entry"
                        + " where sequence = 5)"
                        + " update guildhall.audit_entry e set content = changed.content::json, action = 'step.faked',"
                        + " hash = sha256(convert_to(changed.content, 'UTF8')) from changed"
                        + " where e.sequence = 5 and e.tenant_id = $1 and e.tenant_id = changed.tenant_id"
            })
    void isFoundToBeChangedByItsOwner(String sql) {
        var acme = workspaceWith(10);
        var condition = sql.contains("$1") ? "" : (sql.contains("where") ? " and" : " where") + " tenant_id = $1";
        if (sql.contains("audit_head")) {
            condition = " where tenant_id = $1";
        }

        BENCH.sql(sql + condition, acme.value());

        assertThat(verify(acme).firstInvalid()).contains(6L);
    }

    @Test
    void isFoundToBeCutShortTogetherWithItsHeadOnlyByWhoKnewTheHead() {
        var acme = workspaceWith(10);
        var known = verify(acme).head();

        BENCH.sql("delete from guildhall.audit_entry where sequence > 5 and tenant_id = $1", acme.value());
        BENCH.sql(
                "update guildhall.audit_head h set sequence = 5, hash = e.hash from guildhall.audit_entry e"
                        + " where e.sequence = 5 and e.tenant_id = h.tenant_id and h.tenant_id = $1",
                acme.value());

        assertThat(verify(acme).firstInvalid()).isEmpty();
        assertThat(verify(acme).head()).isNotEqualTo(known);
    }

    @Test
    void endsWithItsWorkspaceButForWhereItEnded() {
        var acme = workspaceWith(3);
        var head = HexFormat.of().formatHex(verify(acme).head());

        Await.result(BENCH.database().inTransaction(Tenant.PLATFORM, tx -> {
            LOG.end(tx, acme, entry("workspace.deleted").on(acme));
            return Future.succeededFuture();
        }));

        assertThat(contents(acme)).isEmpty();
        assertThat(contents(Tenant.PLATFORM)).last().satisfies(content -> {
            assertThat(content.getString("action")).isEqualTo("workspace.deleted");
            assertThat(content.getString("subject")).isEqualTo(acme.toString());
            assertThat(content.getJsonObject("ended"))
                    .isEqualTo(new JsonObject()
                            .put("workspace", acme.toString())
                            .put("sequence", 3)
                            .put("hash", head));
        });
        assertThat(verify(Tenant.PLATFORM).firstInvalid()).isEmpty();
        Await.problem(appendAsync(acme, entry("step.taken")), CommonError.WORKSPACE_NOT_FOUND);
        assertThat(contents(acme)).isEmpty();
    }
}
