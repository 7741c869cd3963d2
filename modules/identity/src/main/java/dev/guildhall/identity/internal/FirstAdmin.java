package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.Administrators;
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
    private final AccountTable accounts = new AccountTable();

    FirstAdmin(Database database, PgUsers users) {
        this.database = database;
        this.users = users;
    }

    @Override
    public Future<Optional<GeneratedAdmin>> ensureOne(Optional<String> email, Optional<String> password) {
        return accounts.hasAdmin(database)
                .compose(present ->
                        present ? Future.succeededFuture(Optional.empty()) : create(email.orElse(EMAIL), password));
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
