package dev.guildhall.membership.internal.organization;

import static dev.guildhall.db.Tables.ORGANIZATION_MEMBER;
import static dev.guildhall.db.Tables.TEAM_MEMBER;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.annotation.Annotations;
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
import dev.guildhall.membership.OrganizationMember;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.internal.RefusedMail;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;

/** All SQL on the table {@code organization_member}; profiles come from the view that the identity module publishes. */
public final class OrganizationMemberTable {

    private static final List<Field<?>> COLUMNS = List.of(
            ORGANIZATION_MEMBER.USER_ID,
            ORGANIZATION_MEMBER.ROLE,
            ORGANIZATION_MEMBER.EXTERNAL_ID,
            ORGANIZATION_MEMBER.METADATA,
            ORGANIZATION_MEMBER.REVISION,
            ORGANIZATION_MEMBER.JOINED_AT,
            ORGANIZATION_MEMBER.SUSPENDED_AT,
            USER_PROFILE.EMAIL,
            USER_PROFILE.EMAIL_VERIFIED,
            USER_PROFILE.MAIL_REFUSED_AT,
            USER_PROFILE.FULL_NAME);

    public static final ListFields<OrganizationMember> LIST = ListFields.<OrganizationMember>named(
                    "organization members")
            .field("fullName", text(), ORGANIZATION_MEMBER.FULL_NAME, OrganizationMember::fullName)
            .field("email", textIgnoringCase(), ORGANIZATION_MEMBER.EMAIL, OrganizationMember::email)
            .field("joinedAt", timestamp(), ORGANIZATION_MEMBER.JOINED_AT, OrganizationMember::joinedAt)
            .filterable("role", enumeration(OrganizationRole.class), ORGANIZATION_MEMBER.ROLE)
            .filterable("userId", uuid(), ORGANIZATION_MEMBER.USER_ID)
            .filterable("externalId", text(), ORGANIZATION_MEMBER.EXTERNAL_ID)
            .repeated(
                    "mailRefusedAt",
                    timestamp(),
                    RefusedMail.among(ORGANIZATION_MEMBER.USER_ID),
                    USER_PROFILE.MAIL_REFUSED_AT)
            .custom("search", OrganizationMemberTable::mentions)
            .bareWords("search")
            .defaultOrder("joinedAt desc")
            .id(
                    "userId",
                    uuid(),
                    ORGANIZATION_MEMBER.USER_ID,
                    member -> member.user().value());

    private static final Columns<Assignment> ASSIGNED = Columns.<Assignment>of(
                    ORGANIZATION_MEMBER.ROLE, Assignment::role)
            .and(ORGANIZATION_MEMBER.UPDATED_AT, Assignment::at);

    private static final Columns<Assignment> JOINED = ASSIGNED.and(
                    ORGANIZATION_MEMBER.ORGANIZATION_ID, Assignment::organization)
            .and(ORGANIZATION_MEMBER.USER_ID, Assignment::user)
            .and(ORGANIZATION_MEMBER.JOINED_AT, Assignment::at);

    private static final Field<String> ROLE_IF_ANY = field("role_if_any", String.class);
    private static final Field<OffsetDateTime> SUSPENDED_IF_ANY = field("suspended_if_any", OffsetDateTime.class);
    private static final Field<UUID[]> TEAMS = field("teams", UUID[].class);

    private static final ParameterizedSql<Key, OrganizationSeat> SEAT = ParameterizedSql.rows(
            key -> select(
                    field(select(ORGANIZATION_MEMBER.ROLE)
                                    .from(ORGANIZATION_MEMBER)
                                    .where(is(key)))
                            .as(ROLE_IF_ANY),
                    field(select(ORGANIZATION_MEMBER.SUSPENDED_AT)
                                    .from(ORGANIZATION_MEMBER)
                                    .where(is(key)))
                            .as(SUSPENDED_IF_ANY),
                    array(select(TEAM_MEMBER.TEAM_ID)
                                    .from(TEAM_MEMBER)
                                    .where(key.eq(TEAM_MEMBER.USER_ID, Key::user))
                                    .and(key.eq(TEAM_MEMBER.ORGANIZATION_ID, Key::organization)))
                            .as(TEAMS)),
            row -> row.get(SUSPENDED_IF_ANY) != null
                    ? OrganizationSeat.SUSPENDED
                    : new OrganizationSeat(
                            Optional.ofNullable(row.get(ROLE_IF_ANY)).map(OrganizationRole::valueOf),
                            Arrays.stream(row.get(TEAMS)).map(TeamId::new).collect(Collectors.toUnmodifiableSet()),
                            false));

    private static final ParameterizedSql<Key, HeldSeat> SHARE = ParameterizedSql.rows(
            key -> select(ORGANIZATION_MEMBER.ROLE, ORGANIZATION_MEMBER.SUSPENDED_AT)
                    .from(ORGANIZATION_MEMBER)
                    .where(is(key))
                    .forShare(),
            OrganizationMemberTable::heldSeat);

    private static final ParameterizedSql<Two, Map.Entry<UserId, HeldSeat>> LOCK_ROLES = ParameterizedSql.rows(
            two -> select(ORGANIZATION_MEMBER.USER_ID, ORGANIZATION_MEMBER.ROLE, ORGANIZATION_MEMBER.SUSPENDED_AT)
                    .from(ORGANIZATION_MEMBER)
                    .where(two.eq(ORGANIZATION_MEMBER.ORGANIZATION_ID, Two::organization))
                    .and(ORGANIZATION_MEMBER.USER_ID.in(
                            two.value(ORGANIZATION_MEMBER.USER_ID, Two::one),
                            two.value(ORGANIZATION_MEMBER.USER_ID, Two::other)))
                    .orderBy(ORGANIZATION_MEMBER.USER_ID)
                    .forUpdate(),
            row -> Map.entry(new UserId(row.get(ORGANIZATION_MEMBER.USER_ID)), heldSeat(row)));

    private static final ParameterizedSql<Addressed, UserId> FIND_BY_EMAIL = ParameterizedSql.rows(
            addressed -> select(ORGANIZATION_MEMBER.USER_ID)
                    .from(ORGANIZATION_MEMBER)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(ORGANIZATION_MEMBER.USER_ID))
                    .where(addressed.eq(ORGANIZATION_MEMBER.ORGANIZATION_ID, Addressed::organization))
                    .and(addressed.eq(USER_PROFILE.EMAIL_KEY, Addressed::emailKey)),
            row -> new UserId(row.get(ORGANIZATION_MEMBER.USER_ID)));

    private static final ParameterizedSql<UserId, OrganizationId> ORGANIZATIONS_OF = ParameterizedSql.rows(
            user -> select(ORGANIZATION_MEMBER.ORGANIZATION_ID)
                    .from(ORGANIZATION_MEMBER)
                    .where(user.eq(ORGANIZATION_MEMBER.USER_ID))
                    .orderBy(ORGANIZATION_MEMBER.ORGANIZATION_ID),
            row -> new OrganizationId(row.get(ORGANIZATION_MEMBER.ORGANIZATION_ID)));

    private static final ParameterizedSql<Key, OrganizationMember> FIND =
            ParameterizedSql.rows(key -> members().where(is(key)), OrganizationMemberTable::member);

    private static final ParameterizedSql<Assignment, Void> UPSERT =
            ParameterizedSql.change(assigned -> insertInto(ORGANIZATION_MEMBER)
                    .set(assigned.values(JOINED))
                    .onConflict(ORGANIZATION_MEMBER.ORGANIZATION_ID, ORGANIZATION_MEMBER.USER_ID)
                    .doUpdate()
                    .set(ORGANIZATION_MEMBER.ROLE, excluded(ORGANIZATION_MEMBER.ROLE))
                    .set(ORGANIZATION_MEMBER.UPDATED_AT, excluded(ORGANIZATION_MEMBER.UPDATED_AT))
                    .set(ORGANIZATION_MEMBER.REVISION, ORGANIZATION_MEMBER.REVISION.plus(inline(1L))));

    private static final ParameterizedSql<Noted, Void> ANNOTATE =
            ParameterizedSql.change(noted -> update(ORGANIZATION_MEMBER)
                    .set(noted.values(Columns.of(
                                    ORGANIZATION_MEMBER.EXTERNAL_ID,
                                    (Noted made) -> made.annotations().externalId())
                            .and(
                                    ORGANIZATION_MEMBER.METADATA,
                                    made -> made.annotations().metadataJson())
                            .and(ORGANIZATION_MEMBER.UPDATED_AT, Noted::at)))
                    .set(ORGANIZATION_MEMBER.REVISION, ORGANIZATION_MEMBER.REVISION.plus(inline(1L)))
                    .where(noted.eq(ORGANIZATION_MEMBER.ORGANIZATION_ID, Noted::organization))
                    .and(noted.eq(ORGANIZATION_MEMBER.USER_ID, Noted::user)));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(ORGANIZATION_MEMBER).where(is(key)));

    private static final ParameterizedSql<UserId, OrganizationId> KEEP_OF_USER = ParameterizedSql.rows(
            user -> select(ORGANIZATION_MEMBER.ORGANIZATION_ID)
                    .from(ORGANIZATION_MEMBER)
                    .where(user.eq(ORGANIZATION_MEMBER.USER_ID))
                    .orderBy(ORGANIZATION_MEMBER.ORGANIZATION_ID)
                    .forKeyShare(),
            row -> new OrganizationId(row.get(ORGANIZATION_MEMBER.ORGANIZATION_ID)));

    private static final ParameterizedSql<UserId, Map.Entry<OrganizationId, OrganizationRole>> DELETE_OF_USER =
            ParameterizedSql.rows(
                    user -> deleteFrom(ORGANIZATION_MEMBER)
                            .where(user.eq(ORGANIZATION_MEMBER.USER_ID))
                            .returning(ORGANIZATION_MEMBER.ORGANIZATION_ID, ORGANIZATION_MEMBER.ROLE),
                    row -> Map.entry(new OrganizationId(row.get(ORGANIZATION_MEMBER.ORGANIZATION_ID)), role(row)));

    private record Key(OrganizationId organization, UserId user) {}

    private record Addressed(OrganizationId organization, String emailKey) {}

    private record Two(OrganizationId organization, UserId one, UserId other) {}

    private record Noted(OrganizationId organization, UserId user, Annotations annotations, Instant at) {}

    private record Assignment(OrganizationId organization, UserId user, OrganizationRole role, Instant at) {}

    public Future<OrganizationSeat> seat(Database database, OrganizationId organization, UserId user) {
        return database.first(organization, SEAT.with(new Key(organization, user)))
                .map(Optional::orElseThrow);
    }

    /** The member's role, which nobody can take until the transaction ends; none while they are suspended. */
    public Future<Optional<OrganizationRole>> shareRole(Tx tx, OrganizationId organization, UserId user) {
        return shareSeat(tx, organization, user).map(seat -> seat.flatMap(HeldSeat::effective));
    }

    /** The same of the suspended too; empty for who is no member. */
    public Future<Optional<HeldSeat>> shareSeat(Tx tx, OrganizationId organization, UserId user) {
        return tx.first(SHARE.with(new Key(organization, user)));
    }

    /** What those two are who are members, their rows locked until the transaction ends. */
    public Future<Map<UserId, HeldSeat>> lockSeats(Tx tx, OrganizationId organization, UserId one, UserId other) {
        return tx.list(LOCK_ROLES.with(new Two(organization, one, other)))
                .map(roles -> roles.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    public Future<Optional<OrganizationMember>> find(Tx tx, OrganizationId organization, UserId user) {
        return tx.first(FIND.with(new Key(organization, user)));
    }

    /** Whether the account with this address is a member. */
    public Future<Boolean> isMember(Tx tx, OrganizationId organization, EmailAddress address) {
        return tx.first(FIND_BY_EMAIL.with(new Addressed(organization, address.key())))
                .map(Optional::isPresent);
    }

    /** Every organization of a user. */
    public Future<List<OrganizationId>> organizationsOf(Tx platformTx, UserId user) {
        return platformTx.list(ORGANIZATIONS_OF.with(user));
    }

    public Future<Page<OrganizationMember>> list(
            Database database, OrganizationId organization, PageRequest<OrganizationMember> page) {
        return page.read(
                database,
                organization,
                asked -> members()
                        .where(ORGANIZATION_MEMBER.ORGANIZATION_ID.eq(organization.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                OrganizationMemberTable::member);
    }

    private static Condition mentions(String text) {
        return ORGANIZATION_MEMBER
                .FULL_NAME
                .containsIgnoreCase(text)
                .or(ORGANIZATION_MEMBER.EMAIL.containsIgnoreCase(text));
    }

    /**
     * Makes somebody a member, or changes their role; fails with the constraint {@code organization_member_user_fk} for
     * nobody.
     */
    public Future<Integer> upsert(Tx tx, OrganizationId organization, UserId user, OrganizationRole role, Instant now) {
        return tx.execute(UPSERT.with(new Assignment(organization, user, role, now)));
    }

    /** Fails with the constraint {@code organization_member_external_id_unique} when another member is called so. */
    public Future<Integer> annotate(
            Tx tx, OrganizationId organization, UserId user, Annotations annotations, Instant now) {
        return tx.execute(ANNOTATE.with(new Noted(organization, user, annotations, now)));
    }

    public Future<Integer> delete(Tx tx, OrganizationId organization, UserId user) {
        return tx.execute(DELETE.with(new Key(organization, user)));
    }

    /** The organizations of which a user is a member, and stays one until the transaction ends. */
    public Future<List<OrganizationId>> keepOfUser(Tx platformTx, UserId user) {
        return platformTx.list(KEEP_OF_USER.with(user));
    }

    /** Ends every membership of a user, and says which they were. */
    public Future<Map<OrganizationId, OrganizationRole>> deleteOfUser(Tx platformTx, UserId user) {
        return platformTx
                .list(DELETE_OF_USER.with(user))
                .map(ended -> ended.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static SelectOnConditionStep<Record> members() {
        return select(COLUMNS)
                .from(ORGANIZATION_MEMBER)
                .join(USER_PROFILE)
                .on(USER_PROFILE.ID.eq(ORGANIZATION_MEMBER.USER_ID));
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(ORGANIZATION_MEMBER.ORGANIZATION_ID, Key::organization)
                .and(key.eq(ORGANIZATION_MEMBER.USER_ID, Key::user));
    }

    private static HeldSeat heldSeat(ResultRow row) {
        return new HeldSeat(role(row), row.get(ORGANIZATION_MEMBER.SUSPENDED_AT) != null);
    }

    private static OrganizationRole role(ResultRow row) {
        return OrganizationRole.valueOf(row.get(ORGANIZATION_MEMBER.ROLE));
    }

    private static OrganizationMember member(ResultRow row) {
        return new OrganizationMember(
                new UserId(row.get(ORGANIZATION_MEMBER.USER_ID)),
                row.get(USER_PROFILE.EMAIL),
                row.get(USER_PROFILE.EMAIL_VERIFIED),
                Optional.ofNullable(row.instant(USER_PROFILE.MAIL_REFUSED_AT)),
                row.get(USER_PROFILE.FULL_NAME),
                role(row),
                Annotations.of(row.get(ORGANIZATION_MEMBER.EXTERNAL_ID), row.json(ORGANIZATION_MEMBER.METADATA)),
                row.get(ORGANIZATION_MEMBER.REVISION),
                row.instant(ORGANIZATION_MEMBER.JOINED_AT),
                Optional.ofNullable(row.instant(ORGANIZATION_MEMBER.SUSPENDED_AT)));
    }
}
