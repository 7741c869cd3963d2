package dev.guildhall.membership;

import static dev.guildhall.core.list.FieldType.text;
import static dev.guildhall.core.list.FieldType.textIgnoringCase;
import static dev.guildhall.core.list.FieldType.timestamp;
import static dev.guildhall.core.list.FieldType.uuid;
import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.list.ListFields;
import dev.guildhall.core.list.Page;
import dev.guildhall.core.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** All SQL on the table {@code member}; profiles come from the view that the identity module publishes. */
final class MemberTable {

    private static final List<Field<?>> COLUMNS = List.of(
            MEMBER.USER_ID, MEMBER.ROLE, MEMBER.REVISION, MEMBER.JOINED_AT, USER_PROFILE.EMAIL, USER_PROFILE.FULL_NAME);

    static final ListFields<Member> LIST = ListFields.<Member>named("members")
            .field("fullName", text(), USER_PROFILE.FULL_NAME, Member::fullName)
            .field("email", textIgnoringCase(), USER_PROFILE.EMAIL, Member::email)
            .field("joinTime", timestamp(), MEMBER.JOINED_AT, Member::joinedAt)
            .filterable("role", textIgnoringCase(), MEMBER.ROLE)
            .custom("roleScope", MemberTable::hasScope)
            .custom("search", MemberTable::mentions)
            .bareWords("search")
            .defaultOrder("joinTime desc")
            .id("userId", uuid(), MEMBER.USER_ID, member -> member.user().value());

    private static final Sql<Role> ROLE = Sql.rows(
            select(MEMBER.ROLE)
                    .from(MEMBER)
                    .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class))),
            MemberTable::role);

    private static final Sql<Role> LOCK_ROLE = Sql.rows(
            select(MEMBER.ROLE)
                    .from(MEMBER)
                    .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class)))
                    .forUpdate(),
            MemberTable::role);

    private static final Sql<Member> FIND = Sql.rows(
            select(COLUMNS)
                    .from(MEMBER)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                    .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class))),
            MemberTable::member);

    private static final Sql<Void> UPSERT = Sql.change(insertInto(MEMBER)
            .columns(MEMBER.WORKSPACE_ID, MEMBER.USER_ID, MEMBER.ROLE, MEMBER.JOINED_AT, MEMBER.UPDATED_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class))
            .onConflict(MEMBER.WORKSPACE_ID, MEMBER.USER_ID)
            .doUpdate()
            .set(MEMBER.ROLE, excluded(MEMBER.ROLE))
            .set(MEMBER.UPDATED_AT, excluded(MEMBER.UPDATED_AT))
            .set(MEMBER.REVISION, MEMBER.REVISION.plus(inline(1L))));

    private static final Sql<Void> CHANGE_ROLE = Sql.change(update(MEMBER)
            .set(MEMBER.ROLE, Sql.bind(String.class))
            .set(MEMBER.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .set(MEMBER.REVISION, MEMBER.REVISION.plus(inline(1L)))
            .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(MEMBER)
            .where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(MEMBER.USER_ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Membership> OF_USER = Sql.rows(
            select(MEMBER.WORKSPACE_ID, MEMBER.ROLE).from(MEMBER).where(MEMBER.USER_ID.eq(Sql.bind(UUID.class))),
            row -> new Membership(new WorkspaceId(row.get(MEMBER.WORKSPACE_ID)), role(row)));

    private static final Sql<WorkspaceId> DELETE_OF_USER = Sql.rows(
            deleteFrom(MEMBER).where(MEMBER.USER_ID.eq(Sql.bind(UUID.class))).returning(MEMBER.WORKSPACE_ID),
            row -> new WorkspaceId(row.get(MEMBER.WORKSPACE_ID)));

    private static final Field<Integer> MEMBERS = DSL.count().as("members");

    private static final Sql<Integer> COUNT = Sql.rows(
            select(MEMBERS).from(MEMBER).where(MEMBER.WORKSPACE_ID.eq(Sql.bind(UUID.class))), row -> row.get(MEMBERS));

    /** A workspace that a user belongs to, and as what. */
    record Membership(WorkspaceId workspace, Role role) {}

    Future<Optional<Role>> role(Database database, WorkspaceId workspace, UserId user) {
        return database.first(Scope.of(workspace), ROLE, workspace, user);
    }

    /** The member's role, the row locked until the transaction ends. */
    Future<Optional<Role>> lockRole(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.first(LOCK_ROLE, workspace, user);
    }

    Future<Optional<Member>> find(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.first(FIND, workspace, user);
    }

    Future<Integer> count(Tx tx, WorkspaceId workspace) {
        return tx.first(COUNT, workspace).map(Optional::orElseThrow);
    }

    Future<Page<Member>> list(Database database, WorkspaceId workspace, PageRequest<Member> page) {
        var rows = select(COLUMNS)
                .from(MEMBER)
                .join(USER_PROFILE)
                .on(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                .where(MEMBER.WORKSPACE_ID.eq(workspace.value()))
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
        return database.list(Scope.of(workspace), Sql.rows(rows, MemberTable::member))
                .map(page::page);
    }

    // Every member has their role by the workspace; organizations do not give any yet.
    private static Condition hasScope(String scope) {
        return scope.equalsIgnoreCase("workspace") ? trueCondition() : falseCondition();
    }

    private static Condition mentions(String text) {
        return USER_PROFILE.FULL_NAME.containsIgnoreCase(text).or(USER_PROFILE.EMAIL.containsIgnoreCase(text));
    }

    Future<Integer> upsert(Tx tx, WorkspaceId workspace, UserId user, Role role, Instant now) {
        return tx.execute(UPSERT, workspace, user, role, now, now);
    }

    Future<Integer> changeRole(Tx tx, WorkspaceId workspace, UserId user, Role role, Instant now) {
        return tx.execute(CHANGE_ROLE, role, now, workspace, user);
    }

    Future<Integer> delete(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.execute(DELETE, workspace, user);
    }

    /** Every membership of a user, across workspaces. */
    Future<List<Membership>> ofUser(Database database, UserId user) {
        return database.list(Scope.PLATFORM, OF_USER, user);
    }

    Future<List<Membership>> ofUser(Tx platformTx, UserId user) {
        return platformTx.list(OF_USER, user);
    }

    /** Ends every membership of a user and gives the workspaces. */
    Future<List<WorkspaceId>> deleteOfUser(Tx platformTx, UserId user) {
        return platformTx.list(DELETE_OF_USER, user);
    }

    private static Role role(ResultRow row) {
        return Role.valueOf(row.get(MEMBER.ROLE));
    }

    private static Member member(ResultRow row) {
        return new Member(
                new UserId(row.get(MEMBER.USER_ID)),
                row.get(USER_PROFILE.EMAIL),
                row.get(USER_PROFILE.FULL_NAME),
                role(row),
                row.get(MEMBER.REVISION),
                row.instant(MEMBER.JOINED_AT));
    }
}
