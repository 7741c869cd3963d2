package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.CUSTOM_ROLE;
import static dev.guildhall.db.Tables.TEAM;
import static dev.guildhall.db.Tables.TEAM_GRANT;
import static dev.guildhall.db.Tables.TEAM_MEMBER;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamGrant;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.internal.AccessFacts.TeamStanding;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;

/** All SQL on the table {@code team_grant}. */
public final class TeamGrantTable {

    /** The value of the column role for one of the workspace's own. */
    private static final String CUSTOM = "CUSTOM";

    private static final List<Field<?>> COLUMNS = List.of(
            TEAM_GRANT.TEAM_ID,
            TEAM_GRANT.WORKSPACE_ID,
            TEAM_GRANT.ROLE,
            TEAM_GRANT.CUSTOM_ROLE_ID,
            TEAM_GRANT.REVISION,
            TEAM_GRANT.GRANTED_AT,
            TEAM_GRANT.UPDATED_AT);

    public static final ListFields<TeamGrant> LIST = ListFields.<TeamGrant>named("team workspaces")
            .field("grantedAt", timestamp(), TEAM_GRANT.GRANTED_AT, TeamGrant::grantedAt)
            .filterable("role", textIgnoringCase(), TEAM_GRANT.ROLE)
            .defaultOrder("grantedAt desc")
            .id(
                    "workspaceId",
                    uuid(),
                    TEAM_GRANT.WORKSPACE_ID,
                    grant -> grant.workspace().value());

    private static final Condition GIVES_CUSTOM_ROLE =
            CUSTOM_ROLE.WORKSPACE_ID.eq(TEAM_GRANT.WORKSPACE_ID).and(CUSTOM_ROLE.ID.eq(TEAM_GRANT.CUSTOM_ROLE_ID));

    private static final Field<Integer> GRANTS = DSL.count().as("grants");

    private static final Columns<Assignment> ASSIGNED = Columns.<Assignment>of(
                    TEAM_GRANT.ROLE,
                    assigned -> assigned.role().isBuiltIn() ? assigned.role().name() : CUSTOM)
            .and(
                    TEAM_GRANT.CUSTOM_ROLE_ID,
                    assigned -> assigned.role().isBuiltIn() ? null : RoleTable.id(assigned.role()))
            .and(TEAM_GRANT.UPDATED_AT, Assignment::at);

    private static final Columns<Assignment> GRANTED = ASSIGNED.and(
                    TEAM_GRANT.ORGANIZATION_ID, assigned -> assigned.team().organization())
            .and(TEAM_GRANT.TEAM_ID, assigned -> assigned.team().id().value())
            .and(TEAM_GRANT.WORKSPACE_ID, Assignment::workspace)
            .and(TEAM_GRANT.GRANTED_AT, Assignment::at);

    private static final ParameterizedSql<WorkspaceId, Given> OF_WORKSPACE = ParameterizedSql.rows(
            workspace -> select(TEAM_GRANT.TEAM_ID, TEAM_GRANT.ROLE, TEAM_GRANT.CUSTOM_ROLE_ID, TEAM.NAME)
                    .from(TEAM_GRANT)
                    .join(TEAM)
                    .on(TEAM.ID.eq(TEAM_GRANT.TEAM_ID))
                    .where(workspace.eq(TEAM_GRANT.WORKSPACE_ID)),
            row -> new Given(
                    new TeamId(row.get(TEAM_GRANT.TEAM_ID)),
                    row.get(TEAM.NAME),
                    Role.builtIn(row.get(TEAM_GRANT.ROLE)),
                    row.get(TEAM_GRANT.CUSTOM_ROLE_ID)));

    // What a custom role permits does not change while the workspace is locked.
    private static final ParameterizedSql<Seat, TeamStanding> SHARE_STANDINGS = ParameterizedSql.rows(
            seat -> select(TEAM.NAME, TEAM_GRANT.ROLE)
                    .select(RoleTable.COLUMNS)
                    .from(TEAM_GRANT)
                    .join(TEAM_MEMBER)
                    .on(TEAM_MEMBER.TEAM_ID.eq(TEAM_GRANT.TEAM_ID))
                    .join(TEAM)
                    .on(TEAM.ID.eq(TEAM_GRANT.TEAM_ID))
                    .leftJoin(CUSTOM_ROLE)
                    .on(GIVES_CUSTOM_ROLE)
                    .where(seat.eq(TEAM_GRANT.WORKSPACE_ID, Seat::workspace))
                    .and(seat.eq(TEAM_MEMBER.USER_ID, Seat::user))
                    .forShare()
                    .of(TEAM_GRANT, TEAM_MEMBER),
            row -> new TeamStanding(row.get(TEAM.NAME), role(row)));

    private static final ParameterizedSql<Key, TeamGrant> FIND =
            ParameterizedSql.rows(key -> grants().where(is(key)), TeamGrantTable::grant);

    private static final ParameterizedSql<TeamId, TeamGrant> OF_TEAM = ParameterizedSql.rows(
            team -> grants().where(team.eq(TEAM_GRANT.TEAM_ID, TeamId::value)).orderBy(TEAM_GRANT.WORKSPACE_ID),
            TeamGrantTable::grant);

    private static final ParameterizedSql<WorkspaceId, Integer> COUNT = ParameterizedSql.rows(
            workspace -> select(GRANTS).from(TEAM_GRANT).where(workspace.eq(TEAM_GRANT.WORKSPACE_ID)),
            row -> row.get(GRANTS));

    private static final ParameterizedSql<OfCustomRole, Integer> COUNT_WITH_ROLE = ParameterizedSql.rows(
            role -> select(GRANTS)
                    .from(TEAM_GRANT)
                    .where(role.eq(TEAM_GRANT.WORKSPACE_ID, OfCustomRole::workspace))
                    .and(role.eq(TEAM_GRANT.CUSTOM_ROLE_ID, OfCustomRole::id)),
            row -> row.get(GRANTS));

    private static final ParameterizedSql<Assignment, Void> UPSERT =
            ParameterizedSql.change(assigned -> insertInto(TEAM_GRANT)
                    .set(assigned.values(GRANTED))
                    .onConflict(TEAM_GRANT.WORKSPACE_ID, TEAM_GRANT.TEAM_ID)
                    .doUpdate()
                    .set(TEAM_GRANT.ROLE, excluded(TEAM_GRANT.ROLE))
                    .set(TEAM_GRANT.CUSTOM_ROLE_ID, excluded(TEAM_GRANT.CUSTOM_ROLE_ID))
                    .set(TEAM_GRANT.UPDATED_AT, excluded(TEAM_GRANT.UPDATED_AT))
                    .set(TEAM_GRANT.REVISION, TEAM_GRANT.REVISION.plus(inline(1L))));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(TEAM_GRANT).where(is(key)));

    private record Key(WorkspaceId workspace, TeamId team) {}

    private record Seat(WorkspaceId workspace, UserId user) {}

    private record OfCustomRole(WorkspaceId workspace, UUID id) {}

    private record Assignment(Team team, WorkspaceId workspace, Role role, Instant at) {}

    /**
     * What a team is given in a workspace, as it is kept in memory.
     *
     * @param builtIn empty for a custom role
     * @param customRole null for a built-in role
     */
    record Given(TeamId team, String name, Optional<Role> builtIn, UUID customRole) {}

    Future<List<Given>> ofWorkspace(Database database, WorkspaceId workspace) {
        return database.list(workspace, OF_WORKSPACE.with(workspace));
    }

    /** What a user is in the workspace by their teams, which nobody can take until the transaction ends. */
    Future<List<TeamStanding>> shareStandings(Tx tx, WorkspaceId workspace, UserId user) {
        return tx.list(SHARE_STANDINGS.with(new Seat(workspace, user)));
    }

    public Future<Optional<TeamGrant>> find(Tx tx, WorkspaceId workspace, TeamId team) {
        return tx.first(FIND.with(new Key(workspace, team)));
    }

    public Future<List<TeamGrant>> ofTeam(Tx tx, TeamId team) {
        return tx.list(OF_TEAM.with(team));
    }

    public Future<Page<TeamGrant>> list(
            Database database, OrganizationId organization, TeamId team, PageRequest<TeamGrant> page) {
        return page.read(
                database,
                organization,
                asked -> grants().where(TEAM_GRANT.ORGANIZATION_ID.eq(organization.value()))
                        .and(TEAM_GRANT.TEAM_ID.eq(team.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                TeamGrantTable::grant);
    }

    /** How many teams have a role in the workspace. */
    public Future<Integer> count(Tx tx, WorkspaceId workspace) {
        return tx.first(COUNT.with(workspace)).map(Optional::orElseThrow);
    }

    /** How many teams have this role. */
    public Future<Integer> countWithRole(Database database, WorkspaceId workspace, UUID customRole) {
        return database.first(workspace, COUNT_WITH_ROLE.with(new OfCustomRole(workspace, customRole)))
                .map(Optional::orElseThrow);
    }

    public Future<Integer> upsert(Tx tx, Team team, WorkspaceId workspace, Role role, Instant now) {
        return tx.execute(UPSERT.with(new Assignment(team, workspace, role, now)));
    }

    public Future<Integer> delete(Tx tx, WorkspaceId workspace, TeamId team) {
        return tx.execute(DELETE.with(new Key(workspace, team)));
    }

    private static SelectJoinStep<Record> grants() {
        return select(COLUMNS).from(TEAM_GRANT);
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(TEAM_GRANT.WORKSPACE_ID, Key::workspace)
                .and(key.eq(TEAM_GRANT.TEAM_ID, its -> its.team().value()));
    }

    private static Role role(ResultRow row) {
        return Role.builtIn(row.get(TEAM_GRANT.ROLE)).orElseGet(() -> RoleTable.role(row));
    }

    private static TeamGrant grant(ResultRow row) {
        return new TeamGrant(
                new TeamId(row.get(TEAM_GRANT.TEAM_ID)),
                new WorkspaceId(row.get(TEAM_GRANT.WORKSPACE_ID)),
                Role.builtIn(row.get(TEAM_GRANT.ROLE)),
                row.get(TEAM_GRANT.CUSTOM_ROLE_ID),
                row.get(TEAM_GRANT.REVISION),
                row.instant(TEAM_GRANT.GRANTED_AT),
                row.instant(TEAM_GRANT.UPDATED_AT));
    }
}
