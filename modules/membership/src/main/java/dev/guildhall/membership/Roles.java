package dev.guildhall.membership;

import static dev.guildhall.list.FieldType.flag;
import static dev.guildhall.list.FieldType.number;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.internal.RoleRules;
import dev.guildhall.membership.internal.RoleTable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The roles of a workspace: the built-in ones and those it defines. Nobody grants one that permits what they may not do. */
public final class Roles {

    /** What a list of roles can be filtered and ordered by. */
    public static final ListFields<Role> LIST = ListFields.<Role>named("roles")
            .field("name", textIgnoringCase(), Role::name)
            .field("builtIn", flag(), Role::isBuiltIn)
            .field("createdAt", timestamp(), Role::createdAt)
            .field("updatedAt", timestamp(), Role::updatedAt)
            .custom("permission", Roles::permits)
            .filterable("description", text(), role -> role.description().orElse(null))
            .sortable("rank", number(), Roles::rank)
            .defaultOrder("rank, name")
            .id("id", text(), Role::id);

    private final Database database;
    private final RoleTable table = new RoleTable();

    Roles(Database database) {
        this.database = database;
    }

    /** The role of this name, in any case, or of this id. Fails with {@code ROLE.NOT_FOUND} on the field {@code role}. */
    public Future<Role> resolve(WorkspaceId workspace, String nameOrId) {
        return Role.builtIn(nameOrId).map(Future::succeededFuture).orElseGet(() -> {
            var wanted = nameOrId.strip();
            var found = Ids.isUuid(wanted)
                    ? table.find(database, workspace, UUID.fromString(wanted))
                    : table.findByName(database, workspace, wanted);
            return found.map(role -> role.orElseThrow(() -> RoleRules.unknown("role", nameOrId)));
        });
    }

    /** The same inside a transaction. */
    public Future<Role> resolve(Tx tx, WorkspaceId workspace, String nameOrId) {
        return Role.builtIn(nameOrId).map(Future::succeededFuture).orElseGet(() -> {
            var wanted = nameOrId.strip();
            var found = Ids.isUuid(wanted)
                    ? table.find(tx, workspace, UUID.fromString(wanted))
                    : table.findByName(tx, workspace, wanted);
            return found.map(role -> role.orElseThrow(() -> RoleRules.unknown("role", nameOrId)));
        });
    }

    /**
     * Fails with {@code ROLE.ESCALATION} when the role permits more than the granter may do, and with
     * {@code MEMBER.OWNER_MUST_TRANSFER} for OWNER, which nobody can grant.
     */
    public static void requireGrantable(Access granter, Role role) {
        RoleRules.requireGrantable(granter, role);
    }

    /** Every role of the workspace, built-in ones first. */
    public Future<List<Role>> all(WorkspaceId workspace) {
        return table.all(database, workspace).map(custom -> {
            var all = new ArrayList<>(Role.builtIn());
            all.addAll(custom);
            return all;
        });
    }

    public Future<Page<Role>> list(WorkspaceId workspace, PageRequest<Role> page) {
        return all(workspace).map(page::select);
    }

    /** Fails with {@code ROLE.NOT_FOUND}. */
    public Future<Role> get(WorkspaceId workspace, String id) {
        return Role.builtIn(id)
                .map(Future::succeededFuture)
                .orElseGet(() -> table.find(database, workspace, RoleRules.customId(id))
                        .map(found -> found.orElseThrow(() -> RoleRules.unknown("roleId", id))));
    }

    private static boolean permits(Role role, String permission) {
        return role.permissionNames().contains(permission);
    }

    // The built-in roles in their own order, then all others.
    private static Integer rank(Role role) {
        var place = Role.builtIn().indexOf(role);
        return place < 0 ? Role.builtIn().size() : place;
    }
}
