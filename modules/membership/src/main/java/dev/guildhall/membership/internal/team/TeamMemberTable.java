package dev.guildhall.membership.internal.team;

import static dev.guildhall.db.Tables.TEAM_MEMBER;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
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
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.TeamMember;
import dev.guildhall.membership.TeamRole;
import dev.guildhall.membership.internal.RefusedMail;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;

/** All SQL on the table {@code team_member}; profiles come from the view that the identity module publishes. */
public final class TeamMemberTable {

    private static final List<Field<?>> COLUMNS = List.of(
            TEAM_MEMBER.USER_ID,
            TEAM_MEMBER.ROLE,
            TEAM_MEMBER.REVISION,
            TEAM_MEMBER.JOINED_AT,
            USER_PROFILE.EMAIL,
            USER_PROFILE.EMAIL_VERIFIED,
            USER_PROFILE.MAIL_REFUSED_AT,
            USER_PROFILE.FULL_NAME);

    public static final ListFields<TeamMember> LIST = ListFields.<TeamMember>named("team members")
            .field("fullName", text(), TEAM_MEMBER.FULL_NAME, TeamMember::fullName)
            .field("email", textIgnoringCase(), TEAM_MEMBER.EMAIL, TeamMember::email)
            .field("joinedAt", timestamp(), TEAM_MEMBER.JOINED_AT, TeamMember::joinedAt)
            .filterable("role", enumeration(TeamRole.class), TEAM_MEMBER.ROLE)
            .repeated(
                    "mailRefusedAt", timestamp(), RefusedMail.among(TEAM_MEMBER.USER_ID), USER_PROFILE.MAIL_REFUSED_AT)
            .custom("search", TeamMemberTable::mentions)
            .bareWords("search")
            .defaultOrder("joinedAt desc")
            .id("userId", uuid(), TEAM_MEMBER.USER_ID, member -> member.user().value());

    private static final Columns<Assignment> ASSIGNED =
            Columns.<Assignment>of(TEAM_MEMBER.ROLE, Assignment::role).and(TEAM_MEMBER.UPDATED_AT, Assignment::at);

    private static final Columns<Assignment> JOINED = ASSIGNED.and(
                    TEAM_MEMBER.ORGANIZATION_ID, assigned -> assigned.team().organization())
            .and(TEAM_MEMBER.TEAM_ID, assigned -> assigned.team().id().value())
            .and(TEAM_MEMBER.USER_ID, Assignment::user)
            .and(TEAM_MEMBER.JOINED_AT, Assignment::at);

    private static final Field<Integer> MEMBERS = DSL.count().as("members");

    private static final ParameterizedSql<Key, TeamMember> FIND =
            ParameterizedSql.rows(key -> members().where(is(key)), TeamMemberTable::member);

    private static final ParameterizedSql<Key, TeamRole> SHARE_ROLE = ParameterizedSql.rows(
            key -> select(TEAM_MEMBER.ROLE).from(TEAM_MEMBER).where(is(key)).forShare(), TeamMemberTable::role);

    private static final ParameterizedSql<Addressed, UserId> FIND_BY_EMAIL = ParameterizedSql.rows(
            addressed -> select(TEAM_MEMBER.USER_ID)
                    .from(TEAM_MEMBER)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(TEAM_MEMBER.USER_ID))
                    .where(addressed.eq(
                            TEAM_MEMBER.TEAM_ID, its -> its.team().id().value()))
                    .and(addressed.eq(USER_PROFILE.EMAIL_KEY, Addressed::emailKey)),
            row -> new UserId(row.get(TEAM_MEMBER.USER_ID)));

    private static final ParameterizedSql<Team, Integer> COUNT = ParameterizedSql.rows(
            team -> select(MEMBERS)
                    .from(TEAM_MEMBER)
                    .where(team.eq(TEAM_MEMBER.TEAM_ID, its -> its.id().value())),
            row -> row.get(MEMBERS));

    private static final ParameterizedSql<Assignment, Void> UPSERT =
            ParameterizedSql.change(assigned -> insertInto(TEAM_MEMBER)
                    .set(assigned.values(JOINED))
                    .onConflict(TEAM_MEMBER.TEAM_ID, TEAM_MEMBER.USER_ID)
                    .doUpdate()
                    .set(TEAM_MEMBER.ROLE, excluded(TEAM_MEMBER.ROLE))
                    .set(TEAM_MEMBER.UPDATED_AT, excluded(TEAM_MEMBER.UPDATED_AT))
                    .set(TEAM_MEMBER.REVISION, TEAM_MEMBER.REVISION.plus(inline(1L))));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(TEAM_MEMBER).where(is(key)));

    private static final ParameterizedSql<OfOrganization, Ended> LEAVE_ORGANIZATION =
            deleteOf(of -> of.eq(TEAM_MEMBER.USER_ID, OfOrganization::user)
                    .and(of.eq(TEAM_MEMBER.ORGANIZATION_ID, OfOrganization::organization)));

    private static final ParameterizedSql<UserId, Ended> DELETE_OF_USER =
            deleteOf(user -> user.eq(TEAM_MEMBER.USER_ID));

    private record Key(OrganizationId organization, TeamId team, UserId user) {}

    private record Addressed(Team team, String emailKey) {}

    private record OfOrganization(OrganizationId organization, UserId user) {}

    private record Assignment(Team team, UserId user, TeamRole role, Instant at) {}

    /** A membership that is over. */
    public record Ended(OrganizationId organization, TeamId team, TeamRole role) {}

    private static <A> ParameterizedSql<A, Ended> deleteOf(Function<Parameters<A>, Condition> which) {
        return ParameterizedSql.rows(
                argument -> deleteFrom(TEAM_MEMBER)
                        .where(which.apply(argument))
                        .returning(TEAM_MEMBER.ORGANIZATION_ID, TEAM_MEMBER.TEAM_ID, TEAM_MEMBER.ROLE),
                row -> new Ended(
                        new OrganizationId(row.get(TEAM_MEMBER.ORGANIZATION_ID)),
                        new TeamId(row.get(TEAM_MEMBER.TEAM_ID)),
                        role(row)));
    }

    public Future<Optional<TeamMember>> find(Tx tx, Team team, UserId user) {
        return tx.first(FIND.with(key(team, user)));
    }

    /** The member's role, which nobody can take until the transaction ends. */
    public Future<Optional<TeamRole>> shareRole(Tx tx, Team team, UserId user) {
        return tx.first(SHARE_ROLE.with(key(team, user)));
    }

    /** Whether the account with this address is a member. */
    public Future<Boolean> isMember(Tx tx, Team team, EmailAddress address) {
        return tx.first(FIND_BY_EMAIL.with(new Addressed(team, address.key()))).map(Optional::isPresent);
    }

    public Future<Page<TeamMember>> list(
            Database database, OrganizationId organization, TeamId team, PageRequest<TeamMember> page) {
        return page.read(
                database,
                organization,
                asked -> members()
                        .where(TEAM_MEMBER.ORGANIZATION_ID.eq(organization.value()))
                        .and(TEAM_MEMBER.TEAM_ID.eq(team.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                TeamMemberTable::member);
    }

    public Future<Integer> count(Tx tx, Team team) {
        return tx.first(COUNT.with(team)).map(Optional::orElseThrow);
    }

    /** Puts somebody into the team, or changes their role; fails with {@code team_member_user_fk} for nobody. */
    public Future<Integer> upsert(Tx tx, Team team, UserId user, TeamRole role, Instant now) {
        return tx.execute(UPSERT.with(new Assignment(team, user, role, now)));
    }

    public Future<Integer> delete(Tx tx, Team team, UserId user) {
        return tx.execute(DELETE.with(key(team, user)));
    }

    /** Ends what a user is in the teams of an organization, and says what that was. */
    public Future<List<Ended>> leaveOrganization(Tx tx, OrganizationId organization, UserId user) {
        return tx.list(LEAVE_ORGANIZATION.with(new OfOrganization(organization, user)));
    }

    /** The same in all organizations. */
    public Future<List<Ended>> deleteOfUser(Tx platformTx, UserId user) {
        return platformTx.list(DELETE_OF_USER.with(user));
    }

    private static Condition mentions(String text) {
        return TEAM_MEMBER.FULL_NAME.containsIgnoreCase(text).or(TEAM_MEMBER.EMAIL.containsIgnoreCase(text));
    }

    private static SelectOnConditionStep<Record> members() {
        return select(COLUMNS).from(TEAM_MEMBER).join(USER_PROFILE).on(USER_PROFILE.ID.eq(TEAM_MEMBER.USER_ID));
    }

    private static Key key(Team team, UserId user) {
        return new Key(team.organization(), team.id(), user);
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(TEAM_MEMBER.ORGANIZATION_ID, Key::organization)
                .and(key.eq(TEAM_MEMBER.TEAM_ID, its -> its.team().value()))
                .and(key.eq(TEAM_MEMBER.USER_ID, Key::user));
    }

    private static TeamRole role(ResultRow row) {
        return TeamRole.valueOf(row.get(TEAM_MEMBER.ROLE));
    }

    private static TeamMember member(ResultRow row) {
        return new TeamMember(
                new UserId(row.get(TEAM_MEMBER.USER_ID)),
                row.get(USER_PROFILE.EMAIL),
                row.get(USER_PROFILE.EMAIL_VERIFIED),
                Optional.ofNullable(row.instant(USER_PROFILE.MAIL_REFUSED_AT)),
                row.get(USER_PROFILE.FULL_NAME),
                role(row),
                row.get(TEAM_MEMBER.REVISION),
                row.instant(TEAM_MEMBER.JOINED_AT));
    }
}
