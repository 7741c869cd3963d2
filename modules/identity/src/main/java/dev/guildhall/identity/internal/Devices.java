package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.AccountNotices.Notice;
import dev.guildhall.identity.internal.recovery.KnownDeviceTable;
import dev.guildhall.identity.internal.recovery.KnownDeviceTable.Seen;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The devices in which people sign in, and a word to them when there is a new one. A device is a browser that keeps a
 * cookie; of a client that keeps none, the network and the kind of client are as much as there is to know it by. Nobody is
 * written to of their first sign-in, and of ten in a day at most.
 */
final class Devices {

    static final Duration REMEMBERED = Duration.ofDays(400);

    private static final int MOST_NOTICES_IN_A_DAY = 10;

    private final Database database;
    private final AccountNotices notices;
    private final Clock clock;
    private final KnownDeviceTable table = new KnownDeviceTable();

    Devices(Database database, AccountNotices notices, Clock clock) {
        this.database = database;
        this.notices = notices;
        this.clock = clock;
    }

    /** Notes that somebody signs in from there; to be done before the session is opened that they get. */
    Future<Void> note(Tx tx, Account account, Client client) {
        if (client.device().isEmpty()) {
            return Future.succeededFuture();
        }
        var now = clock.instant();
        // Together with the account: nobody is to see that two accounts were used in one browser.
        var hash = ClientSecret.hash(account.id() + " " + client.device().get());
        return table.use(tx, account.id(), hash, now)
                .compose(known -> known ? Future.succeededFuture() : noteNew(tx, account, client, hash, now));
    }

    private Future<Void> noteNew(Tx tx, Account account, Client client, byte[] hash, Instant now) {
        return table.seen(tx, account.id(), client.network(), client.userAgent(), now)
                .compose(seen -> table.insert(tx, account.id(), hash, now)
                        .compose(inserted ->
                                isWorthAWord(seen) ? tell(tx, account, client, now) : Future.succeededFuture()));
    }

    private static boolean isWorthAWord(Seen seen) {
        return !seen.isFirst() && !seen.looksKnown() && seen.newToday() < MOST_NOTICES_IN_A_DAY;
    }

    private Future<Void> tell(Tx tx, Account account, Client client, Instant now) {
        return notices.tell(tx, account, Notice.NEW_DEVICE, AccountNotices.circumstances(client, now));
    }

    Future<Void> forgetUnused() {
        return table.deleteUnused(database, clock.instant().minus(REMEMBERED));
    }
}
