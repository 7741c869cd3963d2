package dev.guildhall.archive.internal;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.id.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Select;

/** All tables that modules have said something of, the workspaces' own first. */
public final class Tables {

    private static final String FOLDER = "tables/";
    private static final String WORKSPACE = "workspace";

    /** Still being added to while modules are assembled. */
    private final List<ArchivedTables> contributed;

    public Tables(List<ArchivedTables> contributed) {
        this.contributed = contributed;
    }

    List<ArchivedTable> all() {
        var taken = contributed.stream().flatMap(some -> some.taken().stream()).toList();
        return Stream.concat(
                        taken.stream().filter(Tables::isWorkspace),
                        taken.stream().filter(table -> !isWorkspace(table)))
                .toList();
    }

    private static boolean isWorkspace(ArchivedTable table) {
        return table.name().equals(WORKSPACE);
    }

    Optional<ArchivedTable> find(String file) {
        return all().stream().filter(table -> file(table).equals(file)).findFirst();
    }

    static String file(ArchivedTable table) {
        return FOLDER + table.name() + ".ndjson";
    }

    static List<String> columns(ArchivedTable table) {
        return table.columns().stream().map(Field::getName).toList();
    }

    @SuppressWarnings("unchecked") // A column that names a workspace has its id.
    static Select<?> rows(ArchivedTable table, WorkspaceId workspace) {
        var owner = (Field<UUID>) table.owner();
        return select(table.columns())
                .from(table.table())
                .where(owner.eq(inline(workspace.value())))
                .and(table.condition())
                .orderBy(table.order());
    }
}
