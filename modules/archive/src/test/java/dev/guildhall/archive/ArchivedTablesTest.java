package dev.guildhall.archive;

import static dev.guildhall.db.Guildhall.GUILDHALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.module.Product;
import dev.guildhall.testkit.TestBench;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Named;
import org.jooq.Table;
import org.jooq.TableOptions.TableType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Walks all tables, so that one which a migration adds is not forgotten. */
class ArchivedTablesTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    /** Ids in the tables of workspaces that an import leaves as they are, or finds by what they are of. */
    private static final Set<String> REFERENCES = Set.of(
            "agent_memory.user_id",
            "agent_memory.created_by",
            "agent_message.session_id",
            "agent_message.user_id",
            "agent_message.run_id",
            "agent_run.session_id",
            "agent_run.user_id",
            "agent_run.cancelled_by",
            "agent_session.user_id",
            "agent_session.created_by",
            "agent_tool_run.run_id",
            "agent_usage.user_id",
            "event_source.subscription_id",
            "member.user_id",
            "member.custom_role_id",
            "webhook_queue.subscription_id",
            "withdrawn_permission.role_id",
            "workspace.owner_id");

    private static List<ArchivedTables> said;

    @BeforeAll
    static void assemble() {
        var collected = new ArrayList<ArchivedTables>();
        BENCH.product("tables")
                .assembling(assembly -> collected.addAll(assembly.contributions(ArchivedTables.class)))
                .assemble();
        said = collected;
    }

    private static Stream<ArchivedTable> taken() {
        return said.stream().flatMap(some -> some.taken().stream());
    }

    /** As the test of the catalogue knows them: by the columns that name whose a row is. */
    private static boolean hasRowsOfWorkspaces(Table<?> table) {
        return table.getOptions().type() == TableType.TABLE
                && (table.getName().equals("workspace")
                        || table.field("workspace_id") != null
                        || table.field("tenant_id") != null);
    }

    @Test
    void everyTableWithRowsOfWorkspacesIsTakenOrLeftOutForAReason() {
        var named = Stream.concat(
                        taken().map(ArchivedTable::table),
                        said.stream().flatMap(some -> some.leftOut().keySet().stream()))
                .map(Named::getName)
                .toList();

        assertThat(named)
                .as("a module says with ArchivedTables what becomes of each of its tables in an archive")
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(GUILDHALL.getTables().stream()
                        .filter(ArchivedTablesTest::hasRowsOfWorkspaces)
                        .map(Named::getName)
                        .toList());
    }

    @Test
    void everyIdIsOneThatAnImportKnowsWhatToDoWith() {
        var unknown = new TreeSet<String>();
        taken().filter(table -> !table.isRecord()).forEach(table -> unknown.addAll(otherIds(table)));

        assertThat(unknown)
                .as("identifiedBy, numberedBy or byAccount says what an id is; others are found by what they refer to")
                .containsExactlyInAnyOrderElementsOf(REFERENCES);
    }

    private static Set<String> otherIds(ArchivedTable table) {
        var known = Stream.of(table.ids(), table.ownIds(), table.accounts(), List.of(table.owner()))
                .flatMap(List::stream)
                .map(Field::getName)
                .collect(Collectors.toSet());
        return table.columns().stream()
                .filter(column -> column.getType() == UUID.class)
                .map(Field::getName)
                .filter(column -> !known.contains(column))
                .map(column -> table.name() + "." + column)
                .collect(Collectors.toSet());
    }

    @Test
    void noSecretIsAColumnThatIsTaken() {
        assertThat(taken().flatMap(
                                table -> table.columns().stream().map(column -> table.name() + "." + column.getName())))
                .filteredOn(column -> column.matches(".*(secret|password|token_hash|key_hash|sealed).*"))
                .isEmpty();
    }

    @Test
    void whatIsLeftOutIsThere() {
        assertThat(taken())
                .allSatisfy(table -> assertThat(Arrays.asList(table.table().fields()))
                        .containsAll(table.leftOut().keySet())
                        .containsAll(table.replaced().keySet()));
        assertThat(Product.modules()).extracting(module -> module.name()).contains("archive");
    }
}
