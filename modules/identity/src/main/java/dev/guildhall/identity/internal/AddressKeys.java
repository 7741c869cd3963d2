package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.EmailAddress;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives accounts from before there were keys theirs, when the program starts. Of two whose addresses mean the same, the
 * one that has the key keeps it: nobody is found by the other's address until an administrator gives it another one, and
 * each start says so.
 */
final class AddressKeys {

    private static final Logger LOG = LoggerFactory.getLogger(AddressKeys.class);
    private static final int BATCH = 500;

    private final Database database;
    private final AccountTable accounts = new AccountTable();

    AddressKeys(Database database) {
        this.database = database;
    }

    /** An account and its address, which has no key. */
    record Keyless(UserId user, String email) {}

    Future<Void> fill() {
        return fillAfter(new UserId(new UUID(0, 0)));
    }

    private Future<Void> fillAfter(UserId last) {
        return accounts.withoutKey(database, last, BATCH)
                .compose(found -> fill(found)
                        .compose(filled -> found.size() < BATCH
                                ? Future.succeededFuture()
                                : fillAfter(found.get(found.size() - 1).user())));
    }

    private Future<Void> fill(List<Keyless> found) {
        var done = Future.<Void>succeededFuture();
        for (var keyless : found) {
            done = done.compose(before -> fill(keyless));
        }
        return done;
    }

    private Future<Void> fill(Keyless keyless) {
        return accounts.giveKey(database, keyless.user(), EmailAddress.keyOf(keyless.email()))
                .map(given -> {
                    if (!given) {
                        LOG.warn(
                                "The account {} has the address {}, which means the same as another account's: nobody is"
                                        + " found by it until an administrator gives the account another address",
                                keyless.user(),
                                keyless.email());
                    }
                    return null;
                });
    }
}
