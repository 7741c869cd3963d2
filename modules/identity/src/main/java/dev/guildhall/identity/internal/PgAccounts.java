package dev.guildhall.identity.internal;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountChange;
import dev.guildhall.identity.AccountLifecycle;
import dev.guildhall.identity.Accounts;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.NewUser;
import dev.guildhall.identity.UserWorkspaces.UserWorkspace;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The accounts in the database. */
final class PgAccounts implements Accounts {

    private final Database database;
    private final PgUsers users;
    private final Passwords passwords;
    private final Sessions sessions;
    private final PgPersonalTokens tokens;
    private final SignedInMemory memory;
    private final IdentityEvents events;
    private final List<AccountLifecycle> lifecycles;
    private final Clock clock;
    private final AccountTable table = new AccountTable();
    private final PasswordTable passwordTable = new PasswordTable();

    PgAccounts(
            Database database,
            PgUsers users,
            Passwords passwords,
            Sessions sessions,
            PgPersonalTokens tokens,
            SignedInMemory memory,
            IdentityEvents events,
            List<AccountLifecycle> lifecycles,
            Clock clock) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
        this.sessions = sessions;
        this.tokens = tokens;
        this.memory = memory;
        this.events = events;
        this.lifecycles = lifecycles;
        this.clock = clock;
    }

    @Override
    public Future<Account> create(Authentication by, AccountChange wanted) {
        return hashed(by, wanted)
                .map(hash -> new NewUser(
                        wanted.email().orElseThrow(),
                        wanted.fullName().orElseThrow(),
                        wanted.roles().orElseThrow(),
                        hash.orElse(null)))
                .map(user -> user.with(wanted.annotations().apply(Annotations.NONE)))
                .map(user -> wanted.emailVerified().orElse(true) ? user : user.withUnprovenAddress())
                .compose(user ->
                        database.inTransaction(Tenant.PLATFORM, tx -> users.createAccount(tx, user, List.of(), by)));
    }

    @Override
    public Future<Account> get(UserId id) {
        return table.find(database, id)
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> unknown(id).asFuture()));
    }

    @Override
    public Future<Page<Account>> list(PageRequest<Account> page) {
        return table.list(database, page);
    }

    @Override
    public Future<Account> change(Authentication by, UserId id, AccountChange change, IfMatch condition) {
        return hashed(by, change)
                .compose(hash -> database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> locked(tx, id, change.takesAdmin()).compose(account -> {
                            condition.verify(account.revision());
                            return change.alters(account)
                                    ? write(tx, by, account, change, hash)
                                    : Future.succeededFuture(account);
                        })));
    }

    @Override
    public Future<Void> delete(Authentication by, UserId id, IfMatch condition) {
        return database.inTransaction(Tenant.PLATFORM, tx -> delete(tx, by, id, condition));
    }

    @Override
    public Future<Void> delete(Tx platformTx, Authentication by, UserId id) {
        return delete(platformTx, by, id, IfMatch.ANY);
    }

    private Future<Void> delete(Tx tx, Authentication by, UserId id, IfMatch condition) {
        return locked(tx, id, true).compose(account -> {
            condition.verify(account.revision());
            return eachLifecycle(part -> part.ownedBy(tx, id).map(PgAccounts::requireNone))
                    .compose(ownsNothing -> delete(tx, by, account));
        });
    }

    private Future<Void> eachLifecycle(Function<AccountLifecycle, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var part : lifecycles) {
            done = done.compose(before -> step.apply(part));
        }
        return done;
    }

    private Future<Void> delete(Tx tx, Authentication by, Account account) {
        return events.organizationsOf(tx, account.id())
                .compose(organizations -> eachLifecycle(part -> part.leaveAll(tx, account.id(), by))
                        .compose(left -> table.delete(tx, account.id()))
                        .map(deleted -> {
                            events.deleted(tx, account, organizations, by);
                            tx.afterCommit(() -> memory.accountChanged(account.id()));
                            return null;
                        }));
    }

    private Future<Account> write(
            Tx tx, Authentication by, Account account, AccountChange change, Optional<String> hash) {
        var written = table.write(tx, change.of(account), change.email(), clock.instant());
        return written.compose(changed -> resetPassword(tx, account.id(), hash, by)
                .compose(reset -> endSignIn(tx, account, changed, by))
                .compose(ended -> account.roles().equals(changed.roles())
                        ? Future.<Void>succeededFuture()
                        : eachLifecycle(part -> part.platformRolesChanged(tx, account.id(), by)))
                .compose(ended -> events.updated(tx, account, changed, hash.isPresent(), by))
                .map(told -> {
                    tx.afterCommit(() -> memory.accountChanged(account.id()));
                    return changed;
                }));
    }

    private Future<Void> resetPassword(Tx tx, UserId id, Optional<String> hash, Authentication by) {
        return hash.isEmpty()
                ? Future.succeededFuture()
                : passwordTable
                        .reset(tx, id, hash.get())
                        .compose(reset -> sessions.endAll(tx, id, Optional.empty(), SessionEnd.PASSWORD_RESET, by));
    }

    private Future<Void> endSignIn(Tx tx, Account before, Account after, Authentication by) {
        return before.maySignIn() && !after.maySignIn()
                ? sessions.endAll(tx, after.id(), Optional.empty(), SessionEnd.NOT_A_USER, by)
                        .compose(ended -> tokens.endAll(tx, after.id(), by))
                : Future.succeededFuture();
    }

    private Future<Optional<String>> hashed(Authentication by, AccountChange change) {
        return change.password().isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : passwords
                        .hash(change.password().get(), Asker.known(by.origin()))
                        .map(Optional::of);
    }

    /** The account, locked; when it may stop being an administrator, only if another one remains. */
    private Future<Account> locked(Tx tx, UserId id, boolean mayTakeAdmin) {
        return mayTakeAdmin
                ? table.lockWithAdmins(tx, id).map(locked -> requireAnotherAdmin(locked, id))
                : table.lock(tx, id).map(found -> found.orElseThrow(() -> unknown(id)));
    }

    private static Account requireAnotherAdmin(List<Account> locked, UserId id) {
        var account = locked.stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown(id));
        var another = locked.stream()
                .anyMatch(other -> other.administers() && !other.id().equals(id));
        if (account.administers() && !another) {
            throw IdentityError.USER_LAST_ADMIN.because(
                    "This is the last administrator who can sign in; make another user ADMIN first.");
        }
        return account;
    }

    private static Void requireNone(List<UserWorkspace> owned) {
        if (!owned.isEmpty()) {
            throw IdentityError.USER_OWNS_WORKSPACES.because("The user owns "
                    + owned.stream().map(UserWorkspace::key).sorted().limit(10).collect(Collectors.joining(", "))
                    + (owned.size() > 10 ? " and " + (owned.size() - 10) + " more" : "")
                    + "; transfer or delete these workspaces first.");
        }
        return null;
    }

    static Problem unknown(UserId id) {
        return IdentityError.USER_NOT_FOUND.because("There is no user with the id " + id + ".");
    }
}
