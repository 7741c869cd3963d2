package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks a password that somebody gives, as often as guesses are admitted, and notes when it is wrong. */
final class PasswordCheck {

    private final Database database;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final PasswordTable table = new PasswordTable();

    PasswordCheck(Database database, Passwords passwords, SignInThrottle throttle) {
        this.database = database;
        this.passwords = passwords;
        this.throttle = throttle;
    }

    /**
     * Checks the password of who is signed in. Fails with {@code AUTH.BAD_CREDENTIALS} and {@code
     * AUTH.TOO_MANY_ATTEMPTS}.
     *
     * @param refused notes that it is wrong
     */
    Future<PasswordRecord> ofSignedIn(Authentication by, String password, Client client, Consumer<Tx> refused) {
        return throttle.guard(
                EmailAddress.keyOf(by.email()),
                client,
                () -> table.find(database, by.user(), client)
                        .compose(record -> check(record, password, Asker.known(client.origin()), refused)));
    }

    /** The same of a record, without a throttle; fails with {@code AUTH.BAD_CREDENTIALS} where there is none, too. */
    Future<PasswordRecord> check(Optional<PasswordRecord> record, String password, Asker asker, Consumer<Tx> refused) {
        return passwords
                .matches(password, record.flatMap(PasswordRecord::hash), asker)
                .compose(matches -> matches
                        ? Future.succeededFuture(record.orElseThrow())
                        : noted(refused).compose(noted -> badCredentials().asFuture()));
    }

    private Future<Void> noted(Consumer<Tx> refused) {
        return database.inTransaction(Tenant.PLATFORM, tx -> {
            refused.accept(tx);
            return Future.succeededFuture();
        });
    }

    static Problem badCredentials() {
        return IdentityError.AUTH_BAD_CREDENTIALS.because("The email address or the password is wrong.");
    }
}
