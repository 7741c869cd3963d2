package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.CUSTOM_ROLE;
import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.with;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.db.tables.records.MemberRecord;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Member;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.RoleScope;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;

/** All SQL on the table {@code member}; profiles come from the view that the identity module publishes. */
public final class MemberTable {

    /** The value of the column role for somebody who has one of the workspace's own. */
    private static final String CUSTOM = "CUSTOM";

    private static final List<Field<?>> ROLE_COLUMNS = Stream.concat(Stream.of(MEMBER.ROLE), RoleTable.COLUMNS.stream())
            .<Field<?>>map(column -> column)
            .toList();

    private static final List<Field<?>> COLUMNS = Stream.concat(
                    Stream.of(
                            MEMBER.USER_ID,
                            MEMBER.REVISION,
                            MEMBER.JOINED_AT,
                            USER_PROFILE.EMAIL,
                            USER_PROFILE.EMAIL_VERIFIED,
                            USER_PROFILE.FULL_NAME),
                    ROLE_COLUMNS.stream())
            .<Field<?>>map(column -> column)
            .toList();

    private static final Field<String> ROLE_NAME = coalesce(CUSTOM_ROLE.NAME, MEMBER.ROLE);

    private static final Condition HAS_CUSTOM_ROLE =
            CUSTOM_ROLE.WORKSPACE_ID.eq(MEMBER.WORKSPACE_ID).and(CUSTOM_ROLE.ID.eq(MEMBER.CUSTOM_ROLE_ID));

    public static final ListFields<Member> LIST = ListFields.<Member>named("members")
            .field("fullName", text(), MEMBER.FULL_NAME, Member::fullName)
            .field("email", textIgnoringCase(), MEMBER.EMAIL, Member::email)
            .field("joinTime", timestamp(), MEMBER.JOINED_AT, Member::joinedAt)
            .filterable("role", textIgnoringCase(), ROLE_NAME)
            .filterable("roleScope", enumeration(RoleScope.class), inline(RoleScope.WORKSPACE.name()))
            .custom("search", MemberTable::mentions)
            .bareWords("search")
            .defaultOrder("joinTime desc")
            .id("userId", uuid(), MEMBER.USER_ID, member -> member.user().value());

    private static final Columns<Assignment> ASSIGNED = Columns.<Assignment>of(
                    MEMBER.ROLE, assigned -> builtIn(assigned.role()))
            .and(MEMBER.CUSTOM_ROLE_ID, assigned -> custom(assigned.role()))
            .and(MEMBER.UPDATED_AT, Assignment::at);

    private static final Columns<Assignment> JOINED = ASSIGNED.and(MEMBER.WORKSPACE_ID, Assignment::workspace)
            .and(MEMBER.USER_ID, Assignment::user)
            .and(MEMBER.JOINED_AT, Assignment::at);

    private static final ParameterizedSql<Key, Seat> SEAT = ParameterizedSql.rows(
            key -> select(MEMBER.ROLE, MEMBER.CUSTOM_ROLE_ID).from(MEMBER).where(is(key)),
            row -> new Seat(Role.builtIn(row.get(MEMBER.ROLE)), row.get(MEMBER.CUSTOM_ROLE_ID)));

    private static final ParameterizedSql<Key, Role> LOCK_ROLE =
            ParameterizedSql.rows(key -> roles().where(is(key)).forUpdate().of(MEMBER), MemberTable::role);

    private static final ParameterizedSql<Two, Map.Entry<UserId, Role>> LOCK_ROLES = ParameterizedSql.rows(
            two -> roles(MEMBER.USER_ID)
                    .where(two.eq(MEMBER.WORKSPACE_ID, Two::workspace))
                    .and(MEMBER.USER_ID.in(two.value(MEMBER.USER_ID, Two::one), two.value(MEMBER.USER_ID, Two::other)))
                    .orderBy(MEMBER.USER_ID)
                    .forUpdate()
                    .of(MEMBER),
            row -> Map.entry(new UserId(row.get(MEMBER.USER_ID)), role(row)));

    private static final ParameterizedSql<Key, Role> SHARE_ROLE =
            ParameterizedSql.rows(key -> roles().where(is(key)).forShare().of(MEMBER), MemberTable::role);

    private static final ParameterizedSql<Key, Member> FIND =
            ParameterizedSql.rows(key -> members().where(is(key)), MemberTable::member);

    private static final ParameterizedSql<Addressed, UserId> FIND_BY_EMAIL = ParameterizedSql.rows(
            addressed -> select(MEMBER.USER_ID)
                    .from(MEMBER)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                    .where(addressed.eq(MEMBER.WORKSPACE_ID, Addressed::workspace))
                    .and(addressed.eq(USER_PROFILE.EMAIL_KEY, Addressed::emailKey)),
            row -> new UserId(row.get(MEMBER.USER_ID)));

    private static final ParameterizedSql<Assignment, WrittenRow> UPSERT = ParameterizedSql.rows(
            assigned -> {
                var written = written(assigned);
                return with(written)
                        .select(
                                written.field(MEMBER.REVISION),
                                written.field(MEMBER.JOINED_AT),
                                USER_PROFILE.EMAIL,
                                USER_PROFILE.EMAIL_VERIFIED,
                                USER_PROFILE.FULL_NAME)
                        .from(written)
                        .join(USER_PROFILE)
                        .on(USER_PROFILE.ID.eq(written.field(MEMBER.USER_ID)));
            },
            row -> new WrittenRow(
                    row.get(USER_PROFILE.EMAIL),
                    row.get(USER_PROFILE.EMAIL_VERIFIED),
                    row.get(USER_PROFILE.FULL_NAME),
                    row.get(MEMBER.REVISION),
                    row.instant(MEMBER.JOINED_AT)));

    private static final ParameterizedSql<Assignment, Void> CHANGE_ROLE =
            ParameterizedSql.change(assigned -> update(MEMBER)
                    .set(assigned.values(ASSIGNED))
                    .set(MEMBER.REVISION, MEMBER.REVISION.plus(inline(1L)))
                    .where(assigned.eq(MEMBER.WORKSPACE_ID, Assignment::workspace))
                    .and(assigned.eq(MEMBER.USER_ID, Assignment::user)));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(MEMBER).where(is(key)));

    private static final ParameterizedSql<UserId, Membership> OF_USER = ParameterizedSql.rows(
            user -> roles(MEMBER.WORKSPACE_ID).where(user.eq(MEMBER.USER_ID)), MemberTable::membership);

    private static final ParameterizedSql<UserId, WorkspaceId> LOCK_OF_USER = ParameterizedSql.rows(
            user -> select(MEMBER.WORKSPACE_ID)
                    .from(MEMBER)
                    .where(user.eq(MEMBER.USER_ID))
                    .orderBy(MEMBER.WORKSPACE_ID)
                    .forUpdate(),
            row -> new WorkspaceId(row.get(MEMBER.WORKSPACE_ID)));

    private static final ParameterizedSql<UserId, Void> DELETE_OF_USER =
            ParameterizedSql.change(user -> deleteFrom(MEMBER).where(user.eq(MEMBER.USER_ID)));

    private static final Field<Integer> MEMBERS = DSL.count().as("members");

    private static final ParameterizedSql<WorkspaceId, Integer> COUNT = ParameterizedSql.rows(
            workspace -> select(MEMBERS).from(MEMBER).where(workspace.eq(MEMBER.WORKSPACE_ID)),
            row -> row.get(MEMBERS));

    private static final ParameterizedSql<CustomRole, Integer> COUNT_WITH_ROLE = ParameterizedSql.rows(
            role -> select(MEMBERS)
                    .from(MEMBER)
                    .where(role.eq(MEMBER.WORKSPACE_ID, CustomRole::workspace))
                    .and(role.eq(MEMBER.CUSTOM_ROLE_ID, CustomRole::id)),
            row -> row.get(MEMBERS));

    private static final ParameterizedSql<UserId, Set<PlatformRole>> PLATFORM_ROLES = ParameterizedSql.rows(
            user -> select(USER_PROFILE.PLATFORM_ROLES).from(USER_PROFILE).where(user.eq(USER_PROFILE.ID)),
            MemberTable::platformRoles);

    private static final ParameterizedSql<UserId, Set<PlatformRole>> SHARE_PLATFORM_ROLES = ParameterizedSql.rows(
            user -> select(USER_PROFILE.PLATFORM_ROLES)
                    .from(USER_PROFILE)
                    .where(user.eq(USER_PROFILE.ID))
                    .forShare(),
            MemberTable::platformRoles);

    private record Key(WorkspaceId workspace, UserId user) {}

    private record Two(WorkspaceId workspace, UserId one, UserId other) {}

    private record Addressed(WorkspaceId workspace, String emailKey) {}

    private record Assignment(WorkspaceId workspace, UserId user, Role role, Instant at) {}

    private record CustomRole(WorkspaceId workspace, UUID id) {}

    /** What the database knows of a member whose row was just written. */
    private record WrittenRow(String email, boolean emailVerified, String fullName, long revision, Instant joinedAt) {}

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

    /** What a user is on the whole installation; empty when there is no such user. */
    Future<Optional<Set<PlatformRole>>> platformRoles(Database database, UserId user) {
        return database.first(Tenant.PLATFORM, PLATFORM_ROLES.with(user));
    }

    /** The same, which nobody can change until the transaction ends. */
    Future<Optional<Set<PlatformRole>>> sharePlatformRoles(Tx tx, UserId user) {
        return tx.first(SHARE_PLATFORM_ROLES.with(user));
    }

    public Future<Optional<Member>> find(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.first(FIND.with(new Key(workspace, user)));
    }

    public Future<Integer> count(Tx tx, WorkspaceId workspace) {
        return tx.first(COUNT.with(workspace)).map(Optional::orElseThrow);
    }

    /** Whether the account with this address is a member. */
    public Future<Boolean> isMember(Tx tx, WorkspaceId workspace, EmailAddress address) {
        return tx.first(FIND_BY_EMAIL.with(new Addressed(workspace, address.key())))
                .map(Optional::isPresent);
    }

    public Future<Page<Member>> list(Database database, WorkspaceId workspace, PageRequest<Member> page) {
        var rows = members()
                .where(MEMBER.WORKSPACE_ID.eq(workspace.value()))
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
        return database.page(workspace, Sql.rows(rows, MemberTable::member)).map(page::page);
    }

    // Every member has their role by the workspace; organizations do not give any yet.
    private static Condition mentions(String text) {
        return MEMBER.FULL_NAME.containsIgnoreCase(text).or(MEMBER.EMAIL.containsIgnoreCase(text));
    }

    /** Makes somebody a member, or changes their role; fails with the constraint {@code member_user_fk} for nobody. */
    public Future<Member> upsert(Tx tx, WorkspaceId workspace, UserId user, Role role, Instant now) {
        return tx.first(UPSERT.with(new Assignment(workspace, user, role, now)))
                .map(Optional::orElseThrow)
                .map(written -> new Member(
                        user,
                        written.email(),
                        written.emailVerified(),
                        written.fullName(),
                        role,
                        written.revision(),
                        written.joinedAt()));
    }

    public Future<Integer> changeRole(Tx tx, WorkspaceId workspace, UserId user, Role role, Instant now) {
        return tx.execute(CHANGE_ROLE.with(new Assignment(workspace, user, role, now)));
    }

    public Future<Integer> delete(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.execute(DELETE.with(new Key(workspace, user)));
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

    /** Ends every membership of a user. */
    Future<Integer> deleteOfUser(Tx platformTx, UserId user) {
        return platformTx.execute(DELETE_OF_USER.with(user));
    }

    private static SelectOnConditionStep<Record> members() {
        return select(COLUMNS)
                .from(MEMBER)
                .join(USER_PROFILE)
                .on(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                .leftJoin(CUSTOM_ROLE)
                .on(HAS_CUSTOM_ROLE);
    }

    private static SelectOnConditionStep<Record> roles(Field<?>... more) {
        return select(more)
                .select(ROLE_COLUMNS)
                .from(MEMBER)
                .leftJoin(CUSTOM_ROLE)
                .on(HAS_CUSTOM_ROLE);
    }

    private static CommonTableExpression<MemberRecord> written(Parameters<Assignment> assigned) {
        return name("written")
                .as(insertInto(MEMBER)
                        .set(assigned.values(JOINED))
                        .onConflict(MEMBER.WORKSPACE_ID, MEMBER.USER_ID)
                        .doUpdate()
                        .set(MEMBER.ROLE, excluded(MEMBER.ROLE))
                        .set(MEMBER.CUSTOM_ROLE_ID, excluded(MEMBER.CUSTOM_ROLE_ID))
                        .set(MEMBER.UPDATED_AT, excluded(MEMBER.UPDATED_AT))
                        .set(MEMBER.REVISION, MEMBER.REVISION.plus(inline(1L)))
                        .returning());
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(MEMBER.WORKSPACE_ID, Key::workspace).and(key.eq(MEMBER.USER_ID, Key::user));
    }

    private static String builtIn(Role role) {
        return role.isBuiltIn() ? role.name() : CUSTOM;
    }

    private static UUID custom(Role role) {
        return role.isBuiltIn() ? null : RoleTable.id(role);
    }

    private static Role role(ResultRow row) {
        return Role.builtIn(row.get(MEMBER.ROLE)).orElseGet(() -> RoleTable.role(row));
    }

    private static Set<PlatformRole> platformRoles(ResultRow row) {
        return Arrays.stream(row.get(USER_PROFILE.PLATFORM_ROLES))
                .map(PlatformRole::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Membership membership(ResultRow row) {
        return new Membership(new WorkspaceId(row.get(MEMBER.WORKSPACE_ID)), role(row));
    }

    private static Member member(ResultRow row) {
        return new Member(
                new UserId(row.get(MEMBER.USER_ID)),
                row.get(USER_PROFILE.EMAIL),
                row.get(USER_PROFILE.EMAIL_VERIFIED),
                row.get(USER_PROFILE.FULL_NAME),
                role(row),
                row.get(MEMBER.REVISION),
                row.instant(MEMBER.JOINED_AT));
    }
}
