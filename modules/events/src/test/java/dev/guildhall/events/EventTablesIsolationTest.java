package dev.guildhall.events;

import static dev.guildhall.events.EventsHarness.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.testkit.TestBench;
import io.vertx.pgclient.PgException;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every table of the module, asked as the application's role with SQL that forgets its workspace. */
class EventTablesIsolationTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final WorkspaceId ACME = workspace();
    private static final WorkspaceId OTHER = workspace();

    /** A row of a table: the column that says whose it is, and the others with their values. */
    private record Table(String name, String owner, String columns, String values) {

        Table(String name, String columns, String values) {
            this(name, "workspace_id", columns, values);
        }

        @Override
        public String toString() {
            return name;
        }

        void insert(WorkspaceId workspace, boolean asOwner) {
            var sql = "insert into guildhall." + name + " (" + owner + ", " + columns + ") values ('" + workspace
                    + "', " + values + ")";
            if (asOwner) {
                BENCH.sql(sql);
            } else {
                BENCH.sqlAsApplication(ACME.toString(), sql);
            }
        }
    }

    static Stream<Table> tables() {
        var subscription = "'00000000-0000-0000-0000-000000000001'";
        var delivery = "'00000000-0000-0000-0000-000000000002'";
        return Stream.of(
                new Table("event_counter", "tenant_id", "tenant_kind, last_sequence", "'WORKSPACE', 1"),
                new Table(
                        "event",
                        "tenant_id",
                        "tenant_kind, sequence, id, type, actor, time",
                        "'WORKSPACE', 1, gen_random_uuid(), 'a.b', 'system', now()"),
                new Table("event_retention", "days", "30"),
                new Table(
                        "event_cursor",
                        "tenant_id",
                        "tenant_kind, kind, subscriber, sequence",
                        "'WORKSPACE', 'test', 'one', 0"),
                new Table(
                        "event_dead_letter",
                        "tenant_id",
                        "kind, subscriber, sequence, attempts, error, created_at",
                        "'test', 'one', 1, 1, 'no', now()"),
                new Table(
                        "event_subscription",
                        "tenant_id",
                        "tenant_kind, id, name, types, sink_kind, sink, ordered, secret, from_sequence, created_by,"
                                + " created_at, updated_at",
                        "'WORKSPACE', " + subscription + ", 'one', '{*}', 'WEBHOOK', '{}', false, '', 0,"
                                + " 'system', now(), now()"),
                new Table("event_source", "subscription_id", subscription),
                new Table("event_source_offset", "subscription_id, partition, next_offset", subscription + ", 0, 1"),
                new Table(
                        "event_source_rejection",
                        "subscription_id, id, partition, record_offset, recorded_at, rejected_at, reason",
                        subscription + ", " + delivery + ", 0, 1, now(), now(), 'no'"),
                new Table("webhook_queue", "tenant_id", "tenant_kind, subscription_id", "'WORKSPACE', " + subscription),
                new Table(
                        "webhook_delivery",
                        "tenant_id",
                        "subscription_id, id, sequence, state, next_attempt_at, created_at",
                        subscription + ", " + delivery + ", 1, 'PENDING', now(), now()"),
                new Table(
                        "webhook_attempt",
                        "tenant_id",
                        "subscription_id, delivery_id, attempt, started_at, duration_ms",
                        subscription + ", " + delivery + ", 1, now(), 1"));
    }

    @BeforeAll
    static void fill() {
        tables().forEach(table -> {
            table.insert(ACME, true);
            table.insert(OTHER, true);
        });
    }

    @ParameterizedTest
    @MethodSource("tables")
    void showsTheRowsOfTheScopeOnly(Table table) {
        assertThat(BENCH.sqlAsApplication(
                        ACME.toString(), "select " + table.owner() + " from guildhall." + table.name()))
                .singleElement()
                .satisfies(row -> assertThat(row.getUUID(0)).isEqualTo(ACME.value()));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void showsAnOrganizationNothingOfWorkspaces(Table table) {
        assertThat(BENCH.sqlAsApplication(
                        "organization:" + UUID.randomUUID(),
                        "select " + table.owner() + " from guildhall." + table.name()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void showsNothingWithoutAScopeAndAllToThePlatform(Table table) {
        var all = "select " + table.owner() + " from guildhall." + table.name();

        assertThat(BENCH.sqlAsApplication(null, all)).isEmpty();
        assertThat(BENCH.sqlAsApplication("platform", all)).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void refusesToWriteForAnotherWorkspace(Table table) {
        var stranger = new WorkspaceId(UUID.randomUUID());

        assertThatThrownBy(() -> table.insert(stranger, false))
                .isInstanceOfSatisfying(
                        PgException.class,
                        refused -> assertThat(refused.getSqlState()).isEqualTo("42501"));
        assertThat(BENCH.sqlAsApplication(
                                ACME.toString(),
                                "update guildhall." + table.name() + " set " + table.owner() + " = " + table.owner()
                                        + " where " + table.owner() + " = '" + OTHER + "'")
                        .rowCount())
                .isZero();
    }
}
