package dev.guildhall.tenancy.internal;

import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.db.Tables.WORKSPACE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.tenancy.Plan;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspacePreferences;
import dev.guildhall.tenancy.WorkspaceSettings;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;

/** The SQL on the table {@code workspace} but for that of {@link WorkspaceListTable}. */
public final class WorkspaceTable {

    private static final Columns<Workspace> CHANGEABLE = Columns.of(WORKSPACE.NAME, Workspace::name)
            .and(WORKSPACE.PLAN, Workspace::plan)
            .and(WORKSPACE.TIMEZONE, workspace -> workspace.settings().timezone())
            .and(WORKSPACE.DEFAULT_AGENT_ID, workspace -> workspace.settings().defaultAgent())
            .and(
                    WORKSPACE.CUSTOM_AGENT_CONFIGS,
                    workspace -> workspace.settings().customAgentConfigs())
            .and(WORKSPACE.SUPPORT_TEAM_ACCESS, Workspace::supportTeamAccess)
            .and(WORKSPACE.ICON, workspace -> workspace.preferences().icon())
            .and(WORKSPACE.ICON_COLOR, workspace -> workspace.preferences().iconColor())
            .and(WORKSPACE.EXTERNAL_ID, workspace -> workspace.annotations().externalId())
            .and(WORKSPACE.METADATA, workspace -> workspace.annotations().metadataJson());

    static final Columns<Workspace> COLUMNS = CHANGEABLE
            .and(WORKSPACE.ID, Workspace::id)
            .and(WORKSPACE.KEY, Workspace::key)
            .and(WORKSPACE.OWNER_ID, Workspace::owner)
            .and(WORKSPACE.ORGANIZATION_ID, Workspace::organization)
            .and(WORKSPACE.CREATED_AT, Workspace::createdAt)
            .and(WORKSPACE.UPDATED_AT, Workspace::updatedAt)
            .and(WORKSPACE.REVISION);

    private static final Field<Integer> COUNT = count().as("found");

    private static final ParameterizedSql<WorkspaceId, Workspace> FIND =
            ParameterizedSql.rows(id -> workspaces().where(id.eq(WORKSPACE.ID)), WorkspaceTable::workspace);

    private static final ParameterizedSql<String, Workspace> FIND_BY_KEY =
            ParameterizedSql.rows(key -> workspaces().where(key.eq(WORKSPACE.KEY)), WorkspaceTable::workspace);

    private static final ParameterizedSql<WorkspaceId, Workspace> LOCK = lock(false);
    private static final ParameterizedSql<WorkspaceId, Workspace> LOCK_FOR_MEMBERS = lock(true);

    private static ParameterizedSql<WorkspaceId, Workspace> lock(boolean forMembers) {
        return ParameterizedSql.rows(
                id -> resultQuery(
                        "select * from guildhall.lock_workspace({0}, {1})", id.value(WORKSPACE.ID), inline(forMembers)),
                WorkspaceTable::workspace);
    }

    private static final ParameterizedSql<Workspace, Void> INSERT =
            // Whoever makes a workspace is the first to own it.
            ParameterizedSql.change(workspace ->
                    insertInto(WORKSPACE).set(workspace.values(COLUMNS.and(WORKSPACE.CREATOR_ID, Workspace::owner))));

    private static final ParameterizedSql<Change, Workspace> SAVE = ParameterizedSql.rows(
            change -> update(WORKSPACE)
                    .set(change.values(CHANGEABLE, Change::wanted))
                    .set(WORKSPACE.UPDATED_AT, change.value(WORKSPACE.UPDATED_AT, Change::at))
                    .set(WORKSPACE.REVISION, WORKSPACE.REVISION.plus(inline(1L)))
                    .where(change.eq(WORKSPACE.ID, Change::id))
                    .returning(COLUMNS.fields()),
            WorkspaceTable::workspace);

    private static final ParameterizedSql<Handover, Void> CHANGE_OWNER =
            ParameterizedSql.change(handover -> update(WORKSPACE)
                    .set(WORKSPACE.OWNER_ID, handover.value(WORKSPACE.OWNER_ID, Handover::owner))
                    .set(WORKSPACE.UPDATED_AT, handover.value(WORKSPACE.UPDATED_AT, Handover::at))
                    .set(WORKSPACE.REVISION, WORKSPACE.REVISION.plus(inline(1L)))
                    .where(handover.eq(WORKSPACE.ID, Handover::id)));

    private static final ParameterizedSql<Move, Workspace> MOVE = ParameterizedSql.rows(
            move -> update(WORKSPACE)
                    .set(WORKSPACE.ORGANIZATION_ID, move.value(WORKSPACE.ORGANIZATION_ID, Move::to))
                    .set(WORKSPACE.UPDATED_AT, move.value(WORKSPACE.UPDATED_AT, Move::at))
                    .set(WORKSPACE.REVISION, WORKSPACE.REVISION.plus(inline(1L)))
                    .where(move.eq(WORKSPACE.ID, Move::id))
                    .returning(COLUMNS.fields()),
            WorkspaceTable::workspace);

    private static final ParameterizedSql<OrganizationId, Integer> COUNT_OF = ParameterizedSql.rows(
            organization -> select(COUNT).from(WORKSPACE).where(organization.eq(WORKSPACE.ORGANIZATION_ID)),
            row -> row.get(COUNT));

    private static final ParameterizedSql<OrganizationId, WorkspaceId> ANY_OF = ParameterizedSql.rows(
            organization -> select(WORKSPACE.ID)
                    .from(WORKSPACE)
                    .where(organization.eq(WORKSPACE.ORGANIZATION_ID))
                    .limit(inline(1)),
            row -> new WorkspaceId(row.get(WORKSPACE.ID)));

    private static final ParameterizedSql<WorkspaceId, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(WORKSPACE).where(id.eq(WORKSPACE.ID)));

    private static final ParameterizedSql<UserId, Integer> COUNT_OWNED = ParameterizedSql.rows(
            owner -> select(COUNT)
                    .from(WORKSPACE)
                    .where(owner.eq(WORKSPACE.OWNER_ID))
                    .and(WORKSPACE.ORGANIZATION_ID.isNull()),
            row -> row.get(COUNT));

    private static final ParameterizedSql<UserId, Void> LOCK_FOUNDER = ParameterizedSql.rows(
            founder -> select(USER_PROFILE.ID)
                    .from(USER_PROFILE)
                    .where(founder.eq(USER_PROFILE.ID))
                    .forNoKeyUpdate(),
            row -> null);

    private record Change(Workspace wanted, Instant at) {

        WorkspaceId id() {
            return wanted.id();
        }
    }

    private record Move(WorkspaceId id, Optional<OrganizationId> to, Instant at) {}

    private record Handover(WorkspaceId id, UserId owner, Instant at) {}

    public Future<Optional<Workspace>> find(Database database, WorkspaceId id) {
        return database.first(id, FIND.with(id));
    }

    public Future<Optional<Workspace>> find(Database database, String key) {
        return database.first(Tenant.PLATFORM, FIND_BY_KEY.with(key));
    }

    public Future<Optional<Workspace>> find(Tx tx, WorkspaceId id) {
        return tx.first(FIND.with(id));
    }

    static SelectJoinStep<Record> workspaces() {
        return select(COLUMNS.fields()).from(WORKSPACE);
    }

    public Future<Optional<Workspace>> lock(Tx tx, WorkspaceId id) {
        return tx.first(LOCK.with(id));
    }

    public Future<Optional<Workspace>> lockForMembers(Tx tx, WorkspaceId id) {
        return tx.first(LOCK_FOR_MEMBERS.with(id));
    }

    public Future<Integer> insert(Tx tx, Workspace workspace) {
        return tx.execute(INSERT.with(workspace));
    }

    /** Writes everything that can change of a workspace but its owner. */
    public Future<Optional<Workspace>> save(Tx tx, Workspace workspace, Instant now) {
        return tx.first(SAVE.with(new Change(workspace, now)));
    }

    public Future<Integer> changeOwner(Tx tx, WorkspaceId id, UserId owner, Instant now) {
        return tx.execute(CHANGE_OWNER.with(new Handover(id, owner, now)));
    }

    /** Puts the workspace into another organization, or out of any; the transaction must see both. */
    public Future<Workspace> move(Tx tx, WorkspaceId id, Optional<OrganizationId> to, Instant now) {
        return tx.first(MOVE.with(new Move(id, to, now))).map(Optional::orElseThrow);
    }

    public Future<Integer> countOf(Tx tx, OrganizationId organization) {
        return tx.first(COUNT_OF.with(organization)).map(Optional::orElseThrow);
    }

    /** One of the organization's workspaces; empty when it has none. */
    public Future<Optional<WorkspaceId>> anyOf(Tx tx, OrganizationId organization) {
        return tx.first(ANY_OF.with(organization));
    }

    /** Lets one transaction at a time make workspaces for a user of their own accord. */
    public Future<Void> lockFounder(Tx tx, UserId founder) {
        return tx.list(LOCK_FOUNDER.with(founder)).mapEmpty();
    }

    /** How many workspaces somebody owns that are of no organization. */
    public Future<Integer> countOwned(Tx tx, UserId owner) {
        return tx.first(COUNT_OWNED.with(owner)).map(Optional::orElseThrow);
    }

    public Future<Integer> delete(Tx tx, WorkspaceId id) {
        return tx.execute(DELETE.with(id));
    }

    static Workspace workspace(ResultRow row) {
        return new Workspace(
                new WorkspaceId(row.get(WORKSPACE.ID)),
                row.get(WORKSPACE.KEY),
                row.get(WORKSPACE.NAME),
                Plan.valueOf(row.get(WORKSPACE.PLAN)),
                new UserId(row.get(WORKSPACE.OWNER_ID)),
                Optional.ofNullable(row.get(WORKSPACE.ORGANIZATION_ID)).map(OrganizationId::new),
                new WorkspaceSettings(
                        row.get(WORKSPACE.TIMEZONE),
                        Optional.ofNullable(row.get(WORKSPACE.DEFAULT_AGENT_ID)),
                        row.json(WORKSPACE.CUSTOM_AGENT_CONFIGS)),
                new WorkspacePreferences(
                        row.get(WORKSPACE.SUPPORT_TEAM_ACCESS),
                        Optional.ofNullable(row.get(WORKSPACE.ICON)),
                        Optional.ofNullable(row.get(WORKSPACE.ICON_COLOR))),
                Annotations.of(row.get(WORKSPACE.EXTERNAL_ID), row.json(WORKSPACE.METADATA)),
                row.get(WORKSPACE.REVISION),
                row.instant(WORKSPACE.CREATED_AT),
                row.instant(WORKSPACE.UPDATED_AT));
    }
}
