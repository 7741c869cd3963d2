package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.USER_ACCOUNT;

import dev.guildhall.core.database.Database;
import dev.guildhall.identity.MissingKeys;
import dev.guildhall.identity.MissingKeys.Keyless;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives accounts from before there were keys theirs, when the program starts. Of two whose addresses mean the same, the
 * one that has the key keeps it: nobody is found by the other's address until an administrator gives it another one, and
 * each start says so.
 */
final class AddressKeys {

    private static final Logger LOG = LoggerFactory.getLogger(AddressKeys.class);

    private final MissingKeys missing;

    AddressKeys(Database database) {
        this.missing = new MissingKeys(
                database, USER_ACCOUNT.ID, USER_ACCOUNT.EMAIL, USER_ACCOUNT.EMAIL_KEY, AddressKeys::warn);
    }

    Future<Void> fill() {
        return missing.fill();
    }

    private static void warn(Keyless account) {
        LOG.warn(
                "The account {} has the address {}, which means the same as another account's: nobody is"
                        + " found by it until an administrator gives the account another address",
                account.id(),
                account.email());
    }
}
