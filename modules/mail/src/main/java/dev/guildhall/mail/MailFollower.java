package dev.guildhall.mail;

import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;

/** Contributed by whoever hands mails in and wants to know what becomes of them. */
@FunctionalInterface
public interface MailFollower {

    /**
     * Notes what became of a mail, be it about this follower's topics or others', in the transaction of the platform that
     * ends it. It may be undone, and told again. Rows are locked here before those of the mail, as where mails are handed in.
     */
    Future<Void> follow(Tx platformTx, MailOutcome outcome);
}
