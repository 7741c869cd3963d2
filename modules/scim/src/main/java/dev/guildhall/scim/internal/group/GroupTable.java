package dev.guildhall.scim.internal.group;

import static dev.guildhall.db.Tables.ORGANIZATION_PERSON;
import static dev.guildhall.db.Tables.ORGANIZATION_TEAM;
import static dev.guildhall.db.Tables.ORGANIZATION_TEAM_PERSON;
import static dev.guildhall.db.Tables.SCIM_GROUP;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.membership.TeamId;
import dev.guildhall.scim.internal.group.ScimGroup.Member;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/** The SQL on the table {@code scim_group}, with the teams of organizations as membership publishes them. */
final class GroupTable {

    static final Field<OffsetDateTime> LAST_MODIFIED = greatest(ORGANIZATION_TEAM.UPDATED_AT, SCIM_GROUP.UPDATED_AT);

    private static final Field<OffsetDateTime> MODIFIED = LAST_MODIFIED.as("last_modified");
    private static final Field<Integer> TOTAL = DSL.count().as("total");

    private static final List<Field<?>> COLUMNS = List.of(
            ORGANIZATION_TEAM.ID,
            ORGANIZATION_TEAM.NAME,
            ORGANIZATION_TEAM.CREATED_AT,
            SCIM_GROUP.EXTERNAL_ID,
            MODIFIED);

    private static final ParameterizedSql<Key, ScimGroup> FIND = ParameterizedSql.rows(
            key -> teams().where(key.eq(ORGANIZATION_TEAM.ORGANIZATION_ID, Key::organization))
                    .and(key.eq(ORGANIZATION_TEAM.ID, its -> its.team().value())),
            GroupTable::group);

    private static final ParameterizedSql<Some, Map.Entry<TeamId, Member>> MEMBERS = ParameterizedSql.rows(
            of -> select(
                            ORGANIZATION_TEAM_PERSON.TEAM_ID,
                            ORGANIZATION_TEAM_PERSON.USER_ID,
                            ORGANIZATION_TEAM_PERSON.FULL_NAME)
                    .from(ORGANIZATION_TEAM_PERSON)
                    .where(of.eq(ORGANIZATION_TEAM_PERSON.ORGANIZATION_ID, Some::organization))
                    .and(of.isOneOf(ORGANIZATION_TEAM_PERSON.TEAM_ID, Some::ids))
                    .orderBy(ORGANIZATION_TEAM_PERSON.USER_ID),
            row -> Map.entry(
                    new TeamId(row.get(ORGANIZATION_TEAM_PERSON.TEAM_ID)),
                    new Member(
                            new UserId(row.get(ORGANIZATION_TEAM_PERSON.USER_ID)),
                            row.get(ORGANIZATION_TEAM_PERSON.FULL_NAME))));

    private static final ParameterizedSql<Some, UserId> PEOPLE = ParameterizedSql.rows(
            of -> select(ORGANIZATION_PERSON.USER_ID)
                    .from(ORGANIZATION_PERSON)
                    .where(of.eq(ORGANIZATION_PERSON.ORGANIZATION_ID, Some::organization))
                    .and(of.isOneOf(ORGANIZATION_PERSON.USER_ID, Some::ids)),
            row -> new UserId(row.get(ORGANIZATION_PERSON.USER_ID)));

    private static final Columns<Kept> KEPT =
            Columns.<Kept>of(SCIM_GROUP.EXTERNAL_ID, Kept::externalId).and(SCIM_GROUP.UPDATED_AT, Kept::at);

    private static final ParameterizedSql<Kept, Void> WRITE = ParameterizedSql.change(kept -> insertInto(SCIM_GROUP)
            .set(kept.values(
                    KEPT.and(SCIM_GROUP.ORGANIZATION_ID, its -> its.key().organization())
                            .and(SCIM_GROUP.TEAM_ID, its -> its.key().team().value())))
            .onConflict(SCIM_GROUP.ORGANIZATION_ID, SCIM_GROUP.TEAM_ID)
            .doUpdate()
            .set(SCIM_GROUP.EXTERNAL_ID, excluded(SCIM_GROUP.EXTERNAL_ID))
            .set(SCIM_GROUP.UPDATED_AT, excluded(SCIM_GROUP.UPDATED_AT)));

    private record Key(OrganizationId organization, TeamId team) {}

    private record Some(OrganizationId organization, Collection<UUID> ids) {}

    private record Kept(Key key, Optional<String> externalId, Instant at) {}

    Future<Optional<ScimGroup>> find(Tx tx, OrganizationId organization, TeamId team) {
        var found = tx.first(FIND.with(new Key(organization, team)));
        var members = tx.list(MEMBERS.with(new Some(organization, List.of(team.value()))));
        return Future.all(found, members)
                .map(done -> found.result()
                        .map(group -> group.with(members.result().stream()
                                .map(Map.Entry::getValue)
                                .toList())));
    }

    Future<Optional<ScimGroup>> find(Database database, OrganizationId organization, TeamId team) {
        return database.inTransaction(organization, tx -> find(tx, organization, team));
    }

    /** Those of some users who are of the organization, suspended or not. */
    Future<Set<UserId>> people(Tx tx, OrganizationId organization, Collection<UserId> users) {
        return tx.list(PEOPLE.with(
                        new Some(organization, users.stream().map(UserId::value).toList())))
                .map(HashSet::new);
    }

    Future<Integer> write(Tx tx, OrganizationId organization, TeamId team, Optional<String> externalId, Instant now) {
        return tx.execute(WRITE.with(new Kept(new Key(organization, team), externalId, now)));
    }

    Future<Integer> count(Database database, OrganizationId organization, Condition condition) {
        var counted = select(TOTAL)
                .from(ORGANIZATION_TEAM)
                .leftJoin(SCIM_GROUP)
                .on(isOfTeam())
                .where(ORGANIZATION_TEAM.ORGANIZATION_ID.eq(organization.value()))
                .and(condition);
        return database.page(organization, Sql.rows(counted, row -> row.get(TOTAL)))
                .map(rows -> rows.get(0));
    }

    Future<List<ScimGroup>> list(
            Database database,
            OrganizationId organization,
            Condition condition,
            Optional<SortField<?>> order,
            int offset,
            int most) {
        var orders = new ArrayList<SortField<?>>();
        order.ifPresent(orders::add);
        orders.add(ORGANIZATION_TEAM.CREATED_AT.asc());
        orders.add(ORGANIZATION_TEAM.ID.asc());
        var rows = teams().where(ORGANIZATION_TEAM.ORGANIZATION_ID.eq(organization.value()))
                .and(condition)
                .orderBy(orders)
                .limit(inline(most))
                .offset(inline(offset));
        return database.page(organization, Sql.rows(rows, GroupTable::group));
    }

    Future<Map<TeamId, List<Member>>> members(
            Database database, OrganizationId organization, Collection<TeamId> teams) {
        var ids = teams.stream().map(TeamId::value).toList();
        return database.list(organization, MEMBERS.with(new Some(organization, ids)))
                .map(all -> {
                    var byTeam = new HashMap<TeamId, List<Member>>();
                    all.forEach(entry -> byTeam.computeIfAbsent(entry.getKey(), first -> new ArrayList<>())
                            .add(entry.getValue()));
                    return byTeam;
                });
    }

    private static SelectOnConditionStep<Record> teams() {
        return select(COLUMNS).from(ORGANIZATION_TEAM).leftJoin(SCIM_GROUP).on(isOfTeam());
    }

    private static Condition isOfTeam() {
        return SCIM_GROUP
                .ORGANIZATION_ID
                .eq(ORGANIZATION_TEAM.ORGANIZATION_ID)
                .and(SCIM_GROUP.TEAM_ID.eq(ORGANIZATION_TEAM.ID));
    }

    private static ScimGroup group(ResultRow row) {
        return new ScimGroup(
                new TeamId(row.get(ORGANIZATION_TEAM.ID)),
                row.get(ORGANIZATION_TEAM.NAME),
                Optional.ofNullable(row.get(SCIM_GROUP.EXTERNAL_ID)),
                row.instant(ORGANIZATION_TEAM.CREATED_AT),
                row.instant(MODIFIED),
                List.of());
    }
}
