package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.internal.AccountLinks.Purpose;
import dev.guildhall.identity.internal.AccountNotices.Notice;
import dev.guildhall.identity.internal.recovery.EmailChange;
import dev.guildhall.identity.internal.recovery.EmailChangeTable;
import dev.guildhall.identity.internal.recovery.PasswordLinkTable;
import dev.guildhall.identity.internal.sso.SsoDomainTable;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The address of an account as its user changes it: the new one confirms by a link, and the former one is told, and can undo
 * it for some days. Who asks does not learn whether another account has the address: that is told to who reads mail there.
 */
final class OwnEmail {

    /** How long before it asks for another address somebody may have begun who has stolen a session. */
    private static final Duration BEFORE = Duration.ofDays(1);

    private final Database database;
    private final PgUsers users;
    private final Sessions sessions;
    private final OwnFactors factors;
    private final PgPersonalTokens tokens;
    private final SignedInMemory memory;
    private final AccountLinks links;
    private final AccountNotices notices;
    private final Clock clock;
    private final Pace<UserId> askers;
    private final RecoveryEvents events = new RecoveryEvents();
    private final AccountTable accounts = new AccountTable();
    private final PasswordTable passwords = new PasswordTable();
    private final PasswordLinkTable passwordLinks = new PasswordLinkTable();
    private final SsoDomainTable domains = new SsoDomainTable();
    private final EmailChangeTable table = new EmailChangeTable();

    OwnEmail(
            Database database,
            PgUsers users,
            Sessions sessions,
            OwnFactors factors,
            PgPersonalTokens tokens,
            SignedInMemory memory,
            AccountLinks links,
            AccountNotices notices,
            Clock clock) {
        this.database = database;
        this.users = users;
        this.sessions = sessions;
        this.factors = factors;
        this.tokens = tokens;
        this.memory = memory;
        this.links = links;
        this.notices = notices;
        this.clock = clock;
        this.askers = new Pace<>(clock, 5, Duration.ofHours(1));
    }

    /**
     * Asks for another address, in place of what was asked for before and not confirmed. Fails with {@code
     * USER.EMAIL_MANAGED} where an organization says what the account's address is.
     */
    Future<Void> ask(Authentication by, EmailAddress address, Client client) {
        if (by.credential().isToken()) {
            return CommonError.ACCESS_DENIED
                    .because("A token does not change the address of an account; sign in and do it in the session.")
                    .asFuture();
        }
        askers.require(by.user());
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> accounts.lock(tx, by.user())
                        .map(found -> found.orElseThrow(AccessTokens::invalid))
                        .compose(account -> {
                            requireOther(account, address);
                            return requireOwn(tx, account)
                                    .compose(own -> passwords.find(tx, account.id(), client))
                                    .compose(password -> ask(
                                            tx,
                                            by,
                                            account,
                                            address,
                                            password.orElseThrow().version()));
                        }));
    }

    private Future<Void> ask(Tx tx, Authentication by, Account account, EmailAddress address, int passwordVersion) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var confirm = ClientSecret.next(EmailChange.CONFIRM_PREFIX);
        var undo = ClientSecret.next(EmailChange.UNDO_PREFIX);
        var change = new EmailChange(
                Ids.next(),
                account.id(),
                account.email(),
                address.text(),
                passwordVersion,
                confirm.hash(),
                undo.hash(),
                Optional.empty(),
                now,
                now.plus(EmailChange.PATIENCE),
                Optional.empty());
        events.emailChangeAsked(tx, account.id(), by);
        return table.deleteOpen(tx, account.id())
                .compose(deleted -> table.insert(tx, change))
                .compose(inserted -> links.post(
                        tx, account.id(), address.text(), Purpose.CONFIRM_EMAIL, confirm, EmailChange.PATIENCE, now))
                .compose(posted -> links.postUndo(
                        tx,
                        account.id(),
                        account.email(),
                        Purpose.UNDO_ASKED,
                        undo,
                        address.text(),
                        change.expiresAt()));
    }

    private static void requireOther(Account account, EmailAddress address) {
        if (account.email().equals(address.text())) {
            throw CommonError.REQUEST_INVALID.onField("email", "This is the address that your account has.");
        }
    }

    // Whoever could leave the domain of their organization could leave its rules on signing in as well.
    private Future<Void> requireOwn(Tx tx, Account account) {
        var isManageable = account.emailVerified() && SsoEnforcement.isOfPeople(account);
        var domain = EmailAddress.keyOf(account.email());
        return (isManageable
                        ? domains.isOfPerson(tx, account.id(), domain.substring(domain.lastIndexOf('@') + 1))
                        : Future.succeededFuture(false))
                .compose(managed -> managed
                        ? IdentityError.USER_EMAIL_MANAGED
                                .because(
                                        "Your address is of a domain of your organization, which says what it is; ask an"
                                                + " administrator there.")
                                .asFuture()
                        : Future.succeededFuture());
    }

    /**
     * Gives the account the new address, as whoever has the link reads mail to it. Fails with {@code AUTH.LINK_INVALID},
     * {@code USER.EMAIL_EXISTS} and {@code USER.EMAIL_MANAGED}.
     */
    Future<Void> confirm(String token, Client client) {
        var hash = ClientSecret.hash(token);
        return locked(tx -> table.findByConfirmation(tx, hash), (tx, account, change) -> {
            if (!change.isOpen(clock.instant()) || !account.email().equals(change.formerEmail())) {
                throw PasswordRecovery.invalid();
            }
            return passwords.find(tx, account.id(), client).compose(password -> {
                if (password.orElseThrow().version() != change.passwordVersion()) {
                    throw PasswordRecovery.invalid();
                }
                return requireOwn(tx, account).compose(own -> complete(tx, account, change, by(account, client)));
            });
        });
    }

    private Future<Void> complete(Tx tx, Account account, EmailChange change, Authentication by) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var undo = ClientSecret.next(EmailChange.UNDO_PREFIX);
        var done = change.completed(undo, now);
        events.emailChanged(tx, account.id(), by);
        return readdress(tx, account, change.email(), by)
                .compose(changed ->
                        table.complete(tx, done).compose(completed -> notices.tell(tx, changed, Notice.EMAIL_CHANGED)))
                .compose(told -> links.postUndo(
                        tx,
                        account.id(),
                        change.formerEmail(),
                        Purpose.UNDO_DONE,
                        undo,
                        change.email(),
                        done.expiresAt()));
    }

    /**
     * Forgets the change, or gives the account its former address again when it is done, and ends the account's sessions
     * and personal tokens, and what was added lately to sign in by: whoever asked for it is not the one who reads mail there.
     * Fails with {@code AUTH.LINK_INVALID}, {@code
     * USER.EMAIL_EXISTS} and {@code USER.EMAIL_MANAGED}.
     */
    Future<Void> undo(String token, Client client) {
        var hash = ClientSecret.hash(token);
        return locked(tx -> table.findByUndo(tx, hash), (tx, account, change) -> {
            if (!change.canBeUndone(clock.instant())) {
                throw PasswordRecovery.invalid();
            }
            var by = by(account, client);
            return (change.completedAt().isEmpty() ? cancel(tx, change, by) : restore(tx, account, change, by))
                    .compose(undone -> table.deleteSince(tx, change))
                    .compose(deleted -> accounts.lock(tx, account.id()))
                    .compose(restored -> factors.removeSince(
                            tx, restored.orElseThrow(), change.createdAt().minus(BEFORE), by))
                    .compose(removed -> tokens.endAll(tx, account.id(), by))
                    .compose(ended -> sessions.endAll(tx, account.id(), Optional.empty(), SessionEnd.REVOKED, by));
        });
    }

    private Future<Void> cancel(Tx tx, EmailChange change, Authentication by) {
        events.emailChangeCancelled(tx, change.user(), by);
        return Future.succeededFuture();
    }

    private Future<Void> restore(Tx tx, Account account, EmailChange change, Authentication by) {
        events.emailChangeUndone(tx, account.id(), by);
        return table.of(tx, account.id())
                .compose(all -> {
                    requireFollowed(all, change, account);
                    return requireOwn(tx, account);
                })
                .compose(own -> readdress(tx, account, change.formerEmail(), by))
                .compose(restored -> notices.tell(tx, restored, Notice.EMAIL_RESTORED))
                .compose(told -> notices.tell(tx, account, Notice.EMAIL_GIVEN_BACK));
    }

    // An administrator or a directory that has said since what the address is means it.
    private static void requireFollowed(List<EmailChange> all, EmailChange change, Account account) {
        var isTheirs = all.stream()
                .filter(one -> one.completedAt().isPresent() && !one.createdAt().isBefore(change.createdAt()))
                .anyMatch(one -> one.email().equals(account.email()));
        if (!isTheirs) {
            throw PasswordRecovery.invalid();
        }
    }

    /** The account at another address, which its user has proven theirs; links that went to the former one are void. */
    private Future<Account> readdress(Tx tx, Account account, String email, Authentication by) {
        var address = EmailAddress.of(email);
        var isSpelling = EmailAddress.keyOf(account.email()).equals(address.key());
        return (isSpelling ? Future.<Void>succeededFuture() : users.releaseUnprovenAddress(tx, address, by))
                .compose(released -> users.readdressProven(tx, account, address, by))
                .compose(changed -> passwordLinks.takeAll(tx, account.id()).map(changed))
                .onSuccess(changed -> tx.afterCommit(() -> memory.accountChanged(changed.id())));
    }

    private interface Step {
        Future<Void> with(Tx tx, Account account, EmailChange change);
    }

    /** Does something with a change and its account locked, for whoever has one of its links. */
    private Future<Void> locked(Function<Tx, Future<Optional<EmailChange>>> find, Step step) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> find.apply(tx)
                        .map(OwnEmail::found)
                        .compose(seen -> accounts.lock(tx, seen.user()))
                        .map(found -> found.filter(Account::maySignIn).orElseThrow(PasswordRecovery::invalid))
                        // Another one may have been quicker.
                        .compose(account ->
                                find.apply(tx).map(OwnEmail::found).compose(change -> step.with(tx, account, change))));
    }

    private static EmailChange found(Optional<EmailChange> change) {
        return change.orElseThrow(PasswordRecovery::invalid);
    }

    private static Authentication by(Account account, Client client) {
        return Authentication.user(account.id(), account.email(), client.origin());
    }

    Future<Void> forgetExpired() {
        return table.deleteExpired(database, clock.instant());
    }
}
