package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.HELD_ROLE;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.membership.RoleScope;
import dev.guildhall.membership.WorkspaceUser.HeldRole;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The SQL on the view {@code held_role} by which is found what one user is in workspaces. */
final class HeldRoleTable {

    /** The strongest role of the user in each of the workspaces that they reach. */
    Future<Map<WorkspaceId, HeldRole>> strongest(Database database, UserId user, Collection<WorkspaceId> workspaces) {
        var named = workspaces.stream().map(WorkspaceId::value).toArray(UUID[]::new);
        var held = select(HELD_ROLE.WORKSPACE_ID, HELD_ROLE.ROLE, HELD_ROLE.SCOPE)
                .from(HELD_ROLE)
                .where(HELD_ROLE.USER_ID.eq(user.value()))
                .and(HELD_ROLE.WORKSPACE_ID.eq(any(named)));
        return database.list(
                        Tenant.PLATFORM,
                        Sql.rows(
                                held,
                                row -> Map.entry(
                                        new WorkspaceId(row.get(HELD_ROLE.WORKSPACE_ID)),
                                        new HeldRole(
                                                row.get(HELD_ROLE.ROLE), RoleScope.valueOf(row.get(HELD_ROLE.SCOPE))))))
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                Map.Entry::getValue,
                                (one, other) -> HeldRole.BY_STRENGTH.compare(one, other) < 0 ? other : one)));
    }
}
