package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.DECLARED_PERMISSION;
import static dev.guildhall.db.Tables.WITHDRAWN_PERMISSION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.splitPart;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.DeclaredPermission;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/** All SQL on the tables {@code declared_permission} and {@code withdrawn_permission}. */
public final class DeclaredPermissionTable {

    private static final Columns<Added> COLUMNS = Columns.<Added>of(
                    DECLARED_PERMISSION.NAME, added -> added.declared().name())
            .and(DECLARED_PERMISSION.DESCRIPTION, added -> added.declared().description())
            .and(DECLARED_PERMISSION.HELD_WITH, added -> added.declared().heldWith());

    private static final ParameterizedSql<WorkspaceId, DeclaredPermission> ALL = ParameterizedSql.rows(
            workspace -> select(COLUMNS.fields())
                    .from(DECLARED_PERMISSION)
                    .where(workspace.eq(DECLARED_PERMISSION.WORKSPACE_ID))
                    .orderBy(DECLARED_PERMISSION.NAME),
            DeclaredPermissionTable::declared);

    private static final ParameterizedSql<Named, DeclaredPermission> NAMED = ParameterizedSql.rows(
            named -> select(COLUMNS.fields())
                    .from(DECLARED_PERMISSION)
                    .where(named.eq(DECLARED_PERMISSION.WORKSPACE_ID, Named::workspace))
                    .and(named.isOneOf(DECLARED_PERMISSION.NAME, Named::names)),
            DeclaredPermissionTable::declared);

    private static final ParameterizedSql<Place, DeclaredPermission> OF_EXTENSION = ParameterizedSql.rows(
            place -> select(COLUMNS.fields())
                    .from(DECLARED_PERMISSION)
                    .where(place.eq(DECLARED_PERMISSION.WORKSPACE_ID, Place::workspace))
                    .and(isOf(place, DECLARED_PERMISSION.NAME)),
            DeclaredPermissionTable::declared);

    private static final ParameterizedSql<Added, Void> INSERT =
            ParameterizedSql.change(added -> insertInto(DECLARED_PERMISSION)
                    .set(added.values(COLUMNS.and(DECLARED_PERMISSION.WORKSPACE_ID, Added::workspace))));

    private static final ParameterizedSql<Place, Void> DELETE =
            ParameterizedSql.change(place -> deleteFrom(DECLARED_PERMISSION)
                    .where(place.eq(DECLARED_PERMISSION.WORKSPACE_ID, Place::workspace))
                    .and(isOf(place, DECLARED_PERMISSION.NAME)));

    private static final ParameterizedSql<Place, Withdrawn> WITHDRAWN = ParameterizedSql.rows(
            place -> select(WITHDRAWN_PERMISSION.ROLE_ID, WITHDRAWN_PERMISSION.NAME)
                    .from(WITHDRAWN_PERMISSION)
                    .where(place.eq(WITHDRAWN_PERMISSION.WORKSPACE_ID, Place::workspace))
                    .and(isOf(place, WITHDRAWN_PERMISSION.NAME))
                    .orderBy(WITHDRAWN_PERMISSION.ROLE_ID, WITHDRAWN_PERMISSION.NAME),
            row -> new Withdrawn(row.get(WITHDRAWN_PERMISSION.ROLE_ID), row.get(WITHDRAWN_PERMISSION.NAME)));

    private static final ParameterizedSql<Kept, Void> KEEP =
            ParameterizedSql.change(kept -> insertInto(WITHDRAWN_PERMISSION)
                    .set(kept.values(Columns.of(WITHDRAWN_PERMISSION.WORKSPACE_ID, Kept::workspace)
                            .and(WITHDRAWN_PERMISSION.ROLE_ID, Kept::role)
                            .and(WITHDRAWN_PERMISSION.NAME, Kept::name))));

    private static final ParameterizedSql<Place, Void> FORGET =
            ParameterizedSql.change(place -> deleteFrom(WITHDRAWN_PERMISSION)
                    .where(place.eq(WITHDRAWN_PERMISSION.WORKSPACE_ID, Place::workspace))
                    .and(isOf(place, WITHDRAWN_PERMISSION.NAME)));

    private record Named(WorkspaceId workspace, Set<String> names) {}

    private record Place(WorkspaceId workspace, String extension) {}

    private record Added(WorkspaceId workspace, DeclaredPermission declared) {}

    private record Kept(WorkspaceId workspace, UUID role, String name) {}

    /** A permission that a role carried before it was taken from it. */
    public record Withdrawn(UUID role, String name) {}

    /** In the order of their names. */
    public Future<List<DeclaredPermission>> all(Database database, WorkspaceId workspace) {
        return database.list(workspace, ALL.with(workspace));
    }

    public Future<Optional<DeclaredPermission>> find(Database database, WorkspaceId workspace, String name) {
        return database.first(workspace, NAMED.with(new Named(workspace, Set.of(name))));
    }

    /** Those of these that there are. */
    public Future<List<DeclaredPermission>> named(Tx tx, WorkspaceId workspace, Set<String> names) {
        return tx.list(NAMED.with(new Named(workspace, names)));
    }

    public Future<List<DeclaredPermission>> ofExtension(Tx tx, WorkspaceId workspace, String extension) {
        return tx.list(OF_EXTENSION.with(new Place(workspace, extension)));
    }

    /** Writes what an extension declares in the place of what it did. */
    public Future<Void> replace(Tx tx, WorkspaceId workspace, String extension, List<DeclaredPermission> declared) {
        return tx.execute(DELETE.with(new Place(workspace, extension)))
                .compose(deleted -> Future.all(declared.stream()
                        .map(own -> tx.execute(INSERT.with(new Added(workspace, own))))
                        .toList()))
                .mapEmpty();
    }

    public Future<List<Withdrawn>> withdrawn(Tx tx, WorkspaceId workspace, String extension) {
        return tx.list(WITHDRAWN.with(new Place(workspace, extension)));
    }

    public Future<Void> keep(Tx tx, WorkspaceId workspace, List<Withdrawn> withdrawn) {
        return Future.all(withdrawn.stream()
                        .map(one -> tx.execute(KEEP.with(new Kept(workspace, one.role(), one.name()))))
                        .toList())
                .mapEmpty();
    }

    public Future<Void> forget(Tx tx, WorkspaceId workspace, String extension) {
        return tx.execute(FORGET.with(new Place(workspace, extension))).mapEmpty();
    }

    // No key of an extension has a dot.
    private static Condition isOf(Parameters<Place> place, Field<String> name) {
        return splitPart(name, inline("."), inline(1)).eq(place.value(name, Place::extension));
    }

    private static DeclaredPermission declared(ResultRow row) {
        return new DeclaredPermission(
                row.get(DECLARED_PERMISSION.NAME),
                row.get(DECLARED_PERMISSION.DESCRIPTION),
                row.get(DECLARED_PERMISSION.HELD_WITH));
    }
}
