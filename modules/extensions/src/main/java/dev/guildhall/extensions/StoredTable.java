package dev.guildhall.extensions;

import java.util.List;

/**
 * A table that an extension has in a workspace.
 *
 * @param columns those that are written, in their order
 */
public record StoredTable(String name, List<String> columns) {

    public StoredTable {
        columns = List.copyOf(columns);
    }
}
