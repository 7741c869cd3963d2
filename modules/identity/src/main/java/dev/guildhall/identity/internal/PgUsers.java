package dev.guildhall.identity.internal;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.Users;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The accounts in the database. */
final class PgUsers implements Users {

    private final Database database;
    private final Passwords passwords;
    private final IdentityEvents events;
    private final Clock clock;
    private final AccountTable accounts = new AccountTable();

    PgUsers(Database database, Passwords passwords, IdentityEvents events, Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Future<Optional<UserProfile>> find(UserId id) {
        return accounts.find(database, id).map(account -> account.map(Account::profile));
    }

    @Override
    public Future<Optional<UserProfile>> findByEmail(String email) {
        return accounts.profileByEmail(database, EmailAddress.keyOf(email));
    }

    @Override
    public Future<Map<UserId, UserProfile>> profiles(Collection<UserId> ids) {
        return accounts.profiles(database, ids).map(found -> {
            var byId = new LinkedHashMap<UserId, UserProfile>();
            found.forEach(profile -> byId.put(profile.id(), profile));
            return byId;
        });
    }

    @Override
    public Future<NewUser> prepare(
            String email, String fullName, String password, Set<PlatformRole> roles, Origin origin) {
        return prepare(email, fullName, password, roles, Asker.known(origin));
    }

    Future<NewUser> prepare(String email, String fullName, String password, Set<PlatformRole> roles, Asker asker) {
        return Future.<Void>succeededFuture().compose(ready -> {
            var address = EmailAddress.of(email);
            var name = AccountFields.fullName(fullName);
            var accepted = AccountFields.newPassword("password", password, Optional.of(address.text()));
            return passwords.hash(accepted, asker).map(hash -> new NewUser(address, name, roles, hash));
        });
    }

    @Override
    public Future<UserProfile> create(Tx tx, NewUser user, Authentication by) {
        return createAccount(tx, user, List.of(), by).map(Account::profile);
    }

    /** @param organizations whose directories or identity providers make it, which are told */
    Future<Account> createAccount(Tx tx, NewUser user, List<OrganizationId> organizations, Authentication by) {
        return accounts.insert(tx, user, clock.instant()).map(account -> {
            events.created(tx, account, organizations, by);
            return account;
        });
    }

    @Override
    public Future<Void> proveAddress(Tx tx, UserId user, Authentication by) {
        return accounts.lock(tx, user)
                .compose(found -> found.filter(account -> !account.emailVerified())
                        .map(account -> write(tx, account, account.proven(), Optional.empty(), by)
                                .<Void>mapEmpty())
                        .orElse(Future.succeededFuture()));
    }

    @Override
    public Future<Void> releaseUnprovenAddress(Tx tx, EmailAddress address, Authentication by) {
        return accounts.lockByAddress(tx, address)
                .map(found -> found.filter(account -> !account.emailVerified()))
                .compose(found -> found.map(account -> {
                            var none = EmailAddress.of(account.id() + "@released.invalid");
                            return write(tx, account, account.at(none), Optional.of(none), by)
                                    .<Void>mapEmpty();
                        })
                        .orElse(Future.succeededFuture()));
    }

    /** The locked account by this name. */
    Future<Account> rename(Tx tx, Account locked, String name, Authentication by) {
        if (locked.fullName().equals(name)) {
            return Future.succeededFuture(locked);
        }
        var wanted = locked.changed(locked.email(), locked.emailVerified(), name, locked.roles());
        return write(tx, locked, wanted, Optional.empty(), by);
    }

    /** The locked account at another address, which counts as proven as the former did. */
    Future<Account> readdress(Tx tx, Account locked, EmailAddress address, Authentication by) {
        if (locked.email().equals(address.text())) {
            return Future.succeededFuture(locked);
        }
        var wanted = locked.changed(address.text(), locked.emailVerified(), locked.fullName(), locked.roles());
        return write(tx, locked, wanted, Optional.of(address), by);
    }

    /** The locked account at another address, which its user has proven theirs. */
    Future<Account> readdressProven(Tx tx, Account locked, EmailAddress address, Authentication by) {
        return write(tx, locked, locked.at(address).proven(), Optional.of(address), by);
    }

    /** The locked account as it is wanted; who has to know of it is told. */
    Future<Account> write(Tx tx, Account account, Account wanted, Optional<EmailAddress> address, Authentication by) {
        return accounts.write(tx, wanted, address, clock.instant())
                .compose(written ->
                        events.updated(tx, account, written, false, by).map(written));
    }

    @Override
    public Future<Optional<WorkspaceId>> defaultWorkspace(UserId user) {
        return accounts.find(database, user).map(account -> account.flatMap(Account::defaultWorkspace));
    }

    @Override
    public Future<Void> setDefaultWorkspace(UserId user, WorkspaceId workspace) {
        return database.inTransaction(workspace, tx -> accounts.setDefaultWorkspace(tx, user, workspace))
                .recover(ConstraintViolation.means(
                        "user_account_default_is_member",
                        () -> IdentityError.USER_NOT_A_MEMBER.because(
                                "Only a workspace you are a member of can be your default.")));
    }
}
