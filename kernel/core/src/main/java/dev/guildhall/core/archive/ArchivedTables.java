package dev.guildhall.core.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Table;

/**
 * The tables of a module with rows of workspaces, those that go into archives in the order in which an import writes them,
 * each after what it refers to, and those that do not. Every such table is in one of the two; a test sees to that.
 *
 * @param leftOut the tables that stay where they are, and why
 */
public record ArchivedTables(List<ArchivedTable> taken, Map<Table<?>, String> leftOut) {

    public static final ArchivedTables NONE = new ArchivedTables(List.of(), Map.of());

    public ArchivedTables {
        taken = List.copyOf(taken);
        leftOut = Map.copyOf(leftOut);
    }

    public ArchivedTables with(ArchivedTable table) {
        var more = new ArrayList<>(taken);
        more.add(table);
        return new ArchivedTables(more, leftOut);
    }

    public ArchivedTables without(String because, Table<?>... tables) {
        var more = new LinkedHashMap<>(leftOut);
        for (var table : tables) {
            more.put(table, because);
        }
        return new ArchivedTables(taken, more);
    }
}
