package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailOutcome;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.UUID;

/** Notes of invitations what became of the mails that carry them. */
final class InvitationMails implements MailFollower {

    private static final String TOPIC = "invitation/";

    private final InvitationEvents events;
    private final Clock clock;
    private final InvitationMailTable mails = new InvitationMailTable();
    private final InvitationTable table = new InvitationTable();

    InvitationMails(InvitationEvents events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** What the mails of an invitation are about. */
    static String topic(UUID invitation) {
        return TOPIC + invitation;
    }

    @Override
    public Future<Void> follow(Tx platformTx, MailOutcome outcome) {
        if (!outcome.topic().startsWith(TOPIC)) {
            return Future.succeededFuture();
        }
        var id = UUID.fromString(outcome.topic().substring(TOPIC.length()));
        return mails.note(platformTx, id, outcome, clock.instant())
                .compose(tenant -> tenant.filter(known -> outcome.state() != MailOutcome.State.SENT)
                        .map(known -> table.read(platformTx, known, id).<Void>map(invitation -> {
                            invitation.mail().ifPresent(mail -> events.undelivered(platformTx, invitation, mail));
                            return null;
                        }))
                        .orElseGet(Future::succeededFuture));
    }
}
