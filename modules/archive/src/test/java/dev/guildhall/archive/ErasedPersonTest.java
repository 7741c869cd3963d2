package dev.guildhall.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.module.Product;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import dev.guildhall.testkit.passkey.SoftwareAuthenticator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person who has left a canary wherever people leave something of themselves, and is erased. */
class ErasedPersonTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static Library library;
    private static Product otherNode;

    @TempDir
    private Path folder;

    private String canary;
    private TestWorkspace acme;
    private UserId ada;
    private HttpTester signedIn;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("erased-person").assemble());
        library = Library.publish(product);
        otherNode = BENCH.product("erasing-node").assemble();
        TestProduct.start(BENCH, otherNode);
    }

    @BeforeEach
    void leaveCanaries() {
        canary = TestProduct.name("canary") + "q"; // none begins like another
        acme = product.workspace();
        library.install(acme);
        haveAnAccount();
        haveAPasskey();
        inviteAndJoin();
        actInTheWorkspace();
        talkToAgents();
    }

    private void haveAnAccount() {
        acme.asOwner()
                .post(
                        acme.path() + "/invitations",
                        new JsonObject()
                                .put("email", canary + ".invited@example.com")
                                .put("role", "MEMBER"))
                .expect(201);
        var made = product.asAdministrator()
                .post(
                        "/api/admin/users",
                        new JsonObject()
                                .put("email", canary + ".former@example.com")
                                .put("fullName", canary)
                                .put("password", TestProduct.PASSWORD)
                                .put("externalId", canary + "-before")
                                .put("roles", JsonArray.of("USER")))
                .expect(201);
        ada = new UserId(UUID.fromString(made.data().getString("id")));
        product.asAdministrator()
                .put(
                        "/api/admin/users/" + ada,
                        new JsonObject()
                                .put("email", canary + ".invited@example.com")
                                .put("externalId", canary + "-after")
                                .put("metadata", new JsonObject().put("note", canary + " likes tea"))
                                .put("fullName", canary + " Lovelace"))
                .expect(200);
        var login = product.asNobody()
                .withHeader("User-Agent", canary + " browser")
                .post(
                        "/api/auth/login",
                        new JsonObject()
                                .put("email", canary + ".invited@example.com")
                                .put("password", TestProduct.PASSWORD))
                .expect(200);
        signedIn = product.asNobody().withBearer(login.data().getString("accessToken"));
        signedIn.post(
                        "/api/auth/tokens",
                        new JsonObject().put("name", canary + " token").put("scopes", JsonArray.of("members.read")))
                .expect(201);
    }

    private void haveAPasskey() {
        var path = "/api/auth/factors/passkeys";
        var begun = signedIn.post(path + "/options", null).expect(200).data();
        signedIn.post(
                        path,
                        new JsonObject()
                                .put("state", begun.getString("state"))
                                .put(
                                        "credential",
                                        new SoftwareAuthenticator("http://localhost")
                                                .create(begun.getJsonObject("publicKey")))
                                .put("name", canary + " phone"))
                .expect(201);
    }

    private void inviteAndJoin() {
        acme.asOwner()
                .post(
                        acme.path() + "/members",
                        TestProduct.member(ada, "ADMIN")
                                .put("externalId", canary + "-member")
                                .put("metadata", new JsonObject().put("note", canary + " likes coffee")))
                .expect(200);
        signedIn.patch(acme.path() + "/members/" + acme.member("VIEWER"), new JsonObject().put("role", "MEMBER"))
                .expect(200);
    }

    private void actInTheWorkspace() {
        var address = canary + ".invited@example.com";
        signedIn.post(
                        acme.path() + "/subscriptions",
                        new JsonObject()
                                .put("name", "To " + address)
                                .put("types", JsonArray.of("*"))
                                .put(
                                        "sink",
                                        new JsonObject()
                                                .put("kind", "WEBHOOK")
                                                .put("url", "http://127.0.0.1:9/hooks/" + address)))
                .expect(201);
        var order = new JsonObject()
                .put("type", "order.signed")
                .put("subject", address)
                .put(
                        "data",
                        new JsonObject()
                                .put("signedBy", canary + " Lovelace")
                                .put("note", "Mail\n" + address.toUpperCase(Locale.ROOT) + ", please"));
        signedIn.post(acme.path() + "/events", order).expect(202);
        acme.asOwner()
                .post(acme.path() + "/events", order.put("subject", ada.toString()))
                .expect(202);
        library.run(
                acme,
                "insert into $p_book (title, notes) values ('Letters of " + address + "', '{\"reader\": {\"id\": \""
                        + ada + "\", \"fullName\": \"" + canary + "\"}, \"to\": [\"" + address + "\"]}')");
        library.keep(acme, "lent to " + address);
    }

    private void talkToAgents() {
        acme.asOwner()
                .post(
                        acme.path() + "/agents",
                        new JsonObject()
                                .put("key", "polly")
                                .put("name", "Polly")
                                .put("provider", "parrot")
                                .put("model", "grey"))
                .expect(201);
        signedIn.post(
                        acme.path() + "/memory",
                        new JsonObject().put("content", canary + " likes tea").put("personal", true))
                .expect(201);
        signedIn.post(acme.path() + "/sessions", new JsonObject().put("agentKey", "polly"))
                .expect(201);
        for (var surface : new String[] {"'PRIVATE', null, '" + ada + "'", "'GROUP', 'lounge', null"}) {
            var session = UUID.randomUUID();
            var run = UUID.randomUUID();
            BENCH.sql("insert into guildhall.agent_session (workspace_id, id, surface, surface_id, user_id, agent_key,"
                    + " created_by, created_at, active_at) values ('" + acme.id() + "', '" + session + "', " + surface
                    + ", '" + (surface.startsWith("'P") ? "parrot" : "polly") + "', '" + ada + "', now(), now())");
            BENCH.sql(
                    "insert into guildhall.agent_run (workspace_id, id, session_id, message_sequence, agent_key, user_id,"
                            + " readonly, config, request_id, status, created_at, finished_at) values ('" + acme.id()
                            + "', '" + run
                            + "', '" + session + "', 1, 'polly', '" + ada
                            + "', false, '{}', 'r', 'COMPLETED', now(), now())");
            BENCH.sql(
                    "insert into guildhall.agent_tool_run (workspace_id, run_id, number, capability, input, started_at,"
                            + " finished_at) values ('" + acme.id() + "', '" + run + "', 1, 'x.y.z', '" + canary
                            + " asked', now(),"
                            + " now())");
            BENCH.sql(
                    "insert into guildhall.agent_message (workspace_id, session_id, sequence, id, role, user_id, agent_key,"
                            + " run_id, content, created_at) values ('" + acme.id() + "', '" + session
                            + "', 1, gen_random_uuid(), 'USER', '" + ada + "', 'polly', '" + run + "', '" + canary
                            + " said', now()), ('" + acme.id() + "', '" + session
                            + "', 2, gen_random_uuid(), 'ASSISTANT', null, 'polly', '" + run + "', '" + canary
                            + " repeated', now())");
        }
    }

    private JsonObject erase() {
        var erasure = product.asAdministrator()
                .post(
                        "/api/admin/erasures",
                        new JsonObject().put("userId", ada.toString()).put("reason", "They asked for it"))
                .expect(201)
                .data();
        assertThat(erasure.getString("state")).isEqualTo("COMPLETE");
        return erasure;
    }

    @Test
    void nothingIsLeftOfThem() {
        assertThat(new Dump(BENCH).rowsWith(canary)).hasSizeGreaterThan(20);

        erase();

        assertThat(new Dump(BENCH).rowsWith(canary)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"guildhall.agent_message", "BOOK"})
    void anErasureThatIsInterruptedIsBroughtToItsEndByAnotherNode(String where) {
        var table = where.equals("BOOK") ? books() : where;
        BENCH.sql("create or replace function public.interrupt() returns trigger language plpgsql as"
                + " $$ begin raise exception 'interrupted' using errcode = '57P01'; end $$");
        BENCH.sql("create trigger interrupt before update or delete on " + table
                + " for each row execute function public.interrupt()");
        var erasure = product.asAdministrator()
                .post("/api/admin/erasures", new JsonObject().put("userId", ada.toString()))
                .expect(201)
                .data();
        assertThat(erasure.getString("state")).isEqualTo("RUNNING");
        assertThat(new Dump(BENCH).rowsWith(canary)).isNotEmpty();
        BENCH.sql("drop trigger interrupt on " + table);
        BENCH.sql("update guildhall.erasure set touched_at = now() - interval '3 minutes' where completed_at is null");

        Await.result(otherNode.jobs().stream()
                .filter(job -> job.purpose().contains("erasures"))
                .findFirst()
                .orElseThrow()
                .work()
                .get());

        var ended = product.asAdministrator()
                .get("/api/admin/erasures/" + erasure.getString("id"))
                .expect(200)
                .data();
        assertThat(ended.getString("state")).isEqualTo("COMPLETE");
        assertThat(Receipt.verified(ended.getJsonObject("receipt").encode())
                        .says()
                        .getString("subjectId"))
                .isEqualTo(ada.toString());
        assertThat(new Dump(BENCH).rowsWith(canary)).isEmpty();
        assertThat(acme.asOwner()
                        .get(acme.path() + "/audit/verify")
                        .expect(200)
                        .data()
                        .getBoolean("valid"))
                .isTrue();
    }

    private String books() {
        return BENCH.sql(
                        "select format('%I.%I', schemaname, tablename) as name from pg_tables"
                                + " where tablename = $1 and tableowner in (select owner_role"
                                + " from guildhall.extension_storage where workspace_id = $2)",
                        library.key().replace('-', '_') + "_book", acme.id().value())
                .iterator()
                .next()
                .getString("name");
    }

    @Test
    void isErasedOnceHoweverManyAskAtOnce() {
        product.asAdministrator().delete("/api/admin/users/" + ada).expect(204);
        var wanted = new JsonObject().put("userId", ada.toString());

        var asked = Stream.generate(() -> product.asAdministrator().sendAsync("POST", "/api/admin/erasures", wanted))
                .limit(5)
                .toList();

        // Who asks when all is gone finds nobody.
        var answers = asked.stream().map(CompletableFuture::join).toList();
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .isNotEmpty()
                .allSatisfy(answer -> answer.expect(409, "ERASURE.EXISTS"));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 404, 409));
    }

    @Test
    void whatTheyDidRemainsDoneByAnIdThatIsNobodys() {
        erase();

        var events = acme.asOwner().get(acme.path() + "/events?pageSize=1000").expect(200);
        assertThat(events.body()).contains("order.signed", "user:" + ada);
        assertThat(library.rows(acme, "select title from $p_book order by id desc limit 1"))
                .isEqualTo(JsonArray.of(new JsonObject().put("title", "Letters of [erased]")));
    }

    @Test
    void everyAuditLogCanStillBeVerifiedAndSaysWhatWasErased() {
        erase();

        var verified =
                acme.asOwner().get(acme.path() + "/audit/verify").expect(200).data();
        assertThat(verified.getBoolean("valid")).as(verified.encode()).isTrue();
        var platform = product.asAdministrator()
                .get("/api/admin/audit/verify")
                .expect(200)
                .data();
        assertThat(platform.getBoolean("valid")).as(platform.encode()).isTrue();
        var entries = acme.asOwner()
                .get(acme.path() + "/audit?pageSize=1000")
                .expect(200)
                .list();
        assertThat(entries).anyMatch(entry -> ((JsonObject) entry).containsKey("redacted"));
        assertThat(entries)
                .anySatisfy(entry ->
                        assertThat(((JsonObject) entry).getString("actor")).isEqualTo("user:" + ada));
        assertThat(entries)
                .filteredOn(entry -> ((JsonObject) entry).getString("actor").equals("user:" + ada))
                .allSatisfy(entry -> assertThat(((JsonObject) entry).fieldNames())
                        .contains("erased")
                        .doesNotContain("actorEmail", "address"));
    }

    @Test
    void whatIsLeftCanBeTakenAlong() throws IOException {
        erase();
        var archives = new Archives(product, folder);

        var copy = archives.copy(acme, archives.export(acme));

        assertThat(CanonicalArchive.of(archives.export(copy))).noneMatch(line -> line.contains(canary));
    }

    @Test
    void whoChangesAnErasedEntryIsFoundOut() {
        erase();
        var redacted = BENCH.sql(
                        "select sequence from guildhall.audit_entry where tenant_id = $1 and redacted_by is not null"
                                + " order by sequence limit 1",
                        acme.id().value())
                .iterator()
                .next()
                .getLong("sequence");

        BENCH.sql(
                "update guildhall.audit_entry set content = replace(content::text, '\"erased\":true', '\"erased\":false')::json"
                        + " where tenant_id = $1 and sequence = $2",
                acme.id().value(),
                redacted);

        var verified =
                acme.asOwner().get(acme.path() + "/audit/verify").expect(200).data();
        assertThat(verified.getLong("firstInvalid")).isEqualTo(redacted);
    }

    @Test
    void theReceiptSaysWhatWasErasedAndIsSigned() {
        var erasure = erase();

        var receipt = Receipt.verified(erasure.getJsonObject("receipt").encode());
        var says = receipt.says();
        assertThat(says.getString("subjectId")).isEqualTo(ada.toString());
        assertThat(says.getString("reason")).isEqualTo("They asked for it");
        assertThat(says.getString("requestedBy")).isEqualTo("user:" + product.administrator());
        assertThat(says.getJsonObject("deleted").getMap())
                .containsEntry("user_account", 1)
                .containsEntry("member", 1)
                .containsEntry("agent_session", 2);
        assertThat(says.getJsonObject("changed").fieldNames()).contains("audit_entry", "event", "extension_storage");
        assertThat(says.getJsonArray("digests"))
                .contains(Sha256.hex((erasure.getString("id") + ":" + canary + ".former@example.com")
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(product.asAdministrator()
                        .get("/api/admin/erasures/" + erasure.getString("id"))
                        .expect(200)
                        .data())
                .isEqualTo(erasure);
    }

    @Test
    void whoOwnsAWorkspaceIsNotErasedBeforeThat() {
        var refusal = product.asAdministrator()
                .post(
                        "/api/admin/erasures",
                        new JsonObject().put("userId", acme.owner().toString()))
                .expect(409, "USER.OWNS_WORKSPACES");

        assertThat(refusal.body()).contains(acme.key());
        assertThat(product.asAdministrator()
                        .get("/api/admin/erasures?filter=subjectId=%22" + acme.owner() + "%22")
                        .expect(200)
                        .list())
                .isEmpty();
    }

    @Test
    void whoWasDeletedBeforeCanBeErased() {
        product.asAdministrator().delete("/api/admin/users/" + ada).expect(204);

        erase();

        assertThat(new Dump(BENCH).rowsWith(canary)).isEmpty();
        product.asAdministrator()
                .post("/api/admin/erasures", new JsonObject().put("userId", ada.toString()))
                .expect(404, "USER.NOT_FOUND");
    }

    @Test
    void othersOfThatNameStayWhoTheyAre() {
        var namesake = product.user(canary + " Lovelace");
        acme.asOwner()
                .post(acme.path() + "/members", TestProduct.member(namesake, "VIEWER"))
                .expect(200);

        erase();

        assertThat(acme.asOwner().get(acme.path() + "/members").expect(200).body())
                .contains(canary + " Lovelace");
    }
}
