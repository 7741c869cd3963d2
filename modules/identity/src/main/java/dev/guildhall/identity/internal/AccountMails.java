package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailOutcome;
import dev.guildhall.mail.MailOutcome.State;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** Notes of accounts that mail to their address is refused for good, whatever it is about, until one is taken. */
final class AccountMails implements MailFollower {

    private final PgUsers users;
    private final SignedInMemory memory;
    private final Clock clock;
    private final AccountTable table = new AccountTable();

    AccountMails(PgUsers users, SignedInMemory memory, Clock clock) {
        this.users = users;
        this.memory = memory;
        this.clock = clock;
    }

    @Override
    public Future<Void> follow(Tx platformTx, MailOutcome outcome) {
        return outcome.recipient()
                .map(address -> note(platformTx, EmailAddress.keyOf(address), outcome.state() == State.REFUSED))
                .orElseGet(Future::succeededFuture);
    }

    // Of an account that is noted so already, nothing is locked: most mails are taken, as those before them were.
    private Future<Void> note(Tx tx, String emailKey, boolean isRefused) {
        return table.lockByMail(tx, emailKey, !isRefused)
                .compose(found ->
                        found.map(account -> note(tx, account, isRefused)).orElseGet(Future::succeededFuture));
    }

    private Future<Void> note(Tx tx, Account account, boolean isRefused) {
        var noted = account.withMailRefused(isRefused ? Optional.of(clock.instant()) : Optional.empty());
        return users.write(tx, account, noted, Optional.empty(), Authentication.SYSTEM)
                .map(written -> {
                    tx.afterCommit(() -> memory.accountChanged(written.id()));
                    return null;
                });
    }
}
