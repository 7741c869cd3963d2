package dev.guildhall.tenancy.internal;

import static dev.guildhall.db.Tables.COUNT_USERS;
import static dev.guildhall.db.Tables.MEMBERSHIP;
import static dev.guildhall.db.Tables.ORGANIZATION;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.db.Tables.WORKSPACE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.VisibleWorkspaces;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.Plan;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceProfile;
import dev.guildhall.tenancy.WorkspaceProfile.Creator;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.SelectOnConditionStep;

/** The SQL that lists workspaces as those see them who look. */
public final class WorkspaceListTable {

    public static final ListFields<Workspace> LIST = ListFields.<Workspace>named("workspaces")
            .field("key", text(), WORKSPACE.KEY, Workspace::key)
            .field("name", text(), WORKSPACE.NAME, Workspace::name)
            .field(
                    "plan",
                    enumeration(Plan.class),
                    WORKSPACE.PLAN,
                    workspace -> workspace.plan().name())
            .field("createdAt", timestamp(), WORKSPACE.CREATED_AT, Workspace::createdAt)
            .filterable("ownerId", uuid(), WORKSPACE.OWNER_ID)
            .filterable("organizationId", uuid(), WORKSPACE.ORGANIZATION_ID)
            .filterable("externalId", text(), WORKSPACE.EXTERNAL_ID)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), WORKSPACE.ID, workspace -> workspace.id().value());

    /** The workspaces of one organization, whose every order has an index. */
    public static final ListFields<WorkspaceProfile> OF_ORGANIZATION = ListFields.<WorkspaceProfile>named(
                    "workspaces of an organization")
            .field(
                    "name",
                    text(),
                    WORKSPACE.NAME,
                    profile -> profile.workspace().name())
            .sortable(
                    "createdAt",
                    timestamp(),
                    WORKSPACE.CREATED_AT,
                    profile -> profile.workspace().createdAt())
            .sortable(
                    "updatedAt",
                    timestamp(),
                    WORKSPACE.UPDATED_AT,
                    profile -> profile.workspace().updatedAt())
            .defaultOrder("createdAt desc")
            .id("id", uuid(), WORKSPACE.ID, profile -> profile.workspace().id().value());

    private static final dev.guildhall.db.tables.Workspace OPEN = WORKSPACE.as("open_to_support");

    private static final Field<String> CREATOR_NAME = USER_PROFILE.FULL_NAME.as("creator_name");
    private static final Field<String> CREATOR_EMAIL = USER_PROFILE.EMAIL.as("creator_email");

    private static final ParameterizedSql<WorkspaceId, WorkspaceProfile> PROFILE =
            ParameterizedSql.rows(id -> profiles().where(id.eq(WORKSPACE.ID)), WorkspaceListTable::profile);

    private static final Select<Record1<UUID>> OPEN_TO_SUPPORT =
            select(OPEN.ID).from(OPEN).where(OPEN.SUPPORT_TEAM_ACCESS);

    /** One page of the workspaces that somebody can see. */
    public Future<Page<Workspace>> list(Database database, VisibleWorkspaces visible, PageRequest<Workspace> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> WorkspaceTable.workspaces()
                        .where(isVisible(visible))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                WorkspaceTable::workspace);
    }

    public Future<Optional<WorkspaceProfile>> profile(Database database, WorkspaceId id) {
        return database.first(id, PROFILE.with(id));
    }

    /** One page of the workspaces of an organization that somebody can see. */
    public Future<Page<WorkspaceProfile>> list(
            Database database,
            OrganizationId organization,
            VisibleWorkspaces visible,
            PageRequest<WorkspaceProfile> page) {
        return page.read(
                database,
                Tenant.PLATFORM,
                asked -> profiles()
                        .where(WORKSPACE.ORGANIZATION_ID.eq(organization.value()))
                        .and(isVisible(visible))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                WorkspaceListTable::profile);
    }

    /** How many users reach each of these workspaces, of those of the organization that somebody can see. */
    public Future<Map<WorkspaceId, Integer>> countUsers(
            Database database, OrganizationId organization, VisibleWorkspaces visible, Collection<WorkspaceId> ids) {
        var named = any(ids.stream().map(WorkspaceId::value).toArray(UUID[]::new));
        var seen = array(select(WORKSPACE.ID)
                .from(WORKSPACE)
                .where(WORKSPACE.ID.eq(named))
                .and(WORKSPACE.ORGANIZATION_ID.eq(organization.value()))
                .and(isVisible(visible)));
        var counted = COUNT_USERS.call(val(organization.value()), seen);
        var counts = select(COUNT_USERS.WORKSPACE_ID, COUNT_USERS.USERS).from(counted);
        return database.page(
                        Tenant.PLATFORM,
                        Sql.rows(
                                counts,
                                row -> Map.entry(
                                        new WorkspaceId(row.get(COUNT_USERS.WORKSPACE_ID)),
                                        row.get(COUNT_USERS.USERS).intValue())))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static SelectOnConditionStep<Record> profiles() {
        return select(WorkspaceTable.COLUMNS.fields())
                .select(CREATOR_NAME, CREATOR_EMAIL)
                .from(WORKSPACE)
                .leftJoin(USER_PROFILE)
                .on(USER_PROFILE.ID.eq(WORKSPACE.CREATOR_ID));
    }

    private static WorkspaceProfile profile(ResultRow row) {
        return new WorkspaceProfile(
                WorkspaceTable.workspace(row),
                Optional.ofNullable(row.get(CREATOR_NAME)).map(name -> new Creator(name, row.get(CREATOR_EMAIL))));
    }

    /**
     * Those of an organization that is being deleted are there for nobody. The planner takes this for half of them; of a
     * join it believes that next to none are left, and sorts them all.
     */
    private static Condition isVisible(VisibleWorkspaces visible) {
        var ending = select(ORGANIZATION.ID).from(ORGANIZATION).where(ORGANIZATION.DELETING_AT.isNotNull());
        return isAmong(visible).and(WORKSPACE.ORGANIZATION_ID.isNull().or(WORKSPACE.ORGANIZATION_ID.notIn(ending)));
    }

    private static Condition isAmong(VisibleWorkspaces visible) {
        if (visible instanceof VisibleWorkspaces.None) {
            return falseCondition();
        }
        if (visible instanceof VisibleWorkspaces.Bound bound) {
            return isOf(bound.tenant()).and(isAmong(bound.among()));
        }
        if (visible instanceof VisibleWorkspaces.OfApp of) {
            return WORKSPACE.ORGANIZATION_ID.in(select(ORGANIZATION.ID)
                    .from(ORGANIZATION)
                    .where(ORGANIZATION.APP_ID.eq(of.app().value())));
        }
        if (visible instanceof VisibleWorkspaces.OfUser of) {
            return WORKSPACE.ID.in(
                    of.openToSupport() ? joined(of.user()).unionAll(OPEN_TO_SUPPORT) : joined(of.user()));
        }
        return noCondition();
    }

    private static Condition isOf(Tenant tenant) {
        return switch (tenant.kind()) {
            case PLATFORM -> WORKSPACE.ORGANIZATION_ID.isNull();
            case ORGANIZATION -> WORKSPACE.ORGANIZATION_ID.eq(tenant.value());
            case WORKSPACE -> WORKSPACE.ID.eq(tenant.value());
        };
    }

    private static Select<Record1<UUID>> joined(UserId user) {
        return select(MEMBERSHIP.WORKSPACE_ID).from(MEMBERSHIP).where(MEMBERSHIP.USER_ID.eq(user.value()));
    }
}
