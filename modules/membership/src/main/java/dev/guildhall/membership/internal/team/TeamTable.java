package dev.guildhall.membership.internal.team;

import static dev.guildhall.db.Tables.TEAM;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamId;
import io.vertx.core.Future;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;

/** All SQL on the table {@code team}. */
public final class TeamTable {

    public static final ListFields<Team> LIST = ListFields.<Team>named("teams")
            .field("name", textIgnoringCase(), TEAM.NAME, Team::name)
            .field("createdAt", timestamp(), TEAM.CREATED_AT, Team::createdAt)
            .bareWords("name")
            .defaultOrder("name")
            .id("id", uuid(), TEAM.ID, team -> team.id().value());

    private static final Columns<Team> CHANGEABLE =
            Columns.of(TEAM.NAME, Team::name).and(TEAM.UPDATED_AT, Team::updatedAt);

    private static final Columns<Team> COLUMNS = CHANGEABLE
            .and(TEAM.ID, team -> team.id().value())
            .and(TEAM.ORGANIZATION_ID, Team::organization)
            .and(TEAM.CREATED_AT, Team::createdAt)
            .and(TEAM.REVISION);

    private static final Field<Integer> TEAMS = DSL.count().as("teams");

    private static final ParameterizedSql<Key, Team> FIND =
            ParameterizedSql.rows(key -> teams().where(is(key)), TeamTable::team);

    private static final ParameterizedSql<Key, Team> SHARE =
            ParameterizedSql.rows(key -> teams().where(is(key)).forShare(), TeamTable::team);

    private static final ParameterizedSql<Key, Team> LOCK =
            ParameterizedSql.rows(key -> teams().where(is(key)).forUpdate(), TeamTable::team);

    private static final ParameterizedSql<OrganizationId, Integer> COUNT = ParameterizedSql.rows(
            organization -> select(TEAMS).from(TEAM).where(organization.eq(TEAM.ORGANIZATION_ID)),
            row -> row.get(TEAMS));

    private static final ParameterizedSql<Team, Void> INSERT =
            ParameterizedSql.change(team -> insertInto(TEAM).set(team.values(COLUMNS)));

    private static final ParameterizedSql<Team, Void> WRITE = ParameterizedSql.change(team -> update(TEAM)
            .set(team.values(CHANGEABLE))
            .set(TEAM.REVISION, TEAM.REVISION.plus(inline(1L)))
            .where(team.eq(TEAM.ORGANIZATION_ID, Team::organization))
            .and(team.eq(TEAM.ID, changed -> changed.id().value())));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(TEAM).where(is(key)));

    private record Key(OrganizationId organization, TeamId team) {}

    public Future<Optional<Team>> find(Database database, OrganizationId organization, TeamId team) {
        return database.first(organization, FIND.with(new Key(organization, team)));
    }

    public Future<Page<Team>> list(Database database, OrganizationId organization, PageRequest<Team> page) {
        return page.read(
                database,
                organization,
                asked -> teams().where(TEAM.ORGANIZATION_ID.eq(organization.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                TeamTable::team);
    }

    /** The team, which stays as it is until the transaction ends. */
    public Future<Optional<Team>> share(Tx tx, OrganizationId organization, TeamId team) {
        return tx.first(SHARE.with(new Key(organization, team)));
    }

    /** The team, its row locked until the transaction ends: its members change one transaction at a time. */
    public Future<Optional<Team>> lock(Tx tx, OrganizationId organization, TeamId team) {
        return tx.first(LOCK.with(new Key(organization, team)));
    }

    public Future<Integer> count(Tx tx, OrganizationId organization) {
        return tx.first(COUNT.with(organization)).map(Optional::orElseThrow);
    }

    public Future<Integer> insert(Tx tx, Team team) {
        return tx.execute(INSERT.with(team));
    }

    /** Writes what may change of a team, and counts its revision up. */
    public Future<Integer> write(Tx tx, Team team) {
        return tx.execute(WRITE.with(team));
    }

    public Future<Integer> delete(Tx tx, Team team) {
        return tx.execute(DELETE.with(new Key(team.organization(), team.id())));
    }

    private static SelectJoinStep<Record> teams() {
        return select(COLUMNS.fields()).from(TEAM);
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(TEAM.ORGANIZATION_ID, Key::organization)
                .and(key.eq(TEAM.ID, its -> its.team().value()));
    }

    private static Team team(ResultRow row) {
        return new Team(
                new TeamId(row.get(TEAM.ID)),
                new OrganizationId(row.get(TEAM.ORGANIZATION_ID)),
                row.get(TEAM.NAME),
                row.get(TEAM.REVISION),
                row.instant(TEAM.CREATED_AT),
                row.instant(TEAM.UPDATED_AT));
    }
}
