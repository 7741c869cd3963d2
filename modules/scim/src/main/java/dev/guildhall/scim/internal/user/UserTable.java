package dev.guildhall.scim.internal.user;

import static dev.guildhall.db.Tables.ORGANIZATION_PERSON;
import static dev.guildhall.db.Tables.ORGANIZATION_TEAM;
import static dev.guildhall.db.Tables.ORGANIZATION_TEAM_PERSON;
import static dev.guildhall.db.Tables.SCIM_USER;
import static dev.guildhall.db.Tables.USER_PROFILE;
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
import dev.guildhall.scim.internal.ListQuery;
import dev.guildhall.scim.internal.user.ScimUser.Group;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/** The SQL on the table {@code scim_user}, with the people of organizations as membership and identity publish them. */
public final class UserTable {

    static final Field<OffsetDateTime> LAST_MODIFIED = greatest(ORGANIZATION_PERSON.UPDATED_AT, SCIM_USER.UPDATED_AT);

    private static final Field<OffsetDateTime> MODIFIED = LAST_MODIFIED.as("last_modified");
    private static final Field<Integer> TOTAL = DSL.count().as("total");

    private static final List<Field<?>> COLUMNS = List.of(
            ORGANIZATION_PERSON.USER_ID,
            ORGANIZATION_PERSON.SUSPENDED_AT,
            ORGANIZATION_PERSON.JOINED_AT,
            USER_PROFILE.EMAIL,
            USER_PROFILE.FULL_NAME,
            SCIM_USER.EXTERNAL_ID,
            SCIM_USER.PROFILE,
            MODIFIED);

    private static final ParameterizedSql<Key, ScimUser> FIND = ParameterizedSql.rows(
            key -> people().where(key.eq(ORGANIZATION_PERSON.ORGANIZATION_ID, Key::organization))
                    .and(key.eq(ORGANIZATION_PERSON.USER_ID, Key::user)),
            UserTable::user);

    private static final ParameterizedSql<Members, Map.Entry<UserId, Group>> GROUPS = ParameterizedSql.rows(
            of -> select(ORGANIZATION_TEAM_PERSON.USER_ID, ORGANIZATION_TEAM.ID, ORGANIZATION_TEAM.NAME)
                    .from(ORGANIZATION_TEAM_PERSON)
                    .join(ORGANIZATION_TEAM)
                    .on(ORGANIZATION_TEAM.ID.eq(ORGANIZATION_TEAM_PERSON.TEAM_ID))
                    .where(of.eq(ORGANIZATION_TEAM_PERSON.ORGANIZATION_ID, Members::organization))
                    .and(of.isOneOf(ORGANIZATION_TEAM_PERSON.USER_ID, Members::users))
                    .orderBy(ORGANIZATION_TEAM.NAME, ORGANIZATION_TEAM.ID),
            row -> Map.entry(
                    new UserId(row.get(ORGANIZATION_TEAM_PERSON.USER_ID)),
                    new Group(row.get(ORGANIZATION_TEAM.ID), row.get(ORGANIZATION_TEAM.NAME))));

    private static final Columns<Kept> KEPT = Columns.<Kept>of(SCIM_USER.EXTERNAL_ID, Kept::externalId)
            .and(SCIM_USER.PROFILE, Kept::profile)
            .and(SCIM_USER.UPDATED_AT, Kept::at);

    private static final ParameterizedSql<Kept, Void> WRITE = ParameterizedSql.change(kept -> insertInto(SCIM_USER)
            .set(kept.values(
                    KEPT.and(SCIM_USER.ORGANIZATION_ID, its -> its.key().organization())
                            .and(SCIM_USER.USER_ID, its -> its.key().user())))
            .onConflict(SCIM_USER.ORGANIZATION_ID, SCIM_USER.USER_ID)
            .doUpdate()
            .set(SCIM_USER.EXTERNAL_ID, excluded(SCIM_USER.EXTERNAL_ID))
            .set(SCIM_USER.PROFILE, excluded(SCIM_USER.PROFILE))
            .set(SCIM_USER.UPDATED_AT, excluded(SCIM_USER.UPDATED_AT)));

    private record Key(OrganizationId organization, UserId user) {}

    private record Members(OrganizationId organization, Collection<UserId> users) {}

    private record Kept(Key key, Optional<String> externalId, JsonObject profile, Instant at) {}

    Future<Optional<ScimUser>> find(Tx tx, OrganizationId organization, UserId user) {
        var found = tx.first(FIND.with(new Key(organization, user)));
        var groups = tx.list(GROUPS.with(new Members(organization, List.of(user))));
        return Future.all(found, groups)
                .map(done -> found.result()
                        .map(theirs -> theirs.with(groups.result().stream()
                                .map(Map.Entry::getValue)
                                .toList())));
    }

    Future<Optional<ScimUser>> find(Database database, OrganizationId organization, UserId user) {
        return database.inTransaction(organization, tx -> find(tx, organization, user));
    }

    /** Keeps what a directory says of a member. */
    Future<Integer> write(
            Tx tx,
            OrganizationId organization,
            UserId user,
            Optional<String> externalId,
            JsonObject profile,
            Instant now) {
        return tx.execute(WRITE.with(new Kept(new Key(organization, user), externalId, profile, now)));
    }

    Future<Integer> count(Database database, OrganizationId organization, Condition condition) {
        var counted = select(TOTAL)
                .from(ORGANIZATION_PERSON)
                .join(USER_PROFILE)
                .on(USER_PROFILE.ID.eq(ORGANIZATION_PERSON.USER_ID))
                .leftJoin(SCIM_USER)
                .on(isOfPerson())
                .where(ORGANIZATION_PERSON.ORGANIZATION_ID.eq(organization.value()))
                .and(condition);
        return database.page(organization, Sql.rows(counted, row -> row.get(TOTAL)))
                .map(rows -> rows.get(0));
    }

    Future<List<ScimUser>> list(
            Database database,
            OrganizationId organization,
            Condition condition,
            Optional<SortField<?>> order,
            ListQuery query) {
        var orders = new ArrayList<SortField<?>>();
        order.ifPresent(orders::add);
        orders.add(ORGANIZATION_PERSON.JOINED_AT.asc());
        orders.add(ORGANIZATION_PERSON.USER_ID.asc());
        var rows = people().where(ORGANIZATION_PERSON.ORGANIZATION_ID.eq(organization.value()))
                .and(condition)
                .orderBy(orders)
                .limit(inline(query.count()))
                .offset(inline(query.startIndex() - 1));
        return database.page(organization, Sql.rows(rows, UserTable::user));
    }

    /** The groups of some people, by who they are. */
    Future<Map<UserId, List<Group>>> groups(Database database, OrganizationId organization, Collection<UserId> users) {
        return database.list(organization, GROUPS.with(new Members(organization, users)))
                .map(all -> {
                    var byUser = new HashMap<UserId, List<Group>>();
                    all.forEach(entry -> byUser.computeIfAbsent(entry.getKey(), first -> new ArrayList<>())
                            .add(entry.getValue()));
                    return byUser;
                });
    }

    private static SelectOnConditionStep<Record> people() {
        return select(COLUMNS)
                .from(ORGANIZATION_PERSON)
                .join(USER_PROFILE)
                .on(USER_PROFILE.ID.eq(ORGANIZATION_PERSON.USER_ID))
                .leftJoin(SCIM_USER)
                .on(isOfPerson());
    }

    private static Condition isOfPerson() {
        return SCIM_USER
                .ORGANIZATION_ID
                .eq(ORGANIZATION_PERSON.ORGANIZATION_ID)
                .and(SCIM_USER.USER_ID.eq(ORGANIZATION_PERSON.USER_ID));
    }

    private static ScimUser user(ResultRow row) {
        return new ScimUser(
                new UserId(row.get(ORGANIZATION_PERSON.USER_ID)),
                row.get(USER_PROFILE.EMAIL),
                row.get(USER_PROFILE.FULL_NAME),
                row.get(ORGANIZATION_PERSON.SUSPENDED_AT) == null,
                Optional.ofNullable(row.get(SCIM_USER.EXTERNAL_ID)),
                Optional.ofNullable(row.json(SCIM_USER.PROFILE)).orElseGet(JsonObject::new),
                row.instant(ORGANIZATION_PERSON.JOINED_AT),
                row.instant(MODIFIED),
                List.of());
    }
}
