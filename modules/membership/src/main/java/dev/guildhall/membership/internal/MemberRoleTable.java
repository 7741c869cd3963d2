package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.CUSTOM_ROLE;
import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.membership.internal.MemberTable.is;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.internal.MemberTable.Key;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;

/** The roles in the table {@code member}, as decisions read and lock them. */
public final class MemberRoleTable {

    static final List<Field<?>> COLUMNS = Stream.concat(Stream.of(MEMBER.ROLE), RoleTable.COLUMNS.stream())
            .<Field<?>>map(column -> column)
            .toList();

    static final Condition HAS_CUSTOM_ROLE =
            CUSTOM_ROLE.WORKSPACE_ID.eq(MEMBER.WORKSPACE_ID).and(CUSTOM_ROLE.ID.eq(MEMBER.CUSTOM_ROLE_ID));

    private static final ParameterizedSql<Key, Seat> SEAT = ParameterizedSql.rows(
            key -> select(MEMBER.ROLE, MEMBER.CUSTOM_ROLE_ID).from(MEMBER).where(is(key)),
            row -> new Seat(Role.builtIn(row.get(MEMBER.ROLE)), row.get(MEMBER.CUSTOM_ROLE_ID)));

    private static final ParameterizedSql<Key, Role> LOCK_ROLE =
            ParameterizedSql.rows(key -> roles().where(is(key)).forUpdate().of(MEMBER), MemberRoleTable::role);

    private static final ParameterizedSql<Two, Map.Entry<UserId, Role>> LOCK_ROLES = ParameterizedSql.rows(
            two -> roles(MEMBER.USER_ID)
                    .where(two.eq(MEMBER.WORKSPACE_ID, Two::workspace))
                    .and(MEMBER.USER_ID.in(two.value(MEMBER.USER_ID, Two::one), two.value(MEMBER.USER_ID, Two::other)))
                    .orderBy(MEMBER.USER_ID)
                    .forUpdate()
                    .of(MEMBER),
            row -> Map.entry(new UserId(row.get(MEMBER.USER_ID)), role(row)));

    private static final ParameterizedSql<Key, Role> SHARE_ROLE =
            ParameterizedSql.rows(key -> roles().where(is(key)).forShare().of(MEMBER), MemberRoleTable::role);

    private static final ParameterizedSql<UserId, Membership> OF_USER = ParameterizedSql.rows(
            user -> roles(MEMBER.WORKSPACE_ID).where(user.eq(MEMBER.USER_ID)), MemberRoleTable::membership);

    private static final ParameterizedSql<UserId, WorkspaceId> LOCK_OF_USER = ParameterizedSql.rows(
            user -> select(MEMBER.WORKSPACE_ID)
                    .from(MEMBER)
                    .where(user.eq(MEMBER.USER_ID))
                    .orderBy(MEMBER.WORKSPACE_ID)
                    .forUpdate(),
            row -> new WorkspaceId(row.get(MEMBER.WORKSPACE_ID)));

    private static final Field<Integer> MEMBERS = DSL.count().as("members");

    private static final ParameterizedSql<CustomRole, Integer> COUNT_WITH_ROLE = ParameterizedSql.rows(
            role -> select(MEMBERS)
                    .from(MEMBER)
                    .where(role.eq(MEMBER.WORKSPACE_ID, CustomRole::workspace))
                    .and(role.eq(MEMBER.CUSTOM_ROLE_ID, CustomRole::id)),
            row -> row.get(MEMBERS));

    private record Two(WorkspaceId workspace, UserId one, UserId other) {}

    private record CustomRole(WorkspaceId workspace, UUID id) {}

    /** A workspace that a user belongs to, and as what. */
    record Membership(WorkspaceId workspace, Role role) {}

    /**
     * What the row of a member says of their role.
     *
     * @param builtIn empty for a custom role
     * @param customRole null for a built-in role
     */
    record Seat(Optional<Role> builtIn, UUID customRole) {}

    Future<Optional<Seat>> seat(Database database, WorkspaceId workspace, UserId user) {
        return database.first(workspace, SEAT.with(new Key(workspace, user)));
    }

    /** The member's role, the row locked until the transaction ends; the workspace is locked already. */
    public Future<Optional<Role>> lockRole(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.first(LOCK_ROLE.with(new Key(workspace, user)));
    }

    /** The roles of those two who are members, their rows locked until the transaction ends; the workspace is already. */
    public Future<Map<UserId, Role>> lockRoles(Tx tx, WorkspaceId workspace, UserId one, UserId other) {
        return tx.list(LOCK_ROLES.with(new Two(workspace, one, other)))
                .map(roles -> roles.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The member's role, which nobody can take until the transaction ends; the workspace is locked already. */
    Future<Optional<Role>> shareRole(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.first(SHARE_ROLE.with(new Key(workspace, user)));
    }

    public Future<Integer> countWithRole(Database database, WorkspaceId workspace, UUID customRole) {
        return database.first(workspace, COUNT_WITH_ROLE.with(new CustomRole(workspace, customRole)))
                .map(Optional::orElseThrow);
    }

    /** Every membership of a user, across workspaces. */
    Future<List<Membership>> ofUser(Database database, UserId user) {
        return database.list(Tenant.PLATFORM, OF_USER.with(user));
    }

    /** The same, each locked until the transaction ends. */
    Future<List<Membership>> lockOfUser(Tx platformTx, UserId user) {
        // Read only once locked: a row that was waited for may have another role than the one it was joined with.
        var locked = platformTx.list(LOCK_OF_USER.with(user));
        var read = platformTx.list(OF_USER.with(user));
        return Future.all(locked, read).map(done -> read.result());
    }

    private static SelectOnConditionStep<Record> roles(Field<?>... more) {
        return select(more).select(COLUMNS).from(MEMBER).leftJoin(CUSTOM_ROLE).on(HAS_CUSTOM_ROLE);
    }

    static Role role(ResultRow row) {
        return Role.builtIn(row.get(MEMBER.ROLE)).orElseGet(() -> RoleTable.role(row));
    }

    private static Membership membership(ResultRow row) {
        return new Membership(new WorkspaceId(row.get(MEMBER.WORKSPACE_ID)), role(row));
    }
}
