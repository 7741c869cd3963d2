package dev.guildhall.mail;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.mail.internal.MailTable;
import dev.guildhall.mail.internal.QueuedMail;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;

/**
 * Where mail is handed in: with the change that causes it, in the same transaction. It goes out after the commit, at
 * least once, and survives the end of the process. Safe for all event loops.
 */
public final class MailQueue {

    private final SecretBox secrets;
    private final Clock clock;
    private final MailTable table = new MailTable();
    private volatile Runnable posted = () -> {};

    public MailQueue(SecretBox secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Hands in a mail, in a transaction of any scope.
     *
     * @param topic what it is about, such as {@code invitation/018f…}; a mail about the same that still waits is dropped
     * @param usefulUntil when it is not worth being delivered any more
     */
    public Future<Void> post(Tx tx, String topic, Mail mail, Instant usefulUntil) {
        var id = Ids.next();
        var content = secrets.seal(QueuedMail.purpose(id), mail.encode());
        return Future.all(table.withdraw(tx, topic), table.insert(tx, id, topic, content, clock.instant(), usefulUntil))
                .map(inserted -> {
                    tx.afterCommit(posted);
                    return null;
                });
    }

    /** Drops the mails about a topic that were not sent yet: there is no reason for them any more. */
    public Future<Void> withdraw(Tx tx, String topic) {
        return table.withdraw(tx, topic).mapEmpty();
    }

    /** Has delivery woken on this node whenever a mail was handed in. */
    public void onPosted(Runnable wake) {
        posted = wake;
    }
}
