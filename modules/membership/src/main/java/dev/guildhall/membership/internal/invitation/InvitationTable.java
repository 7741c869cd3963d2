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

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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

    private static final Columns<Issue> ISSUED = Columns.of(INVITATION.SECRET_HASH, Issue::secretHash)
            .and(INVITATION.DELIVERY, Issue::delivery)
            .and(INVITATION.INVITED_BY, Issue::inviter)
            .and(INVITATION.UPDATED_AT, Issue::at)
            .and(INVITATION.ISSUED_AT, Issue::at)
            .and(INVITATION.EXPIRES_AT, Issue::expiresAt);

    private static final Columns<Creation> CREATED = Columns.of(INVITATION.ID, Creation::id)
            .and(INVITATION.WORKSPACE_ID, Creation::workspace)
            .and(INVITATION.EMAIL, made -> made.address().text())
            .and(INVITATION.EMAIL_KEY, made -> made.address().key())
            .and(INVITATION.ROLE, made -> made.role().isBuiltIn() ? made.role().name() : CUSTOM)
            .and(INVITATION.CUSTOM_ROLE_ID, Creation::customRole)
            .and(INVITATION.ROLE_NAME, made -> made.role().name())
            .and(INVITATION.MAILS, made -> made.issue().mails())
            .and(INVITATION.MAILED_AT, made -> made.issue().mailedAt())
            .and(INVITATION.CREATED_AT, made -> made.issue().at());

    private static final ParameterizedSql<Key, Invitation> FIND =
            ParameterizedSql.rows(key -> invitations().where(is(key)), InvitationTable::invitation);

    private static final ParameterizedSql<Key, Invitation> LOCK = ParameterizedSql.rows(
            key -> invitations().where(is(key)).forNoKeyUpdate().of(INVITATION), InvitationTable::invitation);

    private static final ParameterizedSql<byte[], InvitationBySecret> FIND_BY_SECRET = ParameterizedSql.rows(
            hash -> invitations(HAS_ACCOUNT, OPENS_ACCOUNT).where(hash.eq(INVITATION.SECRET_HASH)),
            row -> new InvitationBySecret(invitation(row), row.get(HAS_ACCOUNT), row.get(OPENS_ACCOUNT)));

    private static final ParameterizedSql<UUID, WorkspaceId> WORKSPACE_OF = ParameterizedSql.rows(
            id -> select(INVITATION.WORKSPACE_ID).from(INVITATION).where(id.eq(INVITATION.ID)),
            row -> new WorkspaceId(row.get(INVITATION.WORKSPACE_ID)));

    private static final ParameterizedSql<byte[], Invitation> LOCK_BY_SECRET = ParameterizedSql.rows(
            hash -> invitations()
                    .where(hash.eq(INVITATION.SECRET_HASH))
                    .forNoKeyUpdate()
                    .of(INVITATION),
            InvitationTable::invitation);

    private static final ParameterizedSql<Claimed, Invitee> ADDRESSEE = ParameterizedSql.rows(
            claimed -> select(MATCHES, USER_PROFILE.EMAIL_VERIFIED)
                    .from(USER_PROFILE)
                    .join(INVITATION)
                    .on(claimed.eq(INVITATION.ID, Claimed::invitation))
                    .where(claimed.eq(USER_PROFILE.ID, Claimed::user)),
            row -> new Invitee(row.get(MATCHES), row.get(USER_PROFILE.EMAIL_VERIFIED)));

    private static final ParameterizedSql<Creation, Void> INSERT =
            ParameterizedSql.change(made -> insertInto(INVITATION)
                    .set(made.values(CREATED))
                    .set(made.values(ISSUED, Creation::issue))
                    .set(INVITATION.STATE, inline(PENDING)));

    private static final ParameterizedSql<Renewal, Void> RENEW = ParameterizedSql.change(renewed -> update(INVITATION)
            .set(renewed.values(ISSUED, Renewal::issue))
            .set(
                    INVITATION.MAILS,
                    INVITATION.MAILS.plus(renewed.value(
                            INVITATION.MAILS, renewal -> renewal.issue().mails())))
            .set(
                    INVITATION.MAILED_AT,
                    coalesce(
                            renewed.value(
                                    INVITATION.MAILED_AT,
                                    renewal -> renewal.issue().mailedAt()),
                            INVITATION.MAILED_AT))
            .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
            .where(is(renewed, Renewal::invitation)));

    private static final ParameterizedSql<Closing, Void> CLOSE = ParameterizedSql.change(closed -> update(INVITATION)
            .set(closed.values(Columns.of(INVITATION.STATE, Closing::state)
                    .and(INVITATION.UPDATED_AT, Closing::at)
                    .and(INVITATION.CLOSED_AT, Closing::at)))
            .set(INVITATION.ROLE_NAME, ROLE_NAME)
            .set(INVITATION.CUSTOM_ROLE_ID, castNull(UUID.class))
            .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
            .where(is(closed, Closing::invitation)));

    private static final ParameterizedSql<Address, Void> CLOSE_EXPIRED_OF_ADDRESS =
            closeExpired(address -> isTo(address, itself -> itself));

    private static final ParameterizedSql<OfferedRole, Void> CLOSE_EXPIRED_OF_ROLE =
            closeExpired(role -> role.eq(INVITATION.WORKSPACE_ID, OfferedRole::workspace)
                    .and(role.eq(INVITATION.CUSTOM_ROLE_ID, OfferedRole::id)));

    private static final ParameterizedSql<MailedSince, Integer> MAILS_SINCE = ParameterizedSql.rows(
            mailed -> select(coalesce(sum(INVITATION.MAILS), inline(0))
                            .cast(Integer.class)
                            .as("mails"))
                    .from(INVITATION)
                    .where(isTo(mailed, MailedSince::address))
                    .and(INVITATION.MAILED_AT.gt(mailed.value(INVITATION.MAILED_AT, MailedSince::since))),
            row -> row.get(field("mails", Integer.class)));

    private record Key(WorkspaceId workspace, UUID id) {}

    private record Claimed(UUID invitation, UserId user) {}

    /** What is new each time an invitation is sent. */
    private record Issue(
            InvitationDelivery delivery, byte[] secretHash, UserId inviter, Instant at, Instant expiresAt) {

        int mails() {
            return delivery == InvitationDelivery.MAIL ? 1 : 0;
        }

        Optional<Instant> mailedAt() {
            return delivery == InvitationDelivery.MAIL ? Optional.of(at) : Optional.empty();
        }
    }

    private record Creation(UUID id, WorkspaceId workspace, EmailAddress address, Role role, Issue issue) {

        Optional<UUID> customRole() {
            return role.isBuiltIn() ? Optional.empty() : Optional.of(UUID.fromString(role.id()));
        }
    }

    private record Renewal(Invitation invitation, Issue issue) {}

    private record Closing(Invitation invitation, InvitationState state, Instant at) {}

    private record Address(WorkspaceId workspace, EmailAddress address) {}

    private record MailedSince(Address address, Instant since) {}

    private record OfferedRole(WorkspaceId workspace, UUID id) {}

    Future<Optional<Invitation>> find(Database database, WorkspaceId workspace, UUID id) {
        return database.first(workspace, FIND.with(new Key(workspace, id)));
    }

    Future<Invitation> read(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(FIND.with(new Key(workspace, id))).map(Optional::orElseThrow);
    }

    Future<Optional<Invitation>> lock(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(LOCK.with(new Key(workspace, id)));
    }

    /** The workspace is not known yet, so the transaction is platform-wide. */
    Future<Optional<InvitationBySecret>> findBySecret(Tx platformTx, byte[] hash) {
        return platformTx.first(FIND_BY_SECRET.with(hash));
    }

    Future<Optional<Invitation>> lockBySecret(Tx platformTx, byte[] hash) {
        return platformTx.first(LOCK_BY_SECRET.with(hash));
    }

    Future<Optional<WorkspaceId>> workspaceOf(Tx platformTx, UUID id) {
        return platformTx.first(WORKSPACE_OF.with(id));
    }

    Future<Optional<Invitee>> addressee(Tx tx, UUID invitation, UserId user) {
        return tx.first(ADDRESSEE.with(new Claimed(invitation, user)));
    }

    Future<Page<Invitation>> list(Database database, WorkspaceId workspace, PageRequest<Invitation> page) {
        return page(database, workspace, INVITATION.WORKSPACE_ID.eq(workspace.value()), page);
    }

    /** Those pending for the address of an account, in every workspace, if the address is proven to be its owner's. */
    Future<Page<Invitation>> pendingOf(Database database, UserId user, PageRequest<Invitation> page) {
        var addressed = exists(selectOne()
                .from(USER_PROFILE)
                .where(USER_PROFILE.ID.eq(user.value()))
                .and(USER_PROFILE.EMAIL_KEY.eq(INVITATION.EMAIL_KEY))
                .and(USER_PROFILE.EMAIL_VERIFIED));
        var pending = INVITATION.STATE.eq(inline(PENDING)).and(INVITATION.EXPIRES_AT.gt(currentOffsetDateTime()));
        return page(database, Tenant.PLATFORM, addressed.and(pending), page);
    }

    private static Future<Page<Invitation>> page(
            Database database, Tenant tenant, Condition condition, PageRequest<Invitation> page) {
        var rows = invitations()
                .where(condition)
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
        return database.page(tenant, Sql.rows(rows, InvitationTable::invitation))
                .map(page::page);
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
        var issue = new Issue(delivery, secretHash, inviter, now, expiresAt);
        return tx.execute(INSERT.with(new Creation(id, workspace, address, role, issue)));
    }

    Future<Integer> renew(
            Tx tx,
            Invitation invitation,
            InvitationDelivery delivery,
            UserId inviter,
            byte[] secretHash,
            Instant now,
            Instant expiresAt) {
        return tx.execute(
                RENEW.with(new Renewal(invitation, new Issue(delivery, secretHash, inviter, now, expiresAt))));
    }

    Future<Integer> close(Tx tx, Invitation invitation, InvitationState state, Instant now) {
        return tx.execute(CLOSE.with(new Closing(invitation, state, now)));
    }

    /** Writes down that what was pending for an address has expired, to make room for a new one. */
    Future<Integer> closeExpired(Tx tx, WorkspaceId workspace, EmailAddress address) {
        return tx.execute(CLOSE_EXPIRED_OF_ADDRESS.with(new Address(workspace, address)));
    }

    /** The same for those that offer a custom role, to let go of it. */
    Future<Integer> closeExpired(Tx tx, WorkspaceId workspace, UUID customRole) {
        return tx.execute(CLOSE_EXPIRED_OF_ROLE.with(new OfferedRole(workspace, customRole)));
    }

    static SelectOnConditionStep<Record> invitations(Field<?>... more) {
        return select(COLUMNS).select(more).from(INVITATION).leftJoin(INVITER).on(INVITER.ID.eq(INVITATION.INVITED_BY));
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(INVITATION.WORKSPACE_ID, Key::workspace).and(key.eq(INVITATION.ID, Key::id));
    }

    private static <A> Condition is(Parameters<A> parameters, Function<A, Invitation> which) {
        return parameters
                .eq(INVITATION.WORKSPACE_ID, argument -> which.apply(argument).workspace())
                .and(parameters.eq(
                        INVITATION.ID, argument -> which.apply(argument).id()));
    }

    private static <A> Condition isTo(Parameters<A> parameters, Function<A, Address> whom) {
        return parameters
                .eq(INVITATION.WORKSPACE_ID, argument -> whom.apply(argument).workspace())
                .and(parameters.eq(
                        INVITATION.EMAIL_KEY,
                        argument -> whom.apply(argument).address().key()));
    }

    private static <A> ParameterizedSql<A, Void> closeExpired(Function<Parameters<A>, Condition> which) {
        return ParameterizedSql.change(argument -> update(INVITATION)
                .set(INVITATION.STATE, inline(InvitationState.EXPIRED.name()))
                .set(INVITATION.ROLE_NAME, ROLE_NAME)
                .set(INVITATION.CUSTOM_ROLE_ID, castNull(UUID.class))
                .set(INVITATION.UPDATED_AT, currentOffsetDateTime())
                .set(INVITATION.CLOSED_AT, currentOffsetDateTime())
                .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
                .where(which.apply(argument))
                .and(INVITATION.STATE.eq(inline(PENDING)))
                .and(INVITATION.EXPIRES_AT.le(currentOffsetDateTime())));
    }

    /** How many mails the invitations to an address have caused, of those mailed since a time. */
    Future<Integer> mailsSince(Tx tx, WorkspaceId workspace, EmailAddress address, Instant since) {
        return tx.first(MAILS_SINCE.with(new MailedSince(new Address(workspace, address), since)))
                .map(Optional::orElseThrow);
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
