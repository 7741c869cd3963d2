package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.CUSTOM_ROLE;
import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.db.tables.UserProfile;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.Invitation.Inviter;
import dev.guildhall.membership.InvitationDelivery;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.Role;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;

/** The SQL on the table {@code invitation}, but for that of all pending ones and of missing keys. */
final class InvitationTable {

    private static final String PENDING = InvitationState.PENDING.name();

    // By the database's clock everywhere, so that a list and a decision agree.
    private static final Field<String> STATE = when(
                    INVITATION.STATE.eq(inline(PENDING)).and(INVITATION.EXPIRES_AT.le(currentOffsetDateTime())),
                    inline(InvitationState.EXPIRED.name()))
            .otherwise(INVITATION.STATE);

    /** The value of the column role of an invitation to one of the workspace's own. */
    private static final String CUSTOM = "CUSTOM";

    private static final Condition OFFERS_CUSTOM_ROLE =
            CUSTOM_ROLE.WORKSPACE_ID.eq(INVITATION.WORKSPACE_ID).and(CUSTOM_ROLE.ID.eq(INVITATION.CUSTOM_ROLE_ID));

    // As it is called now while it is offered, for it can be renamed.
    private static final Field<String> ROLE_NAME =
            coalesce(field(select(CUSTOM_ROLE.NAME).from(CUSTOM_ROLE).where(OFFERS_CUSTOM_ROLE)), INVITATION.ROLE_NAME);

    private static final Field<String> ROLE_NAME_NOW = ROLE_NAME.as("role_name_now");
    private static final Field<String> STATE_NOW = STATE.as("state_now");
    private static final Condition BY_MAIL = INVITATION.DELIVERY.eq(inline(InvitationDelivery.MAIL.name()));
    private static final Field<Boolean> HAS_ACCOUNT = field(exists(selectOne()
                    .from(USER_PROFILE)
                    .where(USER_PROFILE.EMAIL_KEY.eq(INVITATION.EMAIL_KEY))
                    .and(condition(USER_PROFILE.EMAIL_VERIFIED).or(BY_MAIL.not()))))
            .as("has_account");
    private static final Field<Boolean> MATCHES = field(
                    coalesce(USER_PROFILE.EMAIL_KEY.eq(INVITATION.EMAIL_KEY), inline(false)))
            .as("matches");

    private static final UserProfile INVITER = USER_PROFILE.as("inviter");
    private static final Field<Boolean> OPENS_ACCOUNT = field(BY_MAIL.or(
                    coalesce(inline(PlatformRole.ADMIN.name()).eq(any(INVITER.PLATFORM_ROLES)), inline(false))))
            .as("opens_account");

    private static final List<Field<?>> COLUMNS = List.of(
            INVITATION.ID,
            INVITATION.WORKSPACE_ID,
            INVITATION.EMAIL,
            INVITATION.CUSTOM_ROLE_ID,
            ROLE_NAME_NOW,
            INVITATION.DELIVERY,
            STATE_NOW,
            INVITATION.INVITED_BY,
            INVITER.FULL_NAME,
            INVITATION.REVISION,
            INVITATION.CREATED_AT,
            INVITATION.UPDATED_AT,
            INVITATION.ISSUED_AT,
            INVITATION.EXPIRES_AT,
            INVITATION.CLOSED_AT);

    static final ListFields<Invitation> LIST = ListFields.<Invitation>named("invitations")
            .field("email", textIgnoringCase(), INVITATION.EMAIL, Invitation::email)
            .field("createTime", timestamp(), INVITATION.CREATED_AT, Invitation::createdAt)
            .field("expireTime", timestamp(), INVITATION.EXPIRES_AT, Invitation::expiresAt)
            .filterable("state", enumeration(InvitationState.class), STATE)
            .filterable("role", textIgnoringCase(), ROLE_NAME)
            .bareWords("email")
            .defaultOrder("createTime desc")
            .id("id", uuid(), INVITATION.ID, Invitation::id);

    static final ListFields<Invitation> MINE = ListFields.<Invitation>named("my-invitations")
            .field("createTime", timestamp(), INVITATION.CREATED_AT, Invitation::createdAt)
            .field("expireTime", timestamp(), INVITATION.EXPIRES_AT, Invitation::expiresAt)
            .filterable("role", textIgnoringCase(), ROLE_NAME)
            .defaultOrder("createTime desc")
            .id("id", uuid(), INVITATION.ID, Invitation::id);

    private static final Condition BY_ID =
            INVITATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)).and(INVITATION.ID.eq(Sql.bind(UUID.class)));
    private static final Condition OF_ADDRESS =
            INVITATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)).and(INVITATION.EMAIL_KEY.eq(Sql.bind(String.class)));

    private static final Sql<Invitation> FIND = Sql.rows(invitations().where(BY_ID), InvitationTable::invitation);

    private static final Sql<Invitation> LOCK =
            Sql.rows(invitations().where(BY_ID).forNoKeyUpdate().of(INVITATION), InvitationTable::invitation);

    private static final Sql<Presented> FIND_BY_SECRET = Sql.rows(
            invitations(HAS_ACCOUNT, OPENS_ACCOUNT).where(INVITATION.SECRET_HASH.eq(Sql.bind(byte[].class))),
            row -> new Presented(invitation(row), row.get(HAS_ACCOUNT), row.get(OPENS_ACCOUNT)));

    private static final Sql<WorkspaceId> WORKSPACE_OF = Sql.rows(
            select(INVITATION.WORKSPACE_ID).from(INVITATION).where(INVITATION.ID.eq(Sql.bind(UUID.class))),
            row -> new WorkspaceId(row.get(INVITATION.WORKSPACE_ID)));

    private static final Sql<Invitation> LOCK_BY_SECRET = Sql.rows(
            invitations()
                    .where(INVITATION.SECRET_HASH.eq(Sql.bind(byte[].class)))
                    .forNoKeyUpdate()
                    .of(INVITATION),
            InvitationTable::invitation);

    private static final Sql<Addressee> ADDRESSEE = Sql.rows(
            select(MATCHES, USER_PROFILE.EMAIL_VERIFIED)
                    .from(USER_PROFILE)
                    .join(INVITATION)
                    .on(INVITATION.ID.eq(Sql.bind(UUID.class)))
                    .where(USER_PROFILE.ID.eq(Sql.bind(UUID.class))),
            row -> new Addressee(row.get(MATCHES), row.get(USER_PROFILE.EMAIL_VERIFIED)));

    private static final Sql<Void> INSERT = Sql.change(insertInto(INVITATION)
            .columns(
                    INVITATION.ID,
                    INVITATION.WORKSPACE_ID,
                    INVITATION.EMAIL,
                    INVITATION.EMAIL_KEY,
                    INVITATION.ROLE,
                    INVITATION.CUSTOM_ROLE_ID,
                    INVITATION.ROLE_NAME,
                    INVITATION.DELIVERY,
                    INVITATION.STATE,
                    INVITATION.SECRET_HASH,
                    INVITATION.INVITED_BY,
                    INVITATION.MAILS,
                    INVITATION.MAILED_AT,
                    INVITATION.CREATED_AT,
                    INVITATION.UPDATED_AT,
                    INVITATION.ISSUED_AT,
                    INVITATION.EXPIRES_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    inline(PENDING),
                    Sql.bind(byte[].class),
                    Sql.bind(UUID.class),
                    Sql.bind(Integer.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Void> RENEW = Sql.change(update(INVITATION)
            .set(INVITATION.SECRET_HASH, Sql.bind(byte[].class))
            .set(INVITATION.DELIVERY, Sql.bind(String.class))
            .set(INVITATION.INVITED_BY, Sql.bind(UUID.class))
            .set(INVITATION.MAILS, INVITATION.MAILS.plus(Sql.bind(Integer.class)))
            .set(INVITATION.MAILED_AT, coalesce(Sql.bind(OffsetDateTime.class), INVITATION.MAILED_AT))
            .set(INVITATION.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .set(INVITATION.ISSUED_AT, Sql.bind(OffsetDateTime.class))
            .set(INVITATION.EXPIRES_AT, Sql.bind(OffsetDateTime.class))
            .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
            .where(BY_ID));

    private static final Sql<Void> CLOSE = Sql.change(update(INVITATION)
            .set(INVITATION.STATE, Sql.bind(String.class))
            .set(INVITATION.ROLE_NAME, ROLE_NAME)
            .set(INVITATION.CUSTOM_ROLE_ID, castNull(UUID.class))
            .set(INVITATION.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .set(INVITATION.CLOSED_AT, Sql.bind(OffsetDateTime.class))
            .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
            .where(BY_ID));

    private static final Sql<Void> CLOSE_EXPIRED_OF_ADDRESS = closeExpired(OF_ADDRESS);

    private static final Sql<Void> CLOSE_EXPIRED_OF_ROLE = closeExpired(
            INVITATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)).and(INVITATION.CUSTOM_ROLE_ID.eq(Sql.bind(UUID.class))));

    private static final Sql<Integer> MAILS_SINCE = Sql.rows(
            select(coalesce(sum(INVITATION.MAILS), inline(0))
                            .cast(Integer.class)
                            .as("mails"))
                    .from(INVITATION)
                    .where(OF_ADDRESS)
                    .and(INVITATION.MAILED_AT.gt(Sql.bind(OffsetDateTime.class))),
            row -> row.get(field("mails", Integer.class)));

    Future<Optional<Invitation>> find(Database database, WorkspaceId workspace, UUID id) {
        return database.first(Scope.of(workspace), FIND, workspace, id);
    }

    Future<Invitation> read(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(FIND, workspace, id).map(Optional::orElseThrow);
    }

    Future<Optional<Invitation>> lock(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(LOCK, workspace, id);
    }

    /** The workspace is not known yet, so the transaction is platform-wide. */
    Future<Optional<Presented>> findBySecret(Tx platformTx, byte[] hash) {
        return platformTx.first(FIND_BY_SECRET, new Object[] {hash});
    }

    Future<Optional<Invitation>> lockBySecret(Tx platformTx, byte[] hash) {
        return platformTx.first(LOCK_BY_SECRET, new Object[] {hash});
    }

    Future<Optional<WorkspaceId>> workspaceOf(Tx platformTx, UUID id) {
        return platformTx.first(WORKSPACE_OF, id);
    }

    Future<Optional<Addressee>> addressee(Tx tx, UUID invitation, UserId user) {
        return tx.first(ADDRESSEE, invitation, user);
    }

    Future<Page<Invitation>> list(Database database, WorkspaceId workspace, PageRequest<Invitation> page) {
        return page(database, Scope.of(workspace), INVITATION.WORKSPACE_ID.eq(workspace.value()), page);
    }

    /** Those pending for the address of an account, in every workspace, if the address is proven to be its owner's. */
    Future<Page<Invitation>> pendingOf(Database database, UserId user, PageRequest<Invitation> page) {
        var addressed = exists(selectOne()
                .from(USER_PROFILE)
                .where(USER_PROFILE.ID.eq(user.value()))
                .and(USER_PROFILE.EMAIL_KEY.eq(INVITATION.EMAIL_KEY))
                .and(USER_PROFILE.EMAIL_VERIFIED));
        var pending = INVITATION.STATE.eq(inline(PENDING)).and(INVITATION.EXPIRES_AT.gt(currentOffsetDateTime()));
        return page(database, Scope.PLATFORM, addressed.and(pending), page);
    }

    private static Future<Page<Invitation>> page(
            Database database, Scope scope, Condition condition, PageRequest<Invitation> page) {
        var rows = invitations()
                .where(condition)
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
        return database.page(scope, Sql.rows(rows, InvitationTable::invitation)).map(page::page);
    }

    Future<Integer> insert(
            Tx tx,
            UUID id,
            WorkspaceId workspace,
            EmailAddress address,
            Role role,
            InvitationDelivery delivery,
            byte[] secretHash,
            UserId inviter,
            Instant now,
            Instant expiresAt) {
        var mailed = delivery == InvitationDelivery.MAIL;
        return tx.execute(
                INSERT,
                id,
                workspace,
                address.text(),
                address.key(),
                role.isBuiltIn() ? role.name() : CUSTOM,
                role.isBuiltIn() ? null : UUID.fromString(role.id()),
                role.name(),
                delivery,
                secretHash,
                inviter,
                mailed ? 1 : 0,
                mailed ? now : null,
                now,
                now,
                now,
                expiresAt);
    }

    Future<Integer> renew(
            Tx tx,
            Invitation invitation,
            InvitationDelivery delivery,
            UserId inviter,
            byte[] secretHash,
            Instant now,
            Instant expiresAt) {
        var mailed = delivery == InvitationDelivery.MAIL;
        return tx.execute(
                RENEW,
                secretHash,
                delivery,
                inviter,
                mailed ? 1 : 0,
                mailed ? now : null,
                now,
                now,
                expiresAt,
                invitation.workspace(),
                invitation.id());
    }

    Future<Integer> close(Tx tx, Invitation invitation, InvitationState state, Instant now) {
        return tx.execute(CLOSE, state, now, now, invitation.workspace(), invitation.id());
    }

    /** Writes down that what was pending for an address has expired, to make room for a new one. */
    Future<Integer> closeExpired(Tx tx, WorkspaceId workspace, EmailAddress address) {
        return tx.execute(CLOSE_EXPIRED_OF_ADDRESS, workspace, address.key());
    }

    /** The same for those that offer a custom role, to let go of it. */
    Future<Integer> closeExpired(Tx tx, WorkspaceId workspace, UUID customRole) {
        return tx.execute(CLOSE_EXPIRED_OF_ROLE, workspace, customRole);
    }

    static SelectOnConditionStep<Record> invitations(Field<?>... more) {
        return select(COLUMNS).select(more).from(INVITATION).leftJoin(INVITER).on(INVITER.ID.eq(INVITATION.INVITED_BY));
    }

    private static Sql<Void> closeExpired(Condition which) {
        return Sql.change(update(INVITATION)
                .set(INVITATION.STATE, inline(InvitationState.EXPIRED.name()))
                .set(INVITATION.ROLE_NAME, ROLE_NAME)
                .set(INVITATION.CUSTOM_ROLE_ID, castNull(UUID.class))
                .set(INVITATION.UPDATED_AT, currentOffsetDateTime())
                .set(INVITATION.CLOSED_AT, currentOffsetDateTime())
                .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
                .where(which)
                .and(INVITATION.STATE.eq(inline(PENDING)))
                .and(INVITATION.EXPIRES_AT.le(currentOffsetDateTime())));
    }

    /** How many mails the invitations to an address have caused, of those mailed since a time. */
    Future<Integer> mailsSince(Tx tx, WorkspaceId workspace, EmailAddress address, Instant since) {
        return tx.first(MAILS_SINCE, workspace, address.key(), since).map(Optional::orElseThrow);
    }

    static Invitation invitation(ResultRow row) {
        var inviter = row.get(INVITATION.INVITED_BY);
        var customRole = row.get(INVITATION.CUSTOM_ROLE_ID);
        var roleName = row.get(ROLE_NAME_NOW);
        return new Invitation(
                row.get(INVITATION.ID),
                new WorkspaceId(row.get(INVITATION.WORKSPACE_ID)),
                row.get(INVITATION.EMAIL),
                customRole == null ? roleName : customRole.toString(),
                roleName,
                InvitationDelivery.valueOf(row.get(INVITATION.DELIVERY)),
                InvitationState.valueOf(row.get(STATE_NOW)),
                inviter == null
                        ? Optional.empty()
                        : Optional.of(new Inviter(new UserId(inviter), row.get(INVITER.FULL_NAME))),
                row.get(INVITATION.REVISION),
                row.instant(INVITATION.CREATED_AT),
                row.instant(INVITATION.UPDATED_AT),
                row.instant(INVITATION.ISSUED_AT),
                row.instant(INVITATION.EXPIRES_AT),
                Optional.ofNullable(row.instant(INVITATION.CLOSED_AT)));
    }
}
