package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.internal.AccountLinks.Purpose;
import dev.guildhall.identity.internal.AccountNotices.Notice;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.identity.internal.recovery.PasswordLink;
import dev.guildhall.identity.internal.recovery.PasswordLinkTable;
import dev.guildhall.mail.Mail;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets people set the password of their account by a link that is mailed to them: who has forgotten it, and who never had
 * one.
 *
 * <p>Whoever asks for a link learns nothing: they are answered before anything is looked up. An account is sent three links
 * in an hour at most, and as a link works for an hour, whoever has that used up for somebody else has sent them links that
 * work: it floods no mailbox and keeps nobody out.
 */
final class PasswordRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordRecovery.class);

    private static final int MOST_LINKS = 3;
    private static final Duration WINDOW = PasswordLink.LIFE;
    private static final int MOST_UNDER_WAY = 500;

    private final Database database;
    private final Passwords passwords;
    private final Sessions sessions;
    private final PgUsers users;
    private final SsoEnforcement enforcement;
    private final SignedInMemory memory;
    private final AccountLinks links;
    private final AccountNotices notices;
    private final Clock clock;
    private final Pace<String> requesters;
    private final RecoveryEvents events = new RecoveryEvents();
    private final AccountTable accounts = new AccountTable();
    private final PasswordTable passwordTable = new PasswordTable();
    private final PasswordLinkTable table = new PasswordLinkTable();
    private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();

    PasswordRecovery(
            Database database,
            Passwords passwords,
            Sessions sessions,
            PgUsers users,
            SsoEnforcement enforcement,
            SignedInMemory memory,
            AccountLinks links,
            AccountNotices notices,
            Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.sessions = sessions;
        this.users = users;
        this.enforcement = enforcement;
        this.memory = memory;
        this.links = links;
        this.notices = notices;
        this.clock = clock;
        this.requesters = new Pace<>(clock, 30, Duration.ofMinutes(10));
    }

    /**
     * Begins to mail a link to whoever has this address, if they may have a password. Throws {@code
     * AUTH.TOO_MANY_ATTEMPTS} by where the request comes from alone.
     */
    void ask(EmailAddress address, Client client) {
        requesters.require(client.network());
        if (underWay.size() >= MOST_UNDER_WAY) {
            throw CommonError.UNAVAILABLE
                    .because("Too many people ask for this at the moment; try again in a few seconds.")
                    .withRetryAfter(Duration.ofSeconds(5));
        }
        var begun = database.inTransaction(Tenant.PLATFORM, tx -> send(tx, address, client));
        underWay.add(begun);
        begun.onFailure(failure -> LOG.warn("A link to set a password could not be handed in", failure))
                .onComplete(done -> underWay.remove(begun));
    }

    private Future<Void> send(Tx tx, EmailAddress address, Client client) {
        return accounts.lockByAddress(tx, address)
                .map(found -> found.filter(PasswordRecovery::mayAsk))
                .compose(found -> found.map(account -> mayHavePassword(tx, account)
                                .compose(may -> may ? sendUnlessOften(tx, account, client) : Future.succeededFuture()))
                        .orElse(Future.succeededFuture()));
    }

    // Who reads mail to an address that nobody has proven need not be whose account it is.
    private static boolean mayAsk(Account account) {
        return account.maySignIn() && account.emailVerified();
    }

    private Future<Boolean> mayHavePassword(Tx tx, Account account) {
        return enforcement
                .requirePasswordAllowed(tx, account)
                .map(true)
                .recover(failure -> failure instanceof Problem problem && problem.is(IdentityError.AUTH_SSO_REQUIRED)
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    }

    private Future<Void> sendUnlessOften(Tx tx, Account account, Client client) {
        return table.countSince(tx, account.id(), clock.instant().minus(WINDOW))
                .compose(sent -> sent >= MOST_LINKS
                        ? Future.succeededFuture()
                        : send(
                                tx,
                                account,
                                Purpose.RESET_PASSWORD,
                                PasswordLink.LIFE,
                                Authentication.anonymous(client.origin())));
    }

    private Future<Void> send(Tx tx, Account account, Purpose purpose, Duration life, Authentication by) {
        var now = clock.instant();
        var secret = ClientSecret.next(PasswordLink.PREFIX);
        var key = EmailAddress.keyOf(account.email());
        events.passwordLinkSent(tx, account.id(), by);
        return table.insert(tx, new PasswordLink(secret.hash(), account.id(), key, now, now.plus(life)))
                .compose(inserted -> links.post(tx, account.id(), account.email(), purpose, secret, life, now));
    }

    /**
     * Mails somebody a link, because an administrator says so. Fails with {@code USER.NOT_FOUND} and {@code
     * USER.PASSWORD_NOT_ALLOWED}.
     */
    Future<Void> sendFirst(Authentication by, UserId user) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> accounts.lock(tx, user)
                        .map(found -> found.orElseThrow(() -> PgAccounts.unknown(user)))
                        .compose(account -> {
                            requireReachable(account);
                            return mayHavePassword(tx, account)
                                    .compose(may -> may
                                            ? send(tx, account, Purpose.FIRST_PASSWORD, PasswordLink.LIFE_OF_FIRST, by)
                                            : notAllowed("The user signs in by the identity provider of their"
                                                            + " organization, which wants it so.")
                                                    .asFuture());
                        }));
    }

    private static void requireReachable(Account account) {
        if (!account.maySignIn()) {
            throw notAllowed("The user does not have the role USER, and may not sign in.");
        }
        if (!Mail.canBeSentTo(account.email())) {
            throw notAllowed("No mail can be sent to the user's address; give them another one first.");
        }
    }

    private static Problem notAllowed(String why) {
        return IdentityError.USER_PASSWORD_NOT_ALLOWED.because(why);
    }

    /**
     * Sets the password of the account that the link is for, and ends its sessions; opens none. The link and all others of
     * the account are used up. Fails with {@code AUTH.LINK_INVALID}, and with {@code AUTH.SSO_REQUIRED} for who may have no
     * password by now.
     */
    Future<Void> set(String token, String password, Client client) {
        var hash = ClientSecret.hash(token);
        return table.find(database, hash)
                .map(found -> found.filter(link -> link.isOpen(clock.instant())).orElseThrow(PasswordRecovery::invalid))
                .compose(link -> accounts.find(database, link.user())
                        .map(found -> found.orElseThrow(PasswordRecovery::invalid))
                        .compose(account -> passwords.hash(
                                AccountFields.newPassword("newPassword", password, Optional.of(account.email())),
                                Asker.known(client.origin())))
                        .compose(hashed -> database.inTransaction(
                                Tenant.PLATFORM, tx -> set(tx, link.user(), hash, hashed, client))));
    }

    private Future<Void> set(Tx tx, UserId user, byte[] hash, String password, Client client) {
        return accounts.lock(tx, user)
                .map(found -> found.filter(Account::maySignIn).orElseThrow(PasswordRecovery::invalid))
                .compose(account -> table.takeAll(tx, user)
                        .compose(taken -> {
                            requireOpen(taken, hash, account);
                            return enforcement.requirePasswordAllowed(tx, account);
                        })
                        .compose(allowed -> set(tx, account, password, client)));
    }

    private Future<Void> set(Tx tx, Account account, String password, Client client) {
        var by = Authentication.user(account.id(), account.email(), client.origin());
        events.passwordSet(tx, account.id(), by);
        tx.afterCommit(() -> memory.accountChanged(account.id()));
        return passwordTable
                .reset(tx, account.id(), password)
                .compose(reset -> users.proveAddress(tx, account.id(), by))
                .compose(proven -> sessions.endAll(tx, account.id(), Optional.empty(), SessionEnd.PASSWORD_RESET, by))
                .compose(ended -> notices.tell(tx, account, Notice.PASSWORD_SET));
    }

    private void requireOpen(List<PasswordLink> taken, byte[] hash, Account account) {
        var now = clock.instant();
        var key = EmailAddress.keyOf(account.email());
        var isOpen = taken.stream()
                .filter(link -> MessageDigest.isEqual(link.hash(), hash))
                .anyMatch(link -> link.isOpen(now) && link.emailKey().equals(key));
        if (!isOpen) {
            throw invalid();
        }
    }

    static Problem invalid() {
        return IdentityError.AUTH_LINK_INVALID.onField(
                "token", "The link was used, replaced or taken back, or is too old; ask for another one.");
    }

    Future<Void> forgetExpired() {
        return table.deleteExpired(database, clock.instant());
    }

    /** Waits for the links that are on their way to the queue of mails. */
    Future<Void> close() {
        return Future.join(List.copyOf(underWay)).transform(ended -> Future.succeededFuture());
    }
}
