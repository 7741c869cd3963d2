package dev.guildhall.mail.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailOutcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** Ends mails, together with what their followers note of it. */
final class MailOutcomes {

    private final Database database;
    private final MailClaimTable table;
    private final List<MailFollower> followers;

    MailOutcomes(Database database, MailClaimTable table, List<MailFollower> followers) {
        this.database = database;
        this.table = table;
        this.followers = followers;
    }

    Future<Void> delivered(MailClaim claim, String recipient) {
        return end(MailOutcome.sent(claim.mail().topic(), recipient), tx -> table.delete(tx, claim));
    }

    /** @param error for whoever operates this */
    Future<Void> buried(MailClaim claim, MailOutcome outcome, String error) {
        return end(outcome, tx -> table.bury(tx, claim, error));
    }

    /** Nothing is noted of a mail that somebody else has claimed meanwhile, or that was withdrawn. */
    private Future<Void> end(MailOutcome outcome, Function<Tx, Future<Integer>> change) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> follow(tx, outcome)
                                .compose(followed -> change.apply(tx))
                                .compose(rows ->
                                        rows == 1 ? Future.<Void>succeededFuture() : new ClaimLost().asFuture()))
                .recover(failure ->
                        failure instanceof ClaimLost ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private Future<Void> follow(Tx tx, MailOutcome outcome) {
        var followed = Future.<Void>succeededFuture();
        for (var follower : followers) {
            followed = followed.compose(before -> follower.follow(tx, outcome));
        }
        return followed;
    }

    /** Undoes the transaction. */
    private static final class ClaimLost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ClaimLost() {
            super("the mail is not this node's any more", null, false, false);
        }

        Future<Void> asFuture() {
            return Future.failedFuture(this);
        }
    }
}
