package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.Administrators;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.GeneratedAdmin;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Makes the first administrator of an installation that has none. Of several nodes that start at once, one does. */
final class FirstAdmin implements Administrators {

    private static final String EMAIL = "admin@guildhall.local";
    private static final String FULL_NAME = "Administrator";
    private static final Set<PlatformRole> ROLES = EnumSet.of(PlatformRole.ADMIN, PlatformRole.USER);

    // Without those that look alike, for it is read from a screen.
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int LENGTH = 24;

    private final Database database;
    private final PgUsers users;
    private final Passwords passwords;
    private final AccountTable accounts = new AccountTable();
    private final PasswordTable passwordTable = new PasswordTable();

    FirstAdmin(Database database, PgUsers users, Passwords passwords) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
    }

    @Override
    public Future<Optional<GeneratedAdmin>> ensureOne(Optional<String> email, Optional<String> password) {
        return accounts.hasAdmin(database)
                .compose(present ->
                        present ? Future.succeededFuture(Optional.empty()) : create(email.orElse(EMAIL), password));
    }

    @Override
    public Future<Boolean> opens(String email, String password) {
        var here = new Client(Origin.UNKNOWN, "", Optional.empty());
        return passwordTable
                .findByEmail(database, EmailAddress.keyOf(email), here)
                .compose(found ->
                        passwords.matches(password, found.flatMap(PasswordRecord::hash), Asker.known(Origin.UNKNOWN)));
    }

    private Future<Optional<GeneratedAdmin>> create(String email, Optional<String> given) {
        var password = given.orElseGet(FirstAdmin::generate);
        return users.prepare(email, FULL_NAME, password, ROLES, Asker.known(Origin.UNKNOWN))
                .compose(this::createUnlessPresent)
                .map(created -> created && given.isEmpty()
                        ? Optional.of(new GeneratedAdmin(email, password))
                        : Optional.empty());
    }

    private Future<Boolean> createUnlessPresent(NewUser admin) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> accounts.hasAdmin(tx)
                        .compose(present -> present
                                ? Future.succeededFuture(false)
                                : users.create(tx, admin, Authentication.SYSTEM).map(true)));
    }

    private static String generate() {
        return new SecureRandom()
                .ints(LENGTH, 0, LETTERS.length())
                .mapToObj(LETTERS::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }
}
