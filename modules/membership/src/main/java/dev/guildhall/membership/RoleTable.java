package dev.guildhall.membership;

import static dev.guildhall.db.Tables.CUSTOM_ROLE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionSet;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** All SQL on the table {@code custom_role}. */
final class RoleTable {

    private static final Field<UUID> ID = CUSTOM_ROLE.ID.as("role_id");
    private static final Field<String> NAME = CUSTOM_ROLE.NAME.as("role_name");
    private static final Field<String> DESCRIPTION = CUSTOM_ROLE.DESCRIPTION.as("role_description");
    private static final Field<String[]> PERMISSIONS = CUSTOM_ROLE.PERMISSIONS.as("role_permissions");
    private static final Field<Long> REVISION = CUSTOM_ROLE.REVISION.as("role_revision");
    private static final Field<OffsetDateTime> CREATED_AT = CUSTOM_ROLE.CREATED_AT.as("role_created_at");
    private static final Field<OffsetDateTime> UPDATED_AT = CUSTOM_ROLE.UPDATED_AT.as("role_updated_at");

    /** A role's columns under names of their own, for those who join with them. */
    static final List<Field<?>> COLUMNS = List.of(ID, NAME, DESCRIPTION, PERMISSIONS, REVISION, CREATED_AT, UPDATED_AT);

    private static final Sql<Role> ALL = Sql.rows(
            select(COLUMNS).from(CUSTOM_ROLE).where(CUSTOM_ROLE.WORKSPACE_ID.eq(Sql.bind(UUID.class))),
            RoleTable::role);

    private static final Sql<Role> FIND = Sql.rows(
            select(COLUMNS)
                    .from(CUSTOM_ROLE)
                    .where(CUSTOM_ROLE.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(CUSTOM_ROLE.ID.eq(Sql.bind(UUID.class))),
            RoleTable::role);

    private static final Sql<Role> FIND_BY_NAME = Sql.rows(
            select(COLUMNS)
                    .from(CUSTOM_ROLE)
                    .where(CUSTOM_ROLE.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(lower(CUSTOM_ROLE.NAME).eq(lower(Sql.bind(String.class)))),
            RoleTable::role);

    private static final Sql<Integer> COUNT = Sql.rows(
            select(count()).from(CUSTOM_ROLE).where(CUSTOM_ROLE.WORKSPACE_ID.eq(Sql.bind(UUID.class))),
            row -> row.get(count()));

    private static final Sql<Void> INSERT = Sql.change(insertInto(CUSTOM_ROLE)
            .columns(
                    CUSTOM_ROLE.WORKSPACE_ID,
                    CUSTOM_ROLE.ID,
                    CUSTOM_ROLE.NAME,
                    CUSTOM_ROLE.DESCRIPTION,
                    CUSTOM_ROLE.PERMISSIONS,
                    CUSTOM_ROLE.CREATED_AT,
                    CUSTOM_ROLE.UPDATED_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(String[].class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Void> UPDATE = Sql.change(update(CUSTOM_ROLE)
            .set(CUSTOM_ROLE.NAME, Sql.bind(String.class))
            .set(CUSTOM_ROLE.DESCRIPTION, Sql.bind(String.class))
            .set(CUSTOM_ROLE.PERMISSIONS, Sql.bind(String[].class))
            .set(CUSTOM_ROLE.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .set(CUSTOM_ROLE.REVISION, CUSTOM_ROLE.REVISION.plus(inline(1L)))
            .where(CUSTOM_ROLE.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(CUSTOM_ROLE.ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(CUSTOM_ROLE)
            .where(CUSTOM_ROLE.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(CUSTOM_ROLE.ID.eq(Sql.bind(UUID.class))));

    Future<List<Role>> all(Database database, WorkspaceId workspace) {
        return database.list(Scope.of(workspace), ALL, workspace);
    }

    Future<Optional<Role>> find(Database database, WorkspaceId workspace, UUID id) {
        return database.first(Scope.of(workspace), FIND, workspace, id);
    }

    Future<Optional<Role>> find(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(FIND, workspace, id);
    }

    Future<Optional<Role>> findByName(Database database, WorkspaceId workspace, String name) {
        return database.first(Scope.of(workspace), FIND_BY_NAME, workspace, name);
    }

    Future<Optional<Role>> findByName(Tx tx, WorkspaceId workspace, String name) {
        return tx.first(FIND_BY_NAME, workspace, name);
    }

    Future<Integer> howMany(Tx tx, WorkspaceId workspace) {
        return tx.first(COUNT, workspace).map(Optional::orElseThrow);
    }

    Future<Integer> insert(Tx tx, WorkspaceId workspace, Role role) {
        return tx.execute(
                INSERT,
                workspace,
                id(role),
                role.name(),
                role.description().orElse(null),
                names(role.permissions()),
                role.createdAt(),
                role.updatedAt());
    }

    /** Writes what may change of a role, and counts its revision up. */
    Future<Integer> write(Tx tx, WorkspaceId workspace, Role role) {
        return tx.execute(
                UPDATE,
                role.name(),
                role.description().orElse(null),
                names(role.permissions()),
                role.updatedAt(),
                workspace,
                id(role));
    }

    Future<Integer> delete(Tx tx, WorkspaceId workspace, Role role) {
        return tx.execute(DELETE, workspace, id(role));
    }

    /** What identifies a custom role in the database. */
    static UUID id(Role custom) {
        return UUID.fromString(custom.id());
    }

    private static String[] names(PermissionSet permissions) {
        return permissions.stream().map(Permission::name).toArray(String[]::new);
    }

    /** The role of a row that selected {@link #COLUMNS}. */
    static Role role(ResultRow row) {
        return Role.custom(
                row.get(ID),
                row.get(NAME),
                row.get(DESCRIPTION),
                Permissions.setOf(Arrays.stream(row.get(PERMISSIONS))
                        .flatMap(name -> Permissions.named(name).stream())
                        .toList()),
                row.get(REVISION),
                row.instant(CREATED_AT),
                row.instant(UPDATED_AT));
    }
}
