package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.event;
import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.pgclient.PgException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static EventsHarness harness;

    @BeforeAll
    static void start() {
        harness = new EventsHarness(BENCH);
    }

    @Test
    void recordsAnEventWithItsTransaction() {
        var acme = workspace();

        var id = harness.record(acme, "order.placed");

        assertThat(BENCH.sql(
                        "select id, sequence, type, actor from guildhall.event where tenant_id = $1", acme.value()))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getUUID("id")).isEqualTo(id);
                    assertThat(row.getLong("sequence")).isEqualTo(1);
                    assertThat(row.getString("actor")).isEqualTo("system");
                });
    }

    @Test
    void recordsNothingWhenTheTransactionRollsBack() {
        var acme = workspace();
        var heard = harness.listen(acme);

        var refused = BENCH.database().inTransaction(acme, tx -> {
            harness.events.outbox().append(tx, acme, event("order.placed"));
            return CommonError.CONFLICT.because("no").asFuture();
        });

        Await.problem(refused, CommonError.CONFLICT);
        harness.record(acme, "order.cancelled");
        Await.until(() -> assertThat(heard).extracting(Event::type).containsExactly("order.cancelled"));
        assertThat(heard).extracting(Event::sequence).containsExactly(1L);
    }

    @Test
    void rollsBackTheChangeWhenTheEventCannotBeWritten() {
        var acme = workspace();
        var beforeAll = count("event_counter");

        var refused = BENCH.database().inTransaction(acme, tx -> {
            harness.events.outbox().append(tx, acme, event("order.placed"));
            return Future.succeededFuture(harness.events
                    .outbox()
                    .append(tx, acme, new NewEvent("bad", "\u0000", Principal.SYSTEM, Cause.NONE, null)));
        });

        Await.problem(refused, CommonError.REQUEST_INVALID);
        assertThat(count("event_counter")).isEqualTo(beforeAll);
    }

    @Test
    void keepsTheOrderOfSeveralEventsOfOneTransaction() {
        var acme = workspace();
        var heard = harness.listen(acme);
        var types = IntStream.range(0, 300).mapToObj(i -> "step.n" + i).toList();

        Await.result(BENCH.database().inTransaction(acme, tx -> {
            types.forEach(type -> harness.events.outbox().append(tx, acme, event(type)));
            return Future.succeededFuture();
        }));

        Await.until(() -> assertThat(heard).hasSize(300));
        assertThat(heard).extracting(Event::type).containsExactlyElementsOf(types);
        assertThat(heard).extracting(Event::sequence).isSorted();
    }

    @Test
    void carriesAnyJsonValueAsContent() {
        var acme = workspace();
        var heard = harness.listen(acme);
        var contents = List.of(new JsonArray().add(1).addNull(), "text", new BigDecimal("4.5"), true);

        contents.forEach(content -> Await.result(BENCH.database()
                .inTransaction(
                        acme,
                        tx -> Future.succeededFuture(harness.events
                                .outbox()
                                .append(tx, acme, new NewEvent("a.b", null, Principal.SYSTEM, Cause.NONE, content))))));

        Await.until(() -> assertThat(heard).hasSize(4));
        assertThat(heard).extracting(Event::content).containsExactlyElementsOf(contents);
        assertThat(heard.get(0).toCloudEvent().containsKey("subject")).isFalse();
    }

    @Test
    void refusesEventsOfAWorkspaceOutsideTheTransactionsScope() {
        var append = BENCH.database()
                .inTransaction(
                        workspace(),
                        tx -> Future.succeededFuture(harness.events.outbox().append(tx, workspace(), event("a.b"))));

        assertThat(Await.failure(append)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesEventsAfterTheLastOnesOfADeletedWorkspace() {
        var acme = workspace();
        var heard = harness.listen(acme);
        harness.record(acme, "order.placed");

        Await.result(BENCH.database().inTransaction(Tenant.PLATFORM, tx -> {
            harness.events.lifecycle().forget(tx, acme);
            harness.events.outbox().append(tx, acme, event("workspace.deleted"));
            harness.events.outbox().append(tx, Tenant.PLATFORM, event("workspace.deleted"));
            return Future.succeededFuture();
        }));

        Await.problem(harness.recordAsync(acme, "order.placed"), CommonError.WORKSPACE_NOT_FOUND);
        Await.until(
                () -> assertThat(heard).extracting(Event::type).containsExactly("order.placed", "workspace.deleted"));
    }

    @Test
    void eachTenantHasASequenceOfItsOwn() {
        var holding = new OrganizationId(UUID.randomUUID());
        var heard = harness.listen(holding);
        harness.record(workspace(), "order.placed");

        harness.record(holding, "team.made");
        harness.record(holding, "team.named");

        Await.until(() -> assertThat(heard).extracting(Event::sequence).containsExactly(1L, 2L));
        assertThat(heard.get(0).workspace()).isEmpty();
        assertThat(heard.get(0).toCloudEvent().getMap())
                .containsEntry("source", "/organizations/" + holding)
                .containsEntry("organization", holding.toString())
                .doesNotContainKey("workspace");
    }

    @Test
    void thePlatformIsPublishedUnderItsOwnId() {
        var heard = harness.listen(Tenant.PLATFORM);

        harness.record(Tenant.PLATFORM, "user.created");

        Await.until(() -> assertThat(heard).isNotEmpty());
        assertThat(heard.get(0).workspace()).isEmpty();
        assertThat(heard.get(0).toCloudEvent().getMap())
                .containsEntry("source", "/workspaces/00000000-0000-0000-0000-000000000000")
                .containsEntry("workspace", "00000000-0000-0000-0000-000000000000");
    }

    @Test
    void numbersWithoutGapsInTheOrderOfCommitsUnderManyConcurrentWriters() {
        var workspaces = Stream.generate(EventsHarness::workspace).limit(4).toList();
        var heard = harness.listen();

        var committed = new ArrayList<Future<Integer>>();
        for (var writer = 0; writer < 64; writer++) {
            committed.add(write(workspaces, 30));
        }
        var total = committed.stream().mapToInt(Await::result).sum();

        Await.until(() -> assertThat(heard.stream().filter(event -> workspaces.contains(event.tenant())))
                .hasSize(total));
        for (var workspace : workspaces) {
            var sequences = heard.stream()
                    .filter(event -> event.tenant().equals(workspace))
                    .map(Event::sequence)
                    .toList();
            assertThat(sequences)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, sequences.size()).boxed().toList());
        }
    }

    /** One writer: transactions one after the other, one in five of which rolls back. Gives the number of events. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into guildhall.event_counter (tenant_id, tenant_kind, last_sequence)"
                        + " values (gen_random_uuid(), 'PLATFORM', 0)",
                "insert into guildhall.event_counter (tenant_id, tenant_kind, last_sequence)"
                        + " values (gen_random_uuid(), 'TEAM', 0)"
            })
    void refusesTheStreamOfATenantThatIsOfAnotherKind(String sql) {
        assertThatThrownBy(() -> BENCH.sql(sql))
                .isInstanceOfSatisfying(
                        PgException.class,
                        refused -> assertThat(refused.getConstraint()).isEqualTo("event_counter_tenant_known"));
    }

    private static Future<Integer> write(List<WorkspaceId> workspaces, int transactions) {
        if (transactions == 0) {
            return Future.succeededFuture(0);
        }
        var random = ThreadLocalRandom.current();
        var workspace = workspaces.get(random.nextInt(workspaces.size()));
        var count = 1 + random.nextInt(3);
        var rollBack = random.nextInt(5) == 0;
        return BENCH.database()
                .inTransaction(workspace, tx -> {
                    for (var i = 0; i < count; i++) {
                        harness.events.outbox().append(tx, workspace, event("load.test"));
                    }
                    return rollBack ? Future.<Integer>failedFuture("rolled back") : Future.succeededFuture(count);
                })
                .otherwise(0)
                .compose(done -> write(workspaces, transactions - 1).map(rest -> done + rest));
    }

    private static long count(String table) {
        return BENCH.sql("select count(*) from guildhall." + table)
                .iterator()
                .next()
                .getLong(0);
    }
}
