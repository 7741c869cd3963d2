package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.membership.internal.invitation.InvitationRow.PENDING;
import static dev.guildhall.membership.internal.invitation.InvitationRow.ROLE_NAME;
import static dev.guildhall.membership.internal.invitation.InvitationRow.invitation;
import static dev.guildhall.membership.internal.invitation.InvitationRow.invitations;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Principal;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationDelivery;
import dev.guildhall.membership.InvitationMail;
import dev.guildhall.membership.InvitationState;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.internal.invitation.Admission.OfferedRole;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL by which one invitation is made, read and changed in the table {@code invitation}. */
final class InvitationTable {

    /** The value of the column role of an invitation to one of the workspace's own. */
    private static final String CUSTOM = "CUSTOM";

    static final Field<String> QUEUED = inline(InvitationMail.State.QUEUED.name());

    private static final Columns<Issue> ISSUED = Columns.of(INVITATION.SECRET_HASH, Issue::secretHash)
            .and(INVITATION.DELIVERY, Issue::delivery)
            .and(INVITATION.INVITED_BY, Issue::user)
            .and(INVITATION.INVITED_BY_APP, Issue::app)
            .and(INVITATION.UPDATED_AT, Issue::at)
            .and(INVITATION.ISSUED_AT, Issue::at)
            .and(INVITATION.MAIL_STATE, Issue::mailState)
            .and(INVITATION.MAIL_CHANGED_AT, Issue::mailedAt)
            .and(INVITATION.EXPIRES_AT, Issue::expiresAt);

    private static final Columns<Creation> CREATED = Columns.of(INVITATION.ID, Creation::id)
            .and(INVITATION.TENANT_ID, made -> made.target().tenant())
            .and(INVITATION.TENANT_KIND, made -> made.target().tenant().kind())
            .and(INVITATION.TEAM_ID, made -> made.target().team().map(TeamId::value))
            .and(INVITATION.EMAIL, made -> made.address().map(EmailAddress::text))
            .and(INVITATION.EMAIL_KEY, made -> made.address().map(EmailAddress::key))
            .and(
                    INVITATION.ROLE,
                    made -> made.role().isCustom() ? CUSTOM : made.role().name())
            .and(INVITATION.CUSTOM_ROLE_ID, Creation::customRole)
            .and(INVITATION.ROLE_NAME, made -> made.role().name())
            .and(INVITATION.MAILS, made -> made.issue().mails())
            .and(INVITATION.MAILED_AT, made -> made.issue().mailedAt())
            .and(INVITATION.CREATED_AT, made -> made.issue().at());

    private static final ParameterizedSql<Key, Invitation> FIND =
            ParameterizedSql.rows(key -> invitations().where(is(key)), InvitationRow::invitation);

    private static final ParameterizedSql<Key, Invitation> LOCK = ParameterizedSql.rows(
            key -> invitations().where(is(key)).forNoKeyUpdate().of(INVITATION), InvitationRow::invitation);

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
            .set(INVITATION.MAIL_ERROR, castNull(String.class))
            .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
            .where(is(renewed, Renewal::invitation)));

    private static final ParameterizedSql<Closing, Void> CLOSE = ParameterizedSql.change(closed -> update(INVITATION)
            .set(closed.values(Columns.of(INVITATION.STATE, Closing::state)
                    .and(INVITATION.UPDATED_AT, Closing::at)
                    .and(INVITATION.CLOSED_AT, Closing::at)))
            .set(INVITATION.ROLE_NAME, ROLE_NAME)
            .set(INVITATION.CUSTOM_ROLE_ID, castNull(UUID.class))
            // A mail that waits is withdrawn with it.
            .set(INVITATION.MAIL_CHANGED_AT, when(INVITATION.MAIL_STATE.ne(QUEUED), INVITATION.MAIL_CHANGED_AT))
            .set(INVITATION.MAIL_STATE, nullif(INVITATION.MAIL_STATE, QUEUED))
            .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
            .where(is(closed, Closing::invitation)));

    private static final ParameterizedSql<Address, Void> CLOSE_EXPIRED_OF_ADDRESS =
            closeExpired(address -> isTo(address, itself -> itself));

    private static final ParameterizedSql<CustomRole, Void> CLOSE_EXPIRED_OF_ROLE = closeExpired(role ->
            role.eq(INVITATION.TENANT_ID, CustomRole::tenant).and(role.eq(INVITATION.CUSTOM_ROLE_ID, CustomRole::id)));

    private static final ParameterizedSql<MailedSince, Integer> MAILS_SINCE = ParameterizedSql.rows(
            mailed -> select(coalesce(sum(INVITATION.MAILS), inline(0))
                            .cast(Integer.class)
                            .as("mails"))
                    .from(INVITATION)
                    .where(isTo(mailed, MailedSince::address))
                    .and(INVITATION.MAILED_AT.gt(mailed.value(INVITATION.MAILED_AT, MailedSince::since))),
            row -> row.get(field("mails", Integer.class)));

    private record Key(Tenant tenant, UUID id) {}

    /** What is new each time an invitation is sent. */
    private record Issue(
            InvitationDelivery delivery, byte[] secretHash, Principal inviter, Instant at, Instant expiresAt) {

        Optional<UserId> user() {
            return inviter instanceof Principal.User user ? Optional.of(user.id()) : Optional.empty();
        }

        Optional<AppId> app() {
            return inviter instanceof Principal.App app ? Optional.of(app.id()) : Optional.empty();
        }

        int mails() {
            return delivery == InvitationDelivery.MAIL ? 1 : 0;
        }

        Optional<InvitationMail.State> mailState() {
            return mailedAt().map(mailed -> InvitationMail.State.QUEUED);
        }

        Optional<Instant> mailedAt() {
            return delivery == InvitationDelivery.MAIL ? Optional.of(at) : Optional.empty();
        }
    }

    private record Creation(
            UUID id, InvitationTarget target, Optional<EmailAddress> address, OfferedRole role, Issue issue) {

        Optional<UUID> customRole() {
            return role.isCustom() ? Optional.of(UUID.fromString(role.id())) : Optional.empty();
        }
    }

    private record Renewal(Invitation invitation, Issue issue) {}

    private record Closing(Invitation invitation, InvitationState state, Instant at) {}

    private record Address(InvitationTarget target, EmailAddress address) {}

    private record MailedSince(Address address, Instant since) {}

    private record CustomRole(Tenant tenant, UUID id) {}

    Future<Optional<Invitation>> find(Database database, Tenant tenant, UUID id) {
        return database.first(tenant, FIND.with(new Key(tenant, id)));
    }

    Future<Invitation> read(Tx tx, Tenant tenant, UUID id) {
        return tx.first(FIND.with(new Key(tenant, id))).map(Optional::orElseThrow);
    }

    Future<Optional<Invitation>> lock(Tx tx, Tenant tenant, UUID id) {
        return tx.first(LOCK.with(new Key(tenant, id)));
    }

    Future<Integer> insert(
            Tx tx,
            UUID id,
            InvitationTarget target,
            Optional<EmailAddress> address,
            OfferedRole role,
            InvitationDelivery delivery,
            byte[] secretHash,
            Principal inviter,
            Instant now,
            Instant expiresAt) {
        var issue = new Issue(delivery, secretHash, inviter, now, expiresAt);
        return tx.execute(INSERT.with(new Creation(id, target, address, role, issue)));
    }

    Future<Integer> renew(
            Tx tx,
            Invitation invitation,
            InvitationDelivery delivery,
            Principal inviter,
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
    Future<Integer> closeExpired(Tx tx, InvitationTarget target, EmailAddress address) {
        return tx.execute(CLOSE_EXPIRED_OF_ADDRESS.with(new Address(target, address)));
    }

    /** The same for those that offer a custom role, to let go of it. */
    Future<Integer> closeExpired(Tx tx, Tenant tenant, UUID customRole) {
        return tx.execute(CLOSE_EXPIRED_OF_ROLE.with(new CustomRole(tenant, customRole)));
    }

    private static Condition is(Parameters<Key> key) {
        return key.eq(INVITATION.TENANT_ID, Key::tenant).and(key.eq(INVITATION.ID, Key::id));
    }

    private static <A> Condition is(Parameters<A> parameters, Function<A, Invitation> which) {
        return parameters
                .eq(
                        INVITATION.TENANT_ID,
                        argument -> which.apply(argument).target().tenant())
                .and(parameters.eq(
                        INVITATION.ID, argument -> which.apply(argument).id()));
    }

    private static <A> Condition isTo(Parameters<A> parameters, Function<A, Address> whom) {
        return parameters
                .eq(
                        INVITATION.TENANT_ID,
                        argument -> whom.apply(argument).target().tenant())
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
    Future<Integer> mailsSince(Tx tx, InvitationTarget target, EmailAddress address, Instant since) {
        return tx.first(MAILS_SINCE.with(new MailedSince(new Address(target, address), since)))
                .map(Optional::orElseThrow);
    }
}
