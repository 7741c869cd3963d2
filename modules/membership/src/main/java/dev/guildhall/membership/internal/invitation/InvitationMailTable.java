package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.mail.MailOutcome;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The SQL by which it is noted in the table {@code invitation} how mails ended. */
final class InvitationMailTable {

    private static final ParameterizedSql<MailEnd, Tenant> NOTE = ParameterizedSql.rows(
            noted -> update(INVITATION)
                    .set(noted.values(Columns.<MailEnd>of(
                                    INVITATION.MAIL_STATE, end -> end.outcome().state())
                            .and(INVITATION.MAIL_ERROR, end -> end.outcome().reason())
                            .and(INVITATION.MAIL_CHANGED_AT, MailEnd::at)))
                    .set(INVITATION.REVISION, INVITATION.REVISION.plus(inline(1L)))
                    .where(noted.eq(INVITATION.ID, MailEnd::invitation))
                    .and(INVITATION.MAIL_STATE.eq(InvitationTable.QUEUED))
                    .returning(INVITATION.TENANT_KIND, INVITATION.TENANT_ID),
            row -> Tenant.of(Tenant.Kind.valueOf(row.get(INVITATION.TENANT_KIND)), row.get(INVITATION.TENANT_ID)));

    private record MailEnd(UUID invitation, MailOutcome outcome, Instant at) {}

    /**
     * Notes how the mail of an invitation ended, whatever tenant it is of; gives that tenant, and nothing where no mail of
     * it waited any more.
     */
    Future<Optional<Tenant>> note(Tx platformTx, UUID invitation, MailOutcome outcome, Instant now) {
        return platformTx.first(NOTE.with(new MailEnd(invitation, outcome, now)));
    }
}
