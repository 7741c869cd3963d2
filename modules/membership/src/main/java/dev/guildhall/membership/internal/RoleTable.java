package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.CUSTOM_ROLE;
import static dev.guildhall.db.Tables.DECLARED_PERMISSION;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.arrayOverlap;
import static org.jooq.impl.DSL.cardinality;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.jsonbObjectAgg;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.JSONB;

/** All SQL on the table {@code custom_role}. */
public final class RoleTable {

    private static final Field<UUID> ID = CUSTOM_ROLE.ID.as("role_id");
    private static final Field<String> NAME = CUSTOM_ROLE.NAME.as("role_name");
    private static final Field<String> DESCRIPTION = CUSTOM_ROLE.DESCRIPTION.as("role_description");
    private static final Field<String[]> PERMISSIONS = CUSTOM_ROLE.PERMISSIONS.as("role_permissions");
    private static final Field<Long> REVISION = CUSTOM_ROLE.REVISION.as("role_revision");
    private static final Field<OffsetDateTime> CREATED_AT = CUSTOM_ROLE.CREATED_AT.as("role_created_at");
    private static final Field<OffsetDateTime> UPDATED_AT = CUSTOM_ROLE.UPDATED_AT.as("role_updated_at");

    // The permissions of extensions with what each is held with, which is the extension's to say; none for most roles.
    private static final Field<JSONB> DECLARED = when(
                    cardinality(CUSTOM_ROLE.DECLARED_PERMISSIONS).gt(inline(0)),
                    field(select(jsonbObjectAgg(DECLARED_PERMISSION.NAME, DECLARED_PERMISSION.HELD_WITH))
                            .from(DECLARED_PERMISSION)
                            .where(DECLARED_PERMISSION.WORKSPACE_ID.eq(CUSTOM_ROLE.WORKSPACE_ID))
                            .and(DECLARED_PERMISSION.NAME.eq(any(CUSTOM_ROLE.DECLARED_PERMISSIONS)))))
            .as("role_declared");

    /** A role's columns under names of their own, for those who join with them. */
    static final List<Field<?>> COLUMNS =
            List.of(ID, NAME, DESCRIPTION, PERMISSIONS, DECLARED, REVISION, CREATED_AT, UPDATED_AT);

    private static final Columns<Written> CHANGEABLE = Columns.<Written>of(
                    CUSTOM_ROLE.NAME, written -> written.role().name())
            .and(CUSTOM_ROLE.DESCRIPTION, written -> written.role().description())
            .and(CUSTOM_ROLE.PERMISSIONS, written -> names(written.role().permissions()))
            .and(
                    CUSTOM_ROLE.DECLARED_PERMISSIONS,
                    written -> written.role().declared().stream()
                            .map(NeededPermission::name)
                            .sorted()
                            .toArray(String[]::new))
            .and(CUSTOM_ROLE.UPDATED_AT, written -> written.role().updatedAt());

    private static final ParameterizedSql<WorkspaceId, Role> ALL = ParameterizedSql.rows(
            workspace -> select(COLUMNS).from(CUSTOM_ROLE).where(workspace.eq(CUSTOM_ROLE.WORKSPACE_ID)),
            RoleTable::role);

    private static final ParameterizedSql<Key, Role> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS)
                    .from(CUSTOM_ROLE)
                    .where(key.eq(CUSTOM_ROLE.WORKSPACE_ID, Key::workspace))
                    .and(key.eq(CUSTOM_ROLE.ID, Key::id)),
            RoleTable::role);

    private static final ParameterizedSql<Named, Role> FIND_BY_NAME = ParameterizedSql.rows(
            named -> select(COLUMNS)
                    .from(CUSTOM_ROLE)
                    .where(named.eq(CUSTOM_ROLE.WORKSPACE_ID, Named::workspace))
                    .and(lower(CUSTOM_ROLE.NAME).eq(lower(named.value(CUSTOM_ROLE.NAME, Named::name)))),
            RoleTable::role);

    private static final ParameterizedSql<Several, Role> FIND_SEVERAL = ParameterizedSql.rows(
            several -> select(COLUMNS)
                    .from(CUSTOM_ROLE)
                    .where(several.eq(CUSTOM_ROLE.WORKSPACE_ID, Several::workspace))
                    .and(several.isOneOf(CUSTOM_ROLE.ID, Several::ids))
                    .orderBy(CUSTOM_ROLE.ID),
            RoleTable::role);

    private static final ParameterizedSql<Carrying, Role> FIND_CARRYING = ParameterizedSql.rows(
            carrying -> select(COLUMNS)
                    .from(CUSTOM_ROLE)
                    .where(carrying.eq(CUSTOM_ROLE.WORKSPACE_ID, Carrying::workspace))
                    .and(arrayOverlap(
                            CUSTOM_ROLE.DECLARED_PERMISSIONS,
                            carrying.value(CUSTOM_ROLE.DECLARED_PERMISSIONS, Carrying::names)
                                    .cast(CUSTOM_ROLE.DECLARED_PERMISSIONS.getDataType())))
                    .orderBy(CUSTOM_ROLE.ID),
            RoleTable::role);

    private static final ParameterizedSql<WorkspaceId, Integer> COUNT = ParameterizedSql.rows(
            workspace -> select(count()).from(CUSTOM_ROLE).where(workspace.eq(CUSTOM_ROLE.WORKSPACE_ID)),
            row -> row.get(count()));

    private static final ParameterizedSql<Written, Void> INSERT =
            ParameterizedSql.change(written -> insertInto(CUSTOM_ROLE)
                    .set(written.values(CHANGEABLE
                            .and(CUSTOM_ROLE.WORKSPACE_ID, Written::workspace)
                            .and(CUSTOM_ROLE.ID, Written::id)
                            .and(CUSTOM_ROLE.CREATED_AT, added -> added.role().createdAt()))));

    private static final ParameterizedSql<Written, Void> UPDATE = ParameterizedSql.change(written -> update(CUSTOM_ROLE)
            .set(written.values(CHANGEABLE))
            .set(CUSTOM_ROLE.REVISION, CUSTOM_ROLE.REVISION.plus(inline(1L)))
            .where(written.eq(CUSTOM_ROLE.WORKSPACE_ID, Written::workspace))
            .and(written.eq(CUSTOM_ROLE.ID, Written::id)));

    private static final ParameterizedSql<Key, Void> DELETE = ParameterizedSql.change(key -> deleteFrom(CUSTOM_ROLE)
            .where(key.eq(CUSTOM_ROLE.WORKSPACE_ID, Key::workspace))
            .and(key.eq(CUSTOM_ROLE.ID, Key::id)));

    private record Key(WorkspaceId workspace, UUID id) {}

    private record Several(WorkspaceId workspace, Set<UUID> ids) {}

    private record Carrying(WorkspaceId workspace, Set<String> permissions) {

        String[] names() {
            return permissions.toArray(String[]::new);
        }
    }

    private record Named(WorkspaceId workspace, String name) {}

    private record Written(WorkspaceId workspace, Role role) {

        UUID id() {
            return RoleTable.id(role);
        }
    }

    public Future<List<Role>> all(Database database, WorkspaceId workspace) {
        return database.list(workspace, ALL.with(workspace));
    }

    public Future<Optional<Role>> find(Database database, WorkspaceId workspace, UUID id) {
        return database.first(workspace, FIND.with(new Key(workspace, id)));
    }

    public Future<Optional<Role>> find(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(FIND.with(new Key(workspace, id)));
    }

    public Future<Optional<Role>> findByName(Database database, WorkspaceId workspace, String name) {
        return database.first(workspace, FIND_BY_NAME.with(new Named(workspace, name)));
    }

    public Future<Optional<Role>> findByName(Tx tx, WorkspaceId workspace, String name) {
        return tx.first(FIND_BY_NAME.with(new Named(workspace, name)));
    }

    /** Those of these that there are. */
    public Future<List<Role>> named(Tx tx, WorkspaceId workspace, Set<UUID> ids) {
        return tx.list(FIND_SEVERAL.with(new Several(workspace, ids)));
    }

    /** The roles that carry any of these permissions of extensions. */
    public Future<List<Role>> carrying(Tx tx, WorkspaceId workspace, Set<String> permissions) {
        return tx.list(FIND_CARRYING.with(new Carrying(workspace, permissions)));
    }

    public Future<Integer> howMany(Tx tx, WorkspaceId workspace) {
        return tx.first(COUNT.with(workspace)).map(Optional::orElseThrow);
    }

    public Future<Integer> insert(Tx tx, WorkspaceId workspace, Role role) {
        return tx.execute(INSERT.with(new Written(workspace, role)));
    }

    /** Writes what may change of a role, and counts its revision up. */
    public Future<Integer> write(Tx tx, WorkspaceId workspace, Role role) {
        return tx.execute(UPDATE.with(new Written(workspace, role)));
    }

    public Future<Integer> delete(Tx tx, WorkspaceId workspace, Role role) {
        return tx.execute(DELETE.with(new Key(workspace, id(role))));
    }

    /** What identifies a custom role in the database. */
    public static UUID id(Role custom) {
        return UUID.fromString(custom.id());
    }

    private static String[] names(PermissionSet permissions) {
        return permissions.stream().map(Permission::name).toArray(String[]::new);
    }

    private static Set<NeededPermission> declared(JsonObject heldWith) {
        return heldWith == null
                ? Set.of()
                : heldWith.stream()
                        .map(own -> new NeededPermission(own.getKey(), (String) own.getValue()))
                        .collect(Collectors.toUnmodifiableSet());
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
                declared(row.json(DECLARED)),
                row.get(REVISION),
                row.instant(CREATED_AT),
                row.instant(UPDATED_AT));
    }
}
