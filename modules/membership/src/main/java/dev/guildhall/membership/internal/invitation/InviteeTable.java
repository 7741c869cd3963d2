package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static dev.guildhall.membership.internal.invitation.InvitationRow.BY_MAIL;
import static dev.guildhall.membership.internal.invitation.InvitationRow.INVITER;
import static dev.guildhall.membership.internal.invitation.InvitationRow.invitation;
import static dev.guildhall.membership.internal.invitation.InvitationRow.invitations;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationTarget;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** The SQL by which those who are invited find their invitation in the table {@code invitation}. */
final class InviteeTable {

    private static final Field<Boolean> HAS_ACCOUNT = field(exists(selectOne()
                    .from(USER_PROFILE)
                    .where(USER_PROFILE.EMAIL_KEY.eq(INVITATION.EMAIL_KEY))
                    .and(condition(USER_PROFILE.EMAIL_VERIFIED).or(BY_MAIL.not()))))
            .as("has_account");
    private static final Field<Boolean> MATCHES = field(
                    coalesce(USER_PROFILE.EMAIL_KEY.eq(INVITATION.EMAIL_KEY), inline(false)))
            .as("matches");

    // What is to no address opens no account for one.
    private static final Field<Boolean> OPENS_ACCOUNT = field(BY_MAIL.or(
                            coalesce(inline(PlatformRole.ADMIN.name()).eq(any(INVITER.PLATFORM_ROLES)), inline(false)))
                    .and(INVITATION.EMAIL.isNotNull()))
            .as("opens_account");

    private static final ParameterizedSql<byte[], InvitationBySecret> FIND_BY_SECRET = ParameterizedSql.rows(
            hash -> invitations(HAS_ACCOUNT, OPENS_ACCOUNT).where(hash.eq(INVITATION.SECRET_HASH)),
            row -> new InvitationBySecret(invitation(row), row.get(HAS_ACCOUNT), row.get(OPENS_ACCOUNT)));

    private static final ParameterizedSql<UUID, InvitationTarget> TARGET_OF = ParameterizedSql.rows(
            id -> select(INVITATION.TENANT_ID, INVITATION.TENANT_KIND, INVITATION.TEAM_ID)
                    .from(INVITATION)
                    .where(id.eq(INVITATION.ID)),
            InvitationRow::target);

    private static final ParameterizedSql<byte[], Invitation> LOCK_BY_SECRET = ParameterizedSql.rows(
            hash -> invitations()
                    .where(hash.eq(INVITATION.SECRET_HASH))
                    .forNoKeyUpdate()
                    .of(INVITATION),
            InvitationRow::invitation);

    private static final ParameterizedSql<Claimed, Invitee> INVITEE = ParameterizedSql.rows(
            claimed -> select(MATCHES, USER_PROFILE.EMAIL_VERIFIED)
                    .from(USER_PROFILE)
                    .join(INVITATION)
                    .on(claimed.eq(INVITATION.ID, Claimed::invitation))
                    .where(claimed.eq(USER_PROFILE.ID, Claimed::user)),
            row -> new Invitee(row.get(MATCHES), row.get(USER_PROFILE.EMAIL_VERIFIED)));

    private record Claimed(UUID invitation, UserId user) {}

    /** What it is to is not known yet, so the transaction is platform-wide. */
    Future<Optional<InvitationBySecret>> findBySecret(Tx platformTx, byte[] hash) {
        return platformTx.first(FIND_BY_SECRET.with(hash));
    }

    Future<Optional<Invitation>> lockBySecret(Tx platformTx, byte[] hash) {
        return platformTx.first(LOCK_BY_SECRET.with(hash));
    }

    Future<Optional<InvitationTarget>> targetOf(Tx platformTx, UUID id) {
        return platformTx.first(TARGET_OF.with(id));
    }

    Future<Optional<Invitee>> invitee(Tx tx, UUID invitation, UserId user) {
        return tx.first(INVITEE.with(new Claimed(invitation, user)));
    }
}
