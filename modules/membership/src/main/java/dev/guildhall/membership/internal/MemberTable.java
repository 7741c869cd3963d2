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

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;

/**
 * All SQL on the table {@code member} but for what is asked of roles alone; profiles come from the view that the identity
 * module publishes.
 */
public final class MemberTable {

    /** The value of the column role for somebody who has one of the workspace's own. */
    private static final String CUSTOM = "CUSTOM";

    private static final List<Field<?>> COLUMNS = Stream.concat(
                    Stream.of(
                            MEMBER.USER_ID,
                            MEMBER.EXTERNAL_ID,
                            MEMBER.METADATA,
                            MEMBER.REVISION,
                            MEMBER.JOINED_AT,
                            USER_PROFILE.EMAIL,
                            USER_PROFILE.EMAIL_VERIFIED,
                            USER_PROFILE.MAIL_REFUSED_AT,
                            USER_PROFILE.FULL_NAME),
                    MemberRoleTable.COLUMNS.stream())
            .<Field<?>>map(column -> column)
            .toList();

    private static final Field<String> ROLE_NAME = coalesce(CUSTOM_ROLE.NAME, MEMBER.ROLE);

    public static final ListFields<Member> LIST = ListFields.<Member>named("members")
            .field("fullName", text(), MEMBER.FULL_NAME, Member::fullName)
            .field("email", textIgnoringCase(), MEMBER.EMAIL, Member::email)
            .field("joinedAt", timestamp(), MEMBER.JOINED_AT, Member::joinedAt)
            .filterable("role", textIgnoringCase(), ROLE_NAME)
            .filterable("roleScope", enumeration(RoleScope.class), inline(RoleScope.WORKSPACE.name()))
            .filterable("userId", uuid(), MEMBER.USER_ID)
            .custom("search", MemberTable::mentions)
            .bareWords("search")
            .defaultOrder("joinedAt desc")
            .id("userId", uuid(), MEMBER.USER_ID, member -> member.user().value());

    private static final Columns<Assignment> ASSIGNED = Columns.<Assignment>of(
                    MEMBER.ROLE, assigned -> builtIn(assigned.role()))
            .and(MEMBER.CUSTOM_ROLE_ID, assigned -> custom(assigned.role()))
            .and(MEMBER.UPDATED_AT, Assignment::at);

    private static final Columns<Assignment> JOINED = ASSIGNED.and(MEMBER.WORKSPACE_ID, Assignment::workspace)
            .and(MEMBER.USER_ID, Assignment::user)
            .and(MEMBER.JOINED_AT, Assignment::at);

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
                                written.field(MEMBER.EXTERNAL_ID),
                                written.field(MEMBER.METADATA),
                                written.field(MEMBER.REVISION),
                                written.field(MEMBER.JOINED_AT),
                                USER_PROFILE.EMAIL,
                                USER_PROFILE.EMAIL_VERIFIED,
                                USER_PROFILE.MAIL_REFUSED_AT,
                                USER_PROFILE.FULL_NAME)
                        .from(written)
                        .join(USER_PROFILE)
                        .on(USER_PROFILE.ID.eq(written.field(MEMBER.USER_ID)));
            },
            MemberTable::writtenRow);

    private static final ParameterizedSql<Assignment, WrittenRow> CHANGE_ROLE = ParameterizedSql.rows(
            assigned -> update(MEMBER)
                    .set(assigned.values(ASSIGNED))
                    .set(MEMBER.REVISION, MEMBER.REVISION.plus(inline(1L)))
                    .from(USER_PROFILE)
                    .where(assigned.eq(MEMBER.WORKSPACE_ID, Assignment::workspace))
                    .and(assigned.eq(MEMBER.USER_ID, Assignment::user))
                    .and(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                    .returning(
                            MEMBER.EXTERNAL_ID,
                            MEMBER.METADATA,
                            MEMBER.REVISION,
                            MEMBER.JOINED_AT,
                            USER_PROFILE.EMAIL,
                            USER_PROFILE.EMAIL_VERIFIED,
                            USER_PROFILE.MAIL_REFUSED_AT,
                            USER_PROFILE.FULL_NAME),
            MemberTable::writtenRow);

    private static final ParameterizedSql<Noted, Void> ANNOTATE = ParameterizedSql.change(noted -> update(MEMBER)
            .set(noted.values(Columns.of(
                            MEMBER.EXTERNAL_ID,
                            (Noted made) -> made.annotations().externalId())
                    .and(MEMBER.METADATA, made -> made.annotations().metadataJson())
                    .and(MEMBER.UPDATED_AT, Noted::at)))
            .set(MEMBER.REVISION, MEMBER.REVISION.plus(inline(1L)))
            .where(noted.eq(MEMBER.WORKSPACE_ID, Noted::workspace))
            .and(noted.eq(MEMBER.USER_ID, Noted::user)));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(MEMBER).where(is(key)));

    private static final ParameterizedSql<UserId, Void> DELETE_OF_USER =
            ParameterizedSql.change(user -> deleteFrom(MEMBER).where(user.eq(MEMBER.USER_ID)));

    private static final Field<Integer> MEMBERS = DSL.count().as("members");

    private static final ParameterizedSql<WorkspaceId, Integer> COUNT = ParameterizedSql.rows(
            workspace -> select(MEMBERS).from(MEMBER).where(workspace.eq(MEMBER.WORKSPACE_ID)),
            row -> row.get(MEMBERS));

    /** A member. */
    record Key(WorkspaceId workspace, UserId user) {}

    private record Addressed(WorkspaceId workspace, String emailKey) {}

    private record Assignment(WorkspaceId workspace, UserId user, Role role, Instant at) {}

    private record Noted(WorkspaceId workspace, UserId user, Annotations annotations, Instant at) {}

    /** What the database knows of a member whose row was just written. */
    private record WrittenRow(
            String email,
            boolean emailVerified,
            Optional<Instant> mailRefusedAt,
            String fullName,
            Annotations annotations,
            long revision,
            Instant joinedAt) {}

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
        return page.read(
                database,
                workspace,
                asked -> members()
                        .where(MEMBER.WORKSPACE_ID.eq(workspace.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                MemberTable::member);
    }

    // Every member has their role by the workspace; organizations do not give any yet.
    private static Condition mentions(String text) {
        return MEMBER.FULL_NAME.containsIgnoreCase(text).or(MEMBER.EMAIL.containsIgnoreCase(text));
    }

    /** Makes somebody a member, or changes their role; fails with the constraint {@code member_user_fk} for nobody. */
    public Future<Member> upsert(Tx tx, WorkspaceId workspace, UserId user, Role role, Instant now) {
        return write(tx, UPSERT, new Assignment(workspace, user, role, now));
    }

    /** Changes the role of somebody who is a member, which costs less than to find out whether they are. */
    public Future<Member> changeRole(Tx tx, WorkspaceId workspace, UserId user, Role role, Instant now) {
        return write(tx, CHANGE_ROLE, new Assignment(workspace, user, role, now));
    }

    /** Fails with the constraint {@code member_external_id_unique} when another member is called so. */
    Future<Integer> annotate(Tx tx, WorkspaceId workspace, UserId user, Annotations annotations, Instant now) {
        return tx.execute(ANNOTATE.with(new Noted(workspace, user, annotations, now)));
    }

    private static Future<Member> write(
            Tx tx, ParameterizedSql<Assignment, WrittenRow> statement, Assignment assigned) {
        return tx.first(statement.with(assigned))
                .map(Optional::orElseThrow)
                .map(written -> new Member(
                        assigned.user(),
                        written.email(),
                        written.emailVerified(),
                        written.mailRefusedAt(),
                        written.fullName(),
                        assigned.role(),
                        written.annotations(),
                        written.revision(),
                        written.joinedAt()));
    }

    public Future<Integer> delete(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.execute(DELETE.with(new Key(workspace, user)));
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
                .on(MemberRoleTable.HAS_CUSTOM_ROLE);
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

    static Condition is(Parameters<Key> key) {
        return key.eq(MEMBER.WORKSPACE_ID, Key::workspace).and(key.eq(MEMBER.USER_ID, Key::user));
    }

    private static String builtIn(Role role) {
        return role.isBuiltIn() ? role.name() : CUSTOM;
    }

    private static UUID custom(Role role) {
        return role.isBuiltIn() ? null : RoleTable.id(role);
    }

    private static WrittenRow writtenRow(ResultRow row) {
        return new WrittenRow(
                row.get(USER_PROFILE.EMAIL),
                row.get(USER_PROFILE.EMAIL_VERIFIED),
                Optional.ofNullable(row.instant(USER_PROFILE.MAIL_REFUSED_AT)),
                row.get(USER_PROFILE.FULL_NAME),
                annotations(row),
                row.get(MEMBER.REVISION),
                row.instant(MEMBER.JOINED_AT));
    }

    private static Annotations annotations(ResultRow row) {
        return Annotations.of(row.get(MEMBER.EXTERNAL_ID), row.json(MEMBER.METADATA));
    }

    private static Member member(ResultRow row) {
        return new Member(
                new UserId(row.get(MEMBER.USER_ID)),
                row.get(USER_PROFILE.EMAIL),
                row.get(USER_PROFILE.EMAIL_VERIFIED),
                Optional.ofNullable(row.instant(USER_PROFILE.MAIL_REFUSED_AT)),
                row.get(USER_PROFILE.FULL_NAME),
                MemberRoleTable.role(row),
                annotations(row),
                row.get(MEMBER.REVISION),
                row.instant(MEMBER.JOINED_AT));
    }
}
