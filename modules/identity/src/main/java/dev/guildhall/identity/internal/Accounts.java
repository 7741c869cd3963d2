package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.UserWorkspaces.UserWorkspace;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The accounts as platform administrators manage them. There is an administrator at any time. */
final class Accounts {

    private final Database database;
    private final PgUsers users;
    private final Passwords passwords;
    private final Sessions sessions;
    private final PersonalTokens tokens;
    private final SignedInMemory memory;
    private final IdentityEvents events;
    private final UserWorkspaces workspaces;
    private final Clock clock;
    private final AccountTable table = new AccountTable();
    private final PasswordTable passwordTable = new PasswordTable();

    Accounts(
            Database database,
            PgUsers users,
            Passwords passwords,
            Sessions sessions,
            PersonalTokens tokens,
            SignedInMemory memory,
            IdentityEvents events,
            UserWorkspaces workspaces,
            Clock clock) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
        this.sessions = sessions;
        this.tokens = tokens;
        this.memory = memory;
        this.events = events;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    /** Makes an account of all that is given; its address counts as proven unless that says otherwise. */
    Future<Account> create(Authentication by, AccountChange wanted) {
        return users.prepare(
                        wanted.email().orElseThrow().text(),
                        wanted.fullName().orElseThrow(),
                        wanted.password().orElseThrow(),
                        wanted.roles().orElseThrow(),
                        Asker.known(by.origin()))
                .map(user -> wanted.emailVerified().orElse(true) ? user : user.withUnprovenAddress())
                .compose(user -> database.inTransaction(Tenant.PLATFORM, tx -> users.createAccount(tx, user, by)));
    }

    Future<Account> get(UserId id) {
        return table.find(database, id)
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> unknown(id).asFuture()));
    }

    Future<Page<Account>> list(PageRequest<Account> page) {
        return table.list(database, page);
    }

    /** Changes the fields given. Another password ends all sessions of the user. */
    Future<Account> change(Authentication actor, UserId id, AccountChange change, IfMatch condition) {
        return hashed(actor, change)
                .compose(hash -> database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> locked(tx, id, change.takesAdmin()).compose(account -> {
                            condition.verify(account.revision());
                            return change.alters(account)
                                    ? write(tx, actor, account, change, hash)
                                    : Future.succeededFuture(account);
                        })));
    }

    /** Deletes the account with its sessions and memberships, unless a workspace would be left without an owner. */
    Future<Void> delete(Authentication actor, UserId id, IfMatch condition) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> locked(tx, id, true).compose(account -> {
                    condition.verify(account.revision());
                    return workspaces.ownedBy(tx, id).compose(owned -> {
                        requireNone(owned);
                        return delete(tx, actor, account);
                    });
                }));
    }

    private Future<Void> delete(Tx tx, Authentication actor, Account account) {
        return workspaces
                .leaveAll(tx, account.id(), actor)
                .compose(left -> table.delete(tx, account.id()))
                .map(deleted -> {
                    events.deleted(tx, account, actor);
                    tx.afterCommit(() -> memory.accountChanged(account.id()));
                    return null;
                });
    }

    private Future<Account> write(
            Tx tx, Authentication actor, Account account, AccountChange change, Optional<String> hash) {
        var written = table.write(tx, change.of(account), change.email(), clock.instant());
        return written.compose(changed -> resetPassword(tx, account.id(), hash, actor)
                .compose(reset -> endSignIn(tx, account, changed, actor))
                .compose(ended -> account.roles().equals(changed.roles())
                        ? Future.<Void>succeededFuture()
                        : workspaces.platformRolesChanged(tx, account.id(), actor))
                .map(ended -> {
                    events.updated(tx, account, changed, hash.isPresent(), actor);
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

    private Future<Optional<String>> hashed(Authentication actor, AccountChange change) {
        return change.password().isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : passwords
                        .hash(change.password().get(), Asker.known(actor.origin()))
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

    private static void requireNone(List<UserWorkspace> owned) {
        if (!owned.isEmpty()) {
            throw IdentityError.USER_OWNS_WORKSPACES.because("The user owns "
                    + owned.stream().map(UserWorkspace::key).sorted().limit(10).collect(Collectors.joining(", "))
                    + (owned.size() > 10 ? " and " + (owned.size() - 10) + " more" : "")
                    + "; transfer or delete these workspaces first.");
        }
    }

    private static Problem unknown(UserId id) {
        return IdentityError.USER_NOT_FOUND.because("There is no user with the id " + id + ".");
    }
}
