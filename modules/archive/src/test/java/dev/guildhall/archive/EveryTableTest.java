package dev.guildhall.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.archive.internal.ArchiveContent;
import dev.guildhall.archive.internal.ArchiveContent.Content;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A workspace with a row in each table that an archive has. */
class EveryTableTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    /** What cannot be had for a word, as the database keeps it: $w is the workspace, $u its owner, $l the library. */
    private static final List<String> ROWS = List.of(
            "insert into guildhall.withdrawn_permission select workspace_id, id, 'gone.read' from guildhall.custom_role"
                    + " where workspace_id = '$w'",
            "insert into guildhall.declared_permission values ('$w', '$l.read', 'Read', 'members.read')",
            "insert into guildhall.capability_binding values ('$w', '$l.sql.run', '$l', now())",
            "insert into guildhall.capability values"
                    + " ('$w', 'weather.city.today', '1.0.0', 'http://a.example', '{}', '{}', now())",
            "insert into guildhall.capability_endpoint (workspace_id, key, version, url, timeout_seconds, idempotent,"
                    + " secret, provider)"
                    + " values ('$w', 'weather.city.today', '1.0.0', 'http://a.example', 1, true, 's', 'http://a.example')",
            "insert into guildhall.event_retention values ('$w', 30)",
            "insert into guildhall.event_cursor (tenant_kind, tenant_id, kind, subscriber, handler, sequence,"
                    + " state) values ('WORKSPACE', '$w', 'extension', '$l', 'notes', 2, 'PAUSED')",
            "insert into guildhall.event_dead_letter (tenant_id, kind, subscriber, handler, sequence, attempts, error,"
                    + " created_at) values ('$w', 'extension', '$l', 'notes', 1, 3, 'no', now())",
            "insert into guildhall.event_source (workspace_id, subscription_id)"
                    + " select tenant_id, id from guildhall.event_subscription where tenant_id = '$w'",
            "insert into guildhall.extension_job (workspace_id, extension_key, job, key, input, due_at, next_attempt_at,"
                    + " held) values ('$w', '$l', 'remind', 'one', '{\"to\": \"$u\"}', now(), 'infinity', true)",
            "insert into guildhall.extension_job_run values"
                    + " ('$w', '$l', 'remind', gen_random_uuid(), 'one', now(), now(), now(), 1, 'SUCCEEDED')",
            "insert into guildhall.agent (tenant_id, key, name, provider, model, parameters, tools, enabled, created_at,"
                    + " updated_at) values ('$w', 'polly', 'Polly', 'echo', 'echo', '{}', '{}', true, now(), now())",
            "insert into guildhall.agent_restriction values ('$w', '{echo}', null, 1, now())",
            "insert into guildhall.agent_budget values ('$w', 'DAY', 100, 1.50, now())",
            "insert into guildhall.agent_usage values ('$w', '2026-11-29', 'polly', '$u', 'echo', 'echo', 1, 2, 3, 0.10)",
            "insert into guildhall.agent_memory (workspace_id, id, user_id, content, created_by, created_at)"
                    + " values ('$w', gen_random_uuid(), '$u', 'likes tea', '$u', now())",
            "insert into guildhall.agent_session (workspace_id, id, surface, user_id, agent_key, created_by, created_at,"
                    + " active_at) values ('$w', gen_random_uuid(), 'PRIVATE', '$u', 'polly', '$u', now(), now())",
            "insert into guildhall.agent_run (workspace_id, id, session_id, message_sequence, agent_key, user_id, readonly,"
                    + " config, request_id, status, created_at, finished_at) select workspace_id, gen_random_uuid(), id, 1,"
                    + " 'polly', '$u', false, '{}', 'r', ended.status, now(), ended.at from guildhall.agent_session"
                    + " cross join (values ('COMPLETED', now()), ('QUEUED', null)) ended (status, at)"
                    + " where workspace_id = '$w'",
            "insert into guildhall.agent_message (workspace_id, session_id, sequence, id, role, user_id, agent_key, run_id,"
                    + " content, created_at) select workspace_id, session_id, 1, gen_random_uuid(), 'USER', '$u', 'polly',"
                    + " id, 'hello', now() from guildhall.agent_run where workspace_id = '$w' and status = 'COMPLETED'",
            "insert into guildhall.agent_tool_run (workspace_id, run_id, number, capability, input, started_at, finished_at)"
                    + " select workspace_id, id, 1, '$l.sql.run', '{}', now(), now() from guildhall.agent_run"
                    + " where workspace_id = '$w'");

    private static TestProduct product;
    private static Library library;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("every-table").assemble());
        library = Library.publish(product);
    }

    private static TestWorkspace full() {
        var acme = product.workspace();
        acme.role("Editors", "members.read");
        library.install(acme);
        library.keep(acme, "a word");
        acme.asOwner()
                .post(
                        acme.path() + "/subscriptions",
                        new JsonObject()
                                .put("name", "Bus")
                                .put("types", List.of("*"))
                                .put("sink", new JsonObject().put("kind", "BUS").put("address", "orders")))
                .expect(201);
        Archives.settle(BENCH, acme);
        for (var row : ROWS) {
            BENCH.sql(row.replace("$w", acme.id().toString())
                    .replace("$u", acme.owner().toString())
                    .replace("$l", library.key()));
        }
        return acme;
    }

    @Test
    void eachComesBackAsItWas() throws IOException {
        var archives = new Archives(product, folder);
        var acme = full();

        var first = archives.export(acme);
        var second = archives.export(archives.copy(acme, first));

        assertThat(CanonicalArchive.of(second)).isEqualTo(CanonicalArchive.of(first));
        assertThat(ArchiveContent.read(first))
                .as("tables of which this test has no row; add one to ROWS")
                .filteredOn(
                        part -> part.name().startsWith("tables/") && part.rows().isEmpty())
                .extracting(Content::name)
                .isEmpty();
    }
}
