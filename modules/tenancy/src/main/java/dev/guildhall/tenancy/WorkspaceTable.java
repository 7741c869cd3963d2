package dev.guildhall.tenancy;

import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.db.Tables.WORKSPACE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;

/** All SQL on the table {@code workspace}. */
final class WorkspaceTable {

    private static final List<Field<?>> COLUMNS = List.of(
            WORKSPACE.ID,
            WORKSPACE.KEY,
            WORKSPACE.NAME,
            WORKSPACE.PLAN,
            WORKSPACE.OWNER_ID,
            WORKSPACE.TIMEZONE,
            WORKSPACE.DEFAULT_AGENT_ID,
            WORKSPACE.CUSTOM_AGENT_CONFIGS,
            WORKSPACE.SUPPORT_TEAM_ACCESS,
            WORKSPACE.ICON,
            WORKSPACE.ICON_COLOR,
            WORKSPACE.REVISION,
            WORKSPACE.CREATED_AT,
            WORKSPACE.UPDATED_AT);

    static final ListFields<Workspace> LIST = ListFields.<Workspace>named("workspaces")
            .field("key", text(), WORKSPACE.KEY, Workspace::key)
            .field("name", text(), WORKSPACE.NAME, Workspace::name)
            .field(
                    "plan",
                    enumeration(Plan.class),
                    WORKSPACE.PLAN,
                    workspace -> workspace.plan().name())
            .field("createTime", timestamp(), WORKSPACE.CREATED_AT, Workspace::createdAt)
            .defaultOrder("createTime desc")
            .id("id", uuid(), WORKSPACE.ID, workspace -> workspace.id().value());

    private static final Field<Integer> OWNED = count().as("owned");

    private static final Sql<Workspace> FIND = Sql.rows(
            select(COLUMNS).from(WORKSPACE).where(WORKSPACE.ID.eq(Sql.bind(UUID.class))), WorkspaceTable::workspace);

    private static final Sql<Workspace> FIND_BY_KEY = Sql.rows(
            select(COLUMNS).from(WORKSPACE).where(WORKSPACE.KEY.eq(Sql.bind(String.class))), WorkspaceTable::workspace);

    private static final Sql<Workspace> LOCK = Sql.rows(
            select(COLUMNS)
                    .from(WORKSPACE)
                    .where(WORKSPACE.ID.eq(Sql.bind(UUID.class)))
                    .forUpdate(),
            WorkspaceTable::workspace);

    private static final Sql<Workspace> LOCK_FOR_MEMBERS = Sql.rows(
            select(COLUMNS)
                    .from(WORKSPACE)
                    .where(WORKSPACE.ID.eq(Sql.bind(UUID.class)))
                    .forNoKeyUpdate(),
            WorkspaceTable::workspace);

    private static final Sql<Void> INSERT = Sql.change(insertInto(WORKSPACE)
            .columns(
                    WORKSPACE.ID,
                    WORKSPACE.KEY,
                    WORKSPACE.NAME,
                    WORKSPACE.PLAN,
                    WORKSPACE.OWNER_ID,
                    WORKSPACE.TIMEZONE,
                    WORKSPACE.CREATED_AT,
                    WORKSPACE.UPDATED_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Workspace> SAVE = Sql.rows(
            update(WORKSPACE)
                    .set(WORKSPACE.NAME, Sql.bind(String.class))
                    .set(WORKSPACE.PLAN, Sql.bind(String.class))
                    .set(WORKSPACE.TIMEZONE, Sql.bind(String.class))
                    .set(WORKSPACE.DEFAULT_AGENT_ID, Sql.bind(String.class))
                    .set(WORKSPACE.CUSTOM_AGENT_CONFIGS, Sql.bind(JSONB.class))
                    .set(WORKSPACE.SUPPORT_TEAM_ACCESS, Sql.bind(Boolean.class))
                    .set(WORKSPACE.ICON, Sql.bind(String.class))
                    .set(WORKSPACE.ICON_COLOR, Sql.bind(String.class))
                    .set(WORKSPACE.UPDATED_AT, Sql.bind(OffsetDateTime.class))
                    .set(WORKSPACE.REVISION, WORKSPACE.REVISION.plus(inline(1L)))
                    .where(WORKSPACE.ID.eq(Sql.bind(UUID.class)))
                    .returning(COLUMNS),
            WorkspaceTable::workspace);

    private static final Sql<Void> CHANGE_OWNER = Sql.change(update(WORKSPACE)
            .set(WORKSPACE.OWNER_ID, Sql.bind(UUID.class))
            .set(WORKSPACE.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .set(WORKSPACE.REVISION, WORKSPACE.REVISION.plus(inline(1L)))
            .where(WORKSPACE.ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Void> DELETE =
            Sql.change(deleteFrom(WORKSPACE).where(WORKSPACE.ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Integer> COUNT_OWNED = Sql.rows(
            select(OWNED).from(WORKSPACE).where(WORKSPACE.OWNER_ID.eq(Sql.bind(UUID.class))), row -> row.get(OWNED));

    private static final Sql<UUID> OPEN_TO_SUPPORT = Sql.rows(
            select(WORKSPACE.ID).from(WORKSPACE).where(WORKSPACE.SUPPORT_TEAM_ACCESS), row -> row.get(WORKSPACE.ID));

    private static final Sql<Void> LOCK_FOUNDER = Sql.rows(
            select(USER_PROFILE.ID)
                    .from(USER_PROFILE)
                    .where(USER_PROFILE.ID.eq(Sql.bind(UUID.class)))
                    .forNoKeyUpdate(),
            row -> null);

    Future<Optional<Workspace>> find(Database database, WorkspaceId id) {
        return database.first(Scope.of(id), FIND, id);
    }

    Future<Optional<Workspace>> find(Database database, String key) {
        return database.first(Scope.PLATFORM, FIND_BY_KEY, key);
    }

    Future<Optional<Workspace>> find(Tx tx, WorkspaceId id) {
        return tx.first(FIND, id);
    }

    /** One page of all workspaces, or of those given. */
    Future<Page<Workspace>> list(Database database, Optional<Set<WorkspaceId>> among, PageRequest<Workspace> page) {
        var visible = among.map(WorkspaceTable::isOneOf).orElse(noCondition());
        var rows = select(COLUMNS)
                .from(WORKSPACE)
                .where(visible)
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
        return database.page(Scope.PLATFORM, Sql.rows(rows, WorkspaceTable::workspace))
                .map(page::page);
    }

    private static Condition isOneOf(Set<WorkspaceId> workspaces) {
        var ids = workspaces.stream().map(WorkspaceId::value).toArray(UUID[]::new);
        return WORKSPACE.ID.eq(any(ids));
    }

    Future<Optional<Workspace>> lock(Tx tx, WorkspaceId id) {
        return tx.first(LOCK, id);
    }

    Future<Optional<Workspace>> lockForMembers(Tx tx, WorkspaceId id) {
        return tx.first(LOCK_FOR_MEMBERS, id);
    }

    Future<Integer> insert(Tx tx, Workspace workspace) {
        return tx.execute(
                INSERT,
                workspace.id(),
                workspace.key(),
                workspace.name(),
                workspace.plan(),
                workspace.owner(),
                workspace.settings().timezone(),
                workspace.createdAt(),
                workspace.updatedAt());
    }

    /** Writes everything that can change of a workspace but its owner. */
    Future<Optional<Workspace>> save(Tx tx, Workspace workspace, Instant now) {
        var settings = workspace.settings();
        var preferences = workspace.preferences();
        return tx.first(
                SAVE,
                workspace.name(),
                workspace.plan(),
                settings.timezone(),
                settings.defaultAgent().orElse(null),
                settings.customAgentConfigs(),
                preferences.supportTeamAccess(),
                preferences.icon().orElse(null),
                preferences.iconColor().orElse(null),
                now,
                workspace.id());
    }

    Future<Integer> changeOwner(Tx tx, WorkspaceId id, UserId owner, Instant now) {
        return tx.execute(CHANGE_OWNER, owner, now, id);
    }

    /** Lets one transaction at a time make workspaces for a user of their own accord. */
    Future<Void> lockFounder(Tx tx, UserId founder) {
        return tx.list(LOCK_FOUNDER, founder).mapEmpty();
    }

    Future<Integer> countOwned(Tx tx, UserId owner) {
        return tx.first(COUNT_OWNED, owner).map(Optional::orElseThrow);
    }

    Future<Set<WorkspaceId>> openToSupport(Database database) {
        return database.list(Scope.PLATFORM, OPEN_TO_SUPPORT)
                .map(ids -> ids.stream().map(WorkspaceId::new).collect(Collectors.toSet()));
    }

    Future<Integer> delete(Tx tx, WorkspaceId id) {
        return tx.execute(DELETE, id);
    }

    private static Workspace workspace(ResultRow row) {
        return new Workspace(
                new WorkspaceId(row.get(WORKSPACE.ID)),
                row.get(WORKSPACE.KEY),
                row.get(WORKSPACE.NAME),
                Plan.valueOf(row.get(WORKSPACE.PLAN)),
                new UserId(row.get(WORKSPACE.OWNER_ID)),
                new WorkspaceSettings(
                        row.get(WORKSPACE.TIMEZONE),
                        Optional.ofNullable(row.get(WORKSPACE.DEFAULT_AGENT_ID)),
                        row.json(WORKSPACE.CUSTOM_AGENT_CONFIGS)),
                new WorkspacePreferences(
                        row.get(WORKSPACE.SUPPORT_TEAM_ACCESS),
                        Optional.ofNullable(row.get(WORKSPACE.ICON)),
                        Optional.ofNullable(row.get(WORKSPACE.ICON_COLOR))),
                row.get(WORKSPACE.REVISION),
                row.instant(WORKSPACE.CREATED_AT),
                row.instant(WORKSPACE.UPDATED_AT));
    }
}
