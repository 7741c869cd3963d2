package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.event;
import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JournalTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;
    private static Journal journal;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
        journal = harness.events.journal();
    }

    private static List<JsonObject> audited(Tenant tenant) {
        return BENCH
                .sql("select content from guildhall.audit_entry where tenant_id = $1 order by sequence", tenant.value())
                .stream()
                .map(row -> row.getJsonObject(0))
                .toList();
    }

    private static List<String> told(Tenant tenant) {
        return BENCH
                .sql("select type from guildhall.event where tenant_id = $1 order by sequence", tenant.value())
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    @Test
    void tellsSubscribersAndKeepsWhoItWas() {
        var acme = workspace();
        var heard = harness.listen(acme);
        var ada = TestAuthenticator.actor(new UserId(Ids.next()));
        var before = new JsonObject().put("role", "VIEWER");
        var after = new JsonObject().put("role", "ADMIN");

        var id = Await.result(BENCH.database()
                .inTransaction(
                        acme,
                        tx -> Future.succeededFuture(journal.record(
                                tx,
                                acme,
                                Change.of(ada, "member.role_changed")
                                        .on("bob")
                                        .telling(new JsonObject().put("userId", "bob"))
                                        .from(before)
                                        .to(after)))));

        Await.until(() -> assertThat(heard).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo(id);
            assertThat(event.type()).isEqualTo("member.role_changed");
            assertThat(event.subject()).isEqualTo("bob");
            assertThat(event.actor()).isEqualTo(ada.principal());
            assertThat(event.data()).isEqualTo(new JsonObject().put("userId", "bob"));
        }));
        assertThat(audited(acme)).singleElement().satisfies(entry -> {
            assertThat(entry.getString("action")).isEqualTo("member.role_changed");
            assertThat(entry.getString("subject")).isEqualTo("bob");
            assertThat(entry.getString("actorEmail")).isEqualTo(ada.email());
            assertThat(entry.getJsonObject("before")).isEqualTo(before);
            assertThat(entry.getJsonObject("after")).isEqualTo(after);
        });
    }

    @Test
    void recordsNeitherWhenTheTransactionRollsBack() {
        var acme = workspace();

        var refused = BENCH.database().inTransaction(acme, tx -> {
            journal.record(tx, acme, Change.of(Authentication.SYSTEM, "step.taken"));
            return CommonError.CONFLICT.because("no").asFuture();
        });

        Await.problem(refused, CommonError.CONFLICT);
        assertThat(told(acme)).isEmpty();
        assertThat(audited(acme)).isEmpty();
    }

    @Test
    void recordsTheEndOfAWorkspaceWhereItIsNotLost() {
        var acme = workspace();
        Await.result(BENCH.database()
                .inTransaction(
                        acme,
                        tx -> Future.succeededFuture(
                                journal.record(tx, acme, Change.of(Authentication.SYSTEM, "step.taken")))));

        Await.result(BENCH.database().inTransaction(Tenant.PLATFORM, tx -> {
            journal.recordEnd(
                    tx,
                    acme,
                    Change.of(Authentication.SYSTEM, "workspace.deleted").on(acme));
            return Future.succeededFuture();
        }));

        assertThat(told(acme)).containsExactly("step.taken", "workspace.deleted");
        assertThat(told(Tenant.PLATFORM)).contains("workspace.deleted");
        assertThat(audited(acme)).isEmpty();
        assertThat(audited(Tenant.PLATFORM))
                .filteredOn(entry -> acme.toString().equals(entry.getString("subject")))
                .singleElement()
                .satisfies(entry -> assertThat(entry.getJsonObject("ended").getLong("sequence"))
                        .isOne());
    }

    @Test
    void chainsWithoutGapsAndWithoutDeadlocksWhenManyMeetInSeveralWorkspaces() {
        var workspaces = new ArrayList<Tenant>(
                Stream.generate(EventsHarness::workspace).limit(3).toList());
        workspaces.add(Tenant.PLATFORM);
        var deadlocks = deadlocks();

        var written = new ArrayList<Future<Integer>>();
        for (var writer = 0; writer < 48; writer++) {
            written.add(write(workspaces, 20));
        }
        var total = written.stream().mapToInt(Await::result).sum();

        assertThat(workspaces.stream()
                        .mapToInt(workspace -> loadOf(workspace).size())
                        .sum())
                .isEqualTo(total);
        assertThat(workspaces).allSatisfy(workspace -> {
            var entries = audited(workspace);
            for (var i = 0; i < entries.size(); i++) {
                assertThat(entries.get(i).getInteger("sequence")).isEqualTo(i + 1);
            }
            assertThat(BENCH.sql(
                            "select first_invalid, entries from guildhall.verify_audit($1, 0,"
                                    + " decode(repeat('00', 32), 'hex'), 100000)",
                            workspace.value()))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.getLong("first_invalid")).isNull();
                        assertThat(row.getLong("entries")).isEqualTo(entries.size());
                    });
        });
        assertThat(deadlocks()).isEqualTo(deadlocks);
    }

    private static List<JsonObject> loadOf(Tenant tenant) {
        return audited(tenant).stream()
                .filter(entry -> entry.getString("action").equals("load.test"))
                .toList();
    }

    private static long deadlocks() {
        return BENCH.sql("select deadlocks from pg_stat_database where datname = current_database()")
                .iterator()
                .next()
                .getLong(0);
    }

    /** One writer: transactions that touch workspaces in any order, and there event and audit entry in any order. */
    private static Future<Integer> write(List<Tenant> workspaces, int transactions) {
        if (transactions == 0) {
            return Future.succeededFuture(0);
        }
        var random = ThreadLocalRandom.current();
        var touched = new ArrayList<>(workspaces);
        Collections.shuffle(touched, random);
        var some = touched.subList(0, 1 + random.nextInt(touched.size()));
        var rollBack = random.nextInt(5) == 0;
        return BENCH.database()
                .inTransaction(Tenant.PLATFORM, tx -> {
                    some.forEach(workspace -> write(tx, workspace, random.nextBoolean()));
                    return rollBack ? Future.<Integer>failedFuture("rolled back") : Future.succeededFuture(some.size());
                })
                .otherwise(0)
                .compose(done -> write(workspaces, transactions - 1).map(rest -> done + rest));
    }

    private static void write(Tx tx, Tenant tenant, boolean auditFirst) {
        var entry = AuditEntry.of(Authentication.SYSTEM, "load.test");
        if (auditFirst) {
            new AuditLog().append(tx, tenant, entry);
            harness.events.outbox().append(tx, tenant, event("load.test"));
        } else {
            harness.events.outbox().append(tx, tenant, event("load.test"));
            new AuditLog().append(tx, tenant, entry);
        }
    }
}
