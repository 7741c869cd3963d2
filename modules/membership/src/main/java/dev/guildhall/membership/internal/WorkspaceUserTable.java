package dev.guildhall.membership.internal;

import static dev.guildhall.db.Routines.organizationOfWorkspaceInScope;
import static dev.guildhall.db.Routines.workspaceInScope;
import static dev.guildhall.db.Tables.HELD_ROLE;
import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.db.Tables.ORGANIZATION_MEMBER;
import static dev.guildhall.db.Tables.TEAM_GRANT;
import static dev.guildhall.db.Tables.TEAM_MEMBER;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonbArrayAgg;
import static org.jooq.impl.DSL.jsonbObject;
import static org.jooq.impl.DSL.key;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.db.tables.Member;
import dev.guildhall.db.tables.OrganizationMember;
import dev.guildhall.db.tables.TeamGrant;
import dev.guildhall.db.tables.TeamMember;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.RoleScope;
import dev.guildhall.membership.WorkspaceUser;
import dev.guildhall.membership.WorkspaceUser.HeldRole;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Select;

/**
 * The SQL by which the users of a workspace are listed: its members, and who reaches it by its organization or by teams.
 *
 * <p>Each of these is a table of its own with the same columns under the same alias, so that a page's condition and order
 * hold for each. Every one gives no more rows than a page has, read from an index in the page's order; the page is then
 * made of these few. Who is in several is given by the first, with all of their roles.
 */
public final class WorkspaceUserTable {

    private static final Member USER = MEMBER.as("listed");
    private static final OrganizationMember MANAGER = ORGANIZATION_MEMBER.as("listed");
    private static final TeamMember TEAMMATE = TEAM_MEMBER.as("listed");
    private static final Member SEATED = MEMBER.as("seated");
    private static final OrganizationMember MANAGING = ORGANIZATION_MEMBER.as("managing");
    private static final TeamMember ALSO = TEAM_MEMBER.as("also");
    private static final TeamGrant ALSO_GRANTED = TEAM_GRANT.as("also_granted");

    // The fields of a list know of no workspace. The transaction does.
    private static final Field<UUID> HERE = field(select(workspaceInScope()));
    private static final Field<UUID> ORGANIZATION = field(select(organizationOfWorkspaceInScope()));

    private static final Field<String> SCOPE =
            when(HELD_ROLE.SCOPE.eq(inline("WORKSPACE")), inline("WORKSPACE")).otherwise(inline("ORGANIZATION"));

    // An organization gives more than any team.
    private static final Field<Integer> RANK = when(HELD_ROLE.SCOPE.eq(inline("WORKSPACE")), inline(0))
            .when(HELD_ROLE.SCOPE.eq(inline("ORGANIZATION")), inline(1))
            .otherwise(inline(2));

    /** As in "Workspace Viewer". */
    private static final Field<String> TITLE = SCOPE.concat(inline(" ")).concat(HELD_ROLE.ROLE);

    public static final ListFields<WorkspaceUser> LIST = ListFields.<WorkspaceUser>named("workspace users")
            .sortable("fullName", text(), USER.FULL_NAME, WorkspaceUser::fullName)
            .sortable("email", textIgnoringCase(), USER.EMAIL, WorkspaceUser::email)
            .sortable("joinedAt", timestamp(), USER.JOINED_AT, WorkspaceUser::joinedAt)
            .sortable("updatedAt", timestamp(), USER.UPDATED_AT, WorkspaceUser::updatedAt)
            .repeated("role", textIgnoringCase(), WorkspaceUserTable::holds, HELD_ROLE.ROLE, TITLE)
            .repeated("roleScope", enumeration("WORKSPACE", "ORGANIZATION"), WorkspaceUserTable::holds, SCOPE)
            .custom("search", WorkspaceUserTable::mentions)
            .bareWords("search")
            .defaultOrder("joinedAt desc")
            .id("userId", uuid(), USER.USER_ID, user -> user.user().value());

    /** The same fields as clients of the canonical API know members by. */
    public static final ListFields<WorkspaceUser> MEMBERS = ListFields.<WorkspaceUser>named("members")
            .field("fullName", text(), USER.FULL_NAME, WorkspaceUser::fullName)
            .field("email", textIgnoringCase(), USER.EMAIL, WorkspaceUser::email)
            .field("joinedAt", timestamp(), USER.JOINED_AT, WorkspaceUser::joinedAt)
            .repeated("role", textIgnoringCase(), WorkspaceUserTable::holds, HELD_ROLE.ROLE)
            .repeated("roleScope", enumeration(RoleScope.class), WorkspaceUserTable::holds, HELD_ROLE.SCOPE)
            .filterable("userId", uuid(), USER.USER_ID)
            .repeated("externalId", text(), WorkspaceUserTable::isNoted, SEATED.EXTERNAL_ID)
            .repeated("mailRefusedAt", timestamp(), RefusedMail.among(USER.USER_ID), USER_PROFILE.MAIL_REFUSED_AT)
            .custom("search", WorkspaceUserTable::mentions)
            .bareWords("search")
            .defaultOrder("joinedAt desc")
            .id("userId", uuid(), USER.USER_ID, user -> user.user().value());

    private static final List<Field<?>> COLUMNS =
            List.of(USER.USER_ID, USER.FULL_NAME, USER.EMAIL, USER.JOINED_AT, USER.UPDATED_AT);

    private static final Field<JSONB> ROLES = field(select(jsonbArrayAgg(jsonbObject(
                                    key(inline("name")).value(HELD_ROLE.ROLE),
                                    key(inline("scope")).value(HELD_ROLE.SCOPE)))
                            .orderBy(RANK, HELD_ROLE.ROLE))
                    .from(HELD_ROLE)
                    .where(isTheirs()))
            .as("held_roles");

    private static final Field<JSONB> ANNOTATIONS = field(select(jsonbObject(
                            key(inline("externalId")).value(SEATED.EXTERNAL_ID),
                            key(inline("metadata")).value(SEATED.METADATA)))
                    .from(SEATED)
                    .where(isSeated(USER.USER_ID)))
            .as("annotations");

    /** One page, with all roles of each, by one statement. */
    public Future<Page<WorkspaceUser>> list(Database database, WorkspaceId workspace, PageRequest<WorkspaceUser> page) {
        return page.read(
                database,
                workspace,
                asked -> {
                    var listed = members(workspace, asked)
                            .unionAll(managers(asked))
                            .unionAll(teammates(asked))
                            .asTable("listed");
                    return select(COLUMNS)
                            .select(USER_PROFILE.EMAIL_VERIFIED, USER_PROFILE.MAIL_REFUSED_AT, ROLES, ANNOTATIONS)
                            .from(listed)
                            .join(USER_PROFILE)
                            .on(USER_PROFILE.ID.eq(USER.USER_ID))
                            .orderBy(asked.orderBy())
                            .limit(inline(asked.limit()));
                },
                WorkspaceUserTable::user);
    }

    // By the id itself, for the planner knows how many members this workspace has and not what a scope will say.
    private static Select<Record> members(WorkspaceId workspace, PageRequest<WorkspaceUser> page) {
        return select(COLUMNS)
                .from(USER)
                .where(USER.WORKSPACE_ID.eq(workspace.value()))
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
    }

    private static Select<Record> managers(PageRequest<WorkspaceUser> page) {
        return select(COLUMNS)
                .from(MANAGER)
                .where(MANAGER.ORGANIZATION_ID.eq(ORGANIZATION))
                .and(MANAGER.ROLE.in(inline("OWNER"), inline("ADMIN")))
                .and(notSeated(MANAGER.USER_ID))
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
    }

    // Page by page of each team, for all members of all teams are too many to put in order.
    private static Select<Record> teammates(PageRequest<WorkspaceUser> page) {
        var ofTeam = select(COLUMNS)
                .from(TEAMMATE)
                .where(TEAMMATE.TEAM_ID.eq(TEAM_GRANT.TEAM_ID))
                .and(notSeated(TEAMMATE.USER_ID))
                .and(notExists(selectOne()
                        .from(MANAGING)
                        .where(MANAGING.ORGANIZATION_ID.eq(ORGANIZATION))
                        .and(MANAGING.USER_ID.eq(TEAMMATE.USER_ID))
                        .and(MANAGING.ROLE.in(inline("OWNER"), inline("ADMIN")))
                        .offset(inline(0))))
                .and(notExists(selectOne()
                        .from(ALSO)
                        .join(ALSO_GRANTED)
                        .on(ALSO_GRANTED.TEAM_ID.eq(ALSO.TEAM_ID))
                        .where(ALSO.USER_ID.eq(TEAMMATE.USER_ID))
                        .and(ALSO.TEAM_ID.lt(TEAMMATE.TEAM_ID))
                        .and(ALSO_GRANTED.WORKSPACE_ID.eq(HERE))
                        .offset(inline(0))))
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()))
                .asTable("of_team");
        return select(ofTeam.fields())
                .from(TEAM_GRANT)
                .crossJoin(lateral(ofTeam))
                .where(TEAM_GRANT.WORKSPACE_ID.eq(HERE));
    }

    // The offset keeps this from being planned as a join, which reads all members for a page of the others.
    private static Condition notSeated(Field<UUID> user) {
        return notExists(selectOne().from(SEATED).where(isSeated(user)).offset(inline(0)));
    }

    private static Condition isSeated(Field<UUID> user) {
        return SEATED.WORKSPACE_ID.eq(HERE).and(SEATED.USER_ID.eq(user));
    }

    // By what is noted first, which is few, and not member by member.
    private static Condition isNoted(Condition annotations) {
        return USER.USER_ID.in(select(SEATED.USER_ID)
                .from(SEATED)
                .where(SEATED.WORKSPACE_ID.eq(HERE))
                .and(annotations));
    }

    // The offset keeps this from being planned as a join, which reads the roles of all users for each page.
    private static Condition holds(Condition role) {
        return exists(selectOne().from(HELD_ROLE).where(isTheirs()).and(role).offset(inline(0)));
    }

    private static Condition isTheirs() {
        return HELD_ROLE.WORKSPACE_ID.eq(HERE).and(HELD_ROLE.USER_ID.eq(USER.USER_ID));
    }

    private static Condition mentions(String text) {
        return USER.FULL_NAME.containsIgnoreCase(text).or(USER.EMAIL.containsIgnoreCase(text));
    }

    private static Annotations annotations(JsonObject noted) {
        return noted == null
                ? Annotations.NONE
                : Annotations.of(noted.getString("externalId"), noted.getJsonObject("metadata"));
    }

    private static WorkspaceUser user(ResultRow row) {
        return new WorkspaceUser(
                new UserId(row.get(USER.USER_ID)),
                row.get(USER.EMAIL),
                row.get(USER_PROFILE.EMAIL_VERIFIED),
                Optional.ofNullable(row.instant(USER_PROFILE.MAIL_REFUSED_AT)),
                row.get(USER.FULL_NAME),
                row.jsonArray(ROLES).stream()
                        .map(JsonObject.class::cast)
                        .map(held -> new HeldRole(held.getString("name"), RoleScope.valueOf(held.getString("scope"))))
                        .distinct()
                        .toList(),
                annotations(row.json(ANNOTATIONS)),
                row.instant(USER.JOINED_AT),
                row.instant(USER.UPDATED_AT));
    }
}
