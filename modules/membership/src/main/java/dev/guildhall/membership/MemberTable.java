package dev.guildhall.membership;

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

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.db.tables.records.MemberRecord;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
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
import org.jooq.SelectConditionStep;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;

/** All SQL on the table {@code member}; profiles come from the view that the identity module publishes. */
final class MemberTable {

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

    static final ListFields<Member> LIST = ListFields.<Member>named("members")
            .field("fullName", text(), MEMBER.FULL_NAME, Member::fullName)
            .field("email", textIgnoringCase(), MEMBER.EMAIL, Member::email)
            .field("joinTime", timestamp(), MEMBER.JOINED_AT, Member::joinedAt)
            .filterable("role", textIgnoringCase(), ROLE_NAME)
            .filterable("roleScope", enumeration(RoleScope.class), inline(RoleScope.WORKSPACE.name()))
            .custom("search", MemberTable::mentions)
            .bareWords("search")
            .defaultOrder("joinTime desc")
            .id("userId", uuid(), MEMBER.USER_ID, member -> member.user().value());

    private static final Sql<Seat> SEAT = Sql.rows(
            select(MEMBER.ROLE, MEMBER.CUSTOM_ROLE_ID)
                    .from(MEMBER)
                    .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class))),
            row -> new Seat(Role.builtIn(row.get(MEMBER.ROLE)), row.get(MEMBER.CUSTOM_ROLE_ID)));

    private static final Sql<Role> LOCK_ROLE =
            Sql.rows(roleOfMember().forUpdate().of(MEMBER), MemberTable::role);

    private static final Sql<Map.Entry<UserId, Role>> LOCK_ROLES = Sql.rows(
            select(MEMBER.USER_ID)
                    .select(ROLE_COLUMNS)
                    .from(MEMBER)
                    .leftJoin(CUSTOM_ROLE)
                    .on(HAS_CUSTOM_ROLE)
                    .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(MEMBER.USER_ID.in(Sql.bind(UUID.class), Sql.bind(UUID.class)))
                    .orderBy(MEMBER.USER_ID)
                    .forUpdate()
                    .of(MEMBER),
            row -> Map.entry(new UserId(row.get(MEMBER.USER_ID)), role(row)));

    private static final Sql<Role> SHARE_ROLE =
            Sql.rows(roleOfMember().forShare().of(MEMBER), MemberTable::role);

    private static final Sql<Member> FIND = Sql.rows(
            members().where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class))).and(MEMBER.USER_ID.eq(Sql.bind(UUID.class))),
            MemberTable::member);

    private static final Sql<UserId> FIND_BY_EMAIL = Sql.rows(
            select(MEMBER.USER_ID)
                    .from(MEMBER)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                    .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(USER_PROFILE.EMAIL_KEY.eq(Sql.bind(String.class))),
            row -> new UserId(row.get(MEMBER.USER_ID)));

    private static final CommonTableExpression<MemberRecord> WRITTEN = name("written")
            .as(insertInto(MEMBER)
                    .columns(
                            MEMBER.WORKSPACE_ID,
                            MEMBER.USER_ID,
                            MEMBER.ROLE,
                            MEMBER.CUSTOM_ROLE_ID,
                            MEMBER.JOINED_AT,
                            MEMBER.UPDATED_AT)
                    .values(
                            Sql.bind(UUID.class),
                            Sql.bind(UUID.class),
                            Sql.bind(String.class),
                            Sql.bind(UUID.class),
                            Sql.bind(OffsetDateTime.class),
                            Sql.bind(OffsetDateTime.class))
                    .onConflict(MEMBER.WORKSPACE_ID, MEMBER.USER_ID)
                    .doUpdate()
                    .set(MEMBER.ROLE, excluded(MEMBER.ROLE))
                    .set(MEMBER.CUSTOM_ROLE_ID, excluded(MEMBER.CUSTOM_ROLE_ID))
                    .set(MEMBER.UPDATED_AT, excluded(MEMBER.UPDATED_AT))
                    .set(MEMBER.REVISION, MEMBER.REVISION.plus(inline(1L)))
                    .returning());

    private static final Sql<WrittenRow> UPSERT = Sql.rows(
            with(WRITTEN)
                    .select(
                            WRITTEN.field(MEMBER.REVISION),
                            WRITTEN.field(MEMBER.JOINED_AT),
                            USER_PROFILE.EMAIL,
                            USER_PROFILE.EMAIL_VERIFIED,
                            USER_PROFILE.FULL_NAME)
                    .from(WRITTEN)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(WRITTEN.field(MEMBER.USER_ID))),
            row -> new WrittenRow(
                    row.get(USER_PROFILE.EMAIL),
                    row.get(USER_PROFILE.EMAIL_VERIFIED),
                    row.get(USER_PROFILE.FULL_NAME),
                    row.get(MEMBER.REVISION),
                    row.instant(MEMBER.JOINED_AT)));

    private static final Sql<Void> CHANGE_ROLE = Sql.change(update(MEMBER)
            .set(MEMBER.ROLE, Sql.bind(String.class))
            .set(MEMBER.CUSTOM_ROLE_ID, Sql.bind(UUID.class))
            .set(MEMBER.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .set(MEMBER.REVISION, MEMBER.REVISION.plus(inline(1L)))
            .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(MEMBER)
            .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Membership> OF_USER =
            Sql.rows(rolesOfUser().where(MEMBER.USER_ID.eq(Sql.bind(UUID.class))), MemberTable::membership);

    private static final Sql<WorkspaceId> LOCK_OF_USER = Sql.rows(
            select(MEMBER.WORKSPACE_ID)
                    .from(MEMBER)
                    .where(MEMBER.USER_ID.eq(Sql.bind(UUID.class)))
                    .orderBy(MEMBER.WORKSPACE_ID)
                    .forUpdate(),
            row -> new WorkspaceId(row.get(MEMBER.WORKSPACE_ID)));

    private static final Sql<Void> DELETE_OF_USER =
            Sql.change(deleteFrom(MEMBER).where(MEMBER.USER_ID.eq(Sql.bind(UUID.class))));

    private static final Field<Integer> MEMBERS = DSL.count().as("members");

    private static final Sql<Integer> COUNT = Sql.rows(
            select(MEMBERS).from(MEMBER).where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class))), row -> row.get(MEMBERS));

    private static final Sql<Integer> COUNT_WITH_ROLE = Sql.rows(
            select(MEMBERS)
                    .from(MEMBER)
                    .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(MEMBER.CUSTOM_ROLE_ID.eq(Sql.bind(UUID.class))),
            row -> row.get(MEMBERS));

    private static final Sql<Set<PlatformRole>> PLATFORM_ROLES = Sql.rows(
            select(USER_PROFILE.PLATFORM_ROLES).from(USER_PROFILE).where(USER_PROFILE.ID.eq(Sql.bind(UUID.class))),
            MemberTable::platformRoles);

    private static final Sql<Set<PlatformRole>> SHARE_PLATFORM_ROLES = Sql.rows(
            select(USER_PROFILE.PLATFORM_ROLES)
                    .from(USER_PROFILE)
                    .where(USER_PROFILE.ID.eq(Sql.bind(UUID.class)))
                    .forShare(),
            MemberTable::platformRoles);

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
        return database.first(Scope.of(workspace), SEAT, workspace, user);
    }

    /** The member's role, the row locked until the transaction ends; the workspace is locked already. */
    Future<Optional<Role>> lockRole(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.first(LOCK_ROLE, workspace, user);
    }

    /** The roles of those two who are members, their rows locked until the transaction ends; the workspace is already. */
    Future<Map<UserId, Role>> lockRoles(Tx tx, WorkspaceId workspace, UserId one, UserId other) {
        return tx.list(LOCK_ROLES, workspace, one, other)
                .map(roles -> roles.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The member's role, which nobody can take until the transaction ends; the workspace is locked already. */
    Future<Optional<Role>> shareRole(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.first(SHARE_ROLE, workspace, user);
    }

    Future<Integer> countWithRole(Database database, WorkspaceId workspace, UUID customRole) {
        return database.first(Scope.of(workspace), COUNT_WITH_ROLE, workspace, customRole)
                .map(Optional::orElseThrow);
    }

    /** What a user is on the whole installation; empty when there is no such user. */
    Future<Optional<Set<PlatformRole>>> platformRoles(Database database, UserId user) {
        return database.first(Scope.PLATFORM, PLATFORM_ROLES, user);
    }

    /** The same, which nobody can change until the transaction ends. */
    Future<Optional<Set<PlatformRole>>> sharePlatformRoles(Tx tx, UserId user) {
        return tx.first(SHARE_PLATFORM_ROLES, user);
    }

    Future<Optional<Member>> find(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.first(FIND, workspace, user);
    }

    Future<Integer> count(Tx tx, WorkspaceId workspace) {
        return tx.first(COUNT, workspace).map(Optional::orElseThrow);
    }

    /** Whether the account with this address is a member. */
    Future<Boolean> isMember(Tx tx, WorkspaceId workspace, EmailAddress address) {
        return tx.first(FIND_BY_EMAIL, workspace, address.key()).map(Optional::isPresent);
    }

    Future<Page<Member>> list(Database database, WorkspaceId workspace, PageRequest<Member> page) {
        var rows = members()
                .where(MEMBER.WORKSPACE_ID.eq(workspace.value()))
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
        return database.page(Scope.of(workspace), Sql.rows(rows, MemberTable::member))
                .map(page::page);
    }

    // Every member has their role by the workspace; organizations do not give any yet.
    private static Condition mentions(String text) {
        return MEMBER.FULL_NAME.containsIgnoreCase(text).or(MEMBER.EMAIL.containsIgnoreCase(text));
    }

    /** Makes somebody a member, or changes their role; fails with the constraint {@code member_user_fk} for nobody. */
    Future<Member> upsert(Tx tx, WorkspaceId workspace, UserId user, Role role, Instant now) {
        return tx.first(UPSERT, workspace, user, builtIn(role), custom(role), now, now)
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

    Future<Integer> changeRole(Tx tx, WorkspaceId workspace, UserId user, Role role, Instant now) {
        return tx.execute(CHANGE_ROLE, builtIn(role), custom(role), now, workspace, user);
    }

    Future<Integer> delete(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.execute(DELETE, workspace, user);
    }

    /** Every membership of a user, across workspaces. */
    Future<List<Membership>> ofUser(Database database, UserId user) {
        return database.list(Scope.PLATFORM, OF_USER, user);
    }

    /** The same, each locked until the transaction ends. */
    Future<List<Membership>> lockOfUser(Tx platformTx, UserId user) {
        // Read only once locked: a row that was waited for may have another role than the one it was joined with.
        var locked = platformTx.list(LOCK_OF_USER, user);
        var read = platformTx.list(OF_USER, user);
        return Future.all(locked, read).map(done -> read.result());
    }

    /** Ends every membership of a user. */
    Future<Integer> deleteOfUser(Tx platformTx, UserId user) {
        return platformTx.execute(DELETE_OF_USER, user);
    }

    private static SelectOnConditionStep<Record> members() {
        return select(COLUMNS)
                .from(MEMBER)
                .join(USER_PROFILE)
                .on(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                .leftJoin(CUSTOM_ROLE)
                .on(HAS_CUSTOM_ROLE);
    }

    private static SelectOnConditionStep<Record> rolesOfUser() {
        return select(Stream.concat(Stream.of(MEMBER.WORKSPACE_ID), ROLE_COLUMNS.stream())
                        .toList())
                .from(MEMBER)
                .leftJoin(CUSTOM_ROLE)
                .on(HAS_CUSTOM_ROLE);
    }

    private static SelectConditionStep<Record> roleOfMember() {
        return select(ROLE_COLUMNS)
                .from(MEMBER)
                .leftJoin(CUSTOM_ROLE)
                .on(HAS_CUSTOM_ROLE)
                .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class)));
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
