package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.OpenSession;
import dev.guildhall.identity.SignIn;
import dev.guildhall.identity.internal.AccountNotices.Notice;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.identity.internal.SecondStep.Opened;
import dev.guildhall.identity.internal.Sessions.Refreshed;
import dev.guildhall.identity.internal.factor.GivenCode;
import dev.guildhall.identity.internal.factor.GivenPasskey;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing in by a password. */
final class PasswordSignIn implements SignIn {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordSignIn.class);

    private final Database database;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final PasswordCheck check;
    private final Sessions sessions;
    private final SecondStep secondStep;
    private final AccessTokens tokens;
    private final IdentityEvents events;
    private final SsoEnforcement enforcement;
    private final AccountNotices notices;
    private final SignInMeters meters;
    private final AccountTable accounts = new AccountTable();
    private final PasswordTable passwordTable = new PasswordTable();

    PasswordSignIn(
            Database database,
            Passwords passwords,
            SignInThrottle throttle,
            PasswordCheck check,
            Sessions sessions,
            SecondStep secondStep,
            AccessTokens tokens,
            IdentityEvents events,
            SsoEnforcement enforcement,
            AccountNotices notices,
            SignInMeters meters) {
        this.database = database;
        this.events = events;
        this.enforcement = enforcement;
        this.notices = notices;
        this.meters = meters;
        this.passwords = passwords;
        this.throttle = throttle;
        this.check = check;
        this.secondStep = secondStep;
        this.sessions = sessions;
        this.tokens = tokens;
    }

    @Override
    public Future<Entry> signIn(String email, String password, Optional<OrganizationId> organization, Client client) {
        var key = EmailAddress.keyOf(email);
        return throttle.guard(key, client, () -> known(email, key, password, client))
                .compose(checked -> enter(checked, organization, client))
                .onComplete(done -> {
                    if (done.result() instanceof Challenged) {
                        meters.countChallenge();
                    } else {
                        meters.count(done.cause());
                    }
                });
    }

    @Override
    public Future<SignedIn> complete(String challenge, GivenCode given, Client client) {
        return secondStep
                .complete(challenge, given, client)
                .compose(tokens::issueFirst)
                .onComplete(done -> meters.count(done.cause()));
    }

    @Override
    public Future<JsonObject> askForPasskey(String challenge, Client client) {
        return secondStep.askForPasskey(challenge, client);
    }

    @Override
    public Future<SignedIn> complete(String challenge, GivenPasskey given, Client client) {
        return secondStep
                .complete(challenge, given, client)
                .compose(tokens::issueFirst)
                .onComplete(done -> meters.count(done.cause()));
    }

    @Override
    public Future<Tokens> refresh(String refreshToken, Client client) {
        return renewed(sessions.refresh(
                refreshToken,
                client,
                Authentication.anonymous(client.origin()),
                session -> session.minted().isEmpty()));
    }

    @Override
    public Future<Tokens> switchTo(Authentication by, Optional<OrganizationId> organization) {
        return renewed(sessions.switchTo(by, organization));
    }

    private Future<Tokens> renewed(Future<Refreshed> session) {
        return session.compose(refreshed -> tokens.issue(refreshed.session(), refreshed.refreshToken()));
    }

    @Override
    public Future<Void> signOut(Authentication by) {
        return sessions.signOut(by);
    }

    @Override
    public Future<Page<OpenSession>> sessions(UserId user, PageRequest<OpenSession> page) {
        return sessions.list(user, page);
    }

    @Override
    public Future<Void> end(Authentication by, UUID session) {
        return sessions.endOwn(by, session);
    }

    @Override
    public Future<Void> endOthers(Authentication by) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> sessions.endAll(tx, by.user(), Optional.of(by.credential().id()), SessionEnd.SIGNED_OUT, by));
    }

    @Override
    public Future<Void> changePassword(Authentication by, String current, String replacement, Client client) {
        var accepted = AccountFields.newPassword("newPassword", replacement, Optional.ofNullable(by.email()));
        return check.ofSignedIn(by, current, client, tx -> events.passwordChangeRefused(tx, by.user(), by))
                .compose(former -> passwords
                        .hash(accepted, Asker.known(client.origin()))
                        .compose(hash -> replace(by, former, hash)));
    }

    private Future<PasswordRecord> known(String email, String key, String password, Client client) {
        return passwordTable
                .findByEmail(database, key, client)
                .compose(record -> {
                    var isKnown = client.sessionOf(key).isPresent()
                            || record.filter(PasswordRecord::fromKnownNetwork).isPresent();
                    return isKnown
                            ? check(record, email, password, client, Asker.known(client.origin()))
                            : throttle.guardFromStrangers(
                                    key, () -> check(record, email, password, client, Asker.stranger(client.origin())));
                })
                .onSuccess(record -> rehashIfOutdated(record, password, client));
    }

    private Future<PasswordRecord> check(
            Optional<PasswordRecord> record, String email, String password, Client client, Asker asker) {
        var address = AccountFields.normalized(email);
        return check.check(
                record,
                password,
                asker,
                tx -> events.signInRefused(tx, record.map(PasswordRecord::user), address, client));
    }

    private Future<Entry> enter(PasswordRecord checked, Optional<OrganizationId> organization, Client client) {
        return sessions.requireExisting(organization)
                .compose(exists -> database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> accounts.lockForSignIn(tx, checked)
                                .map(found ->
                                        found.filter(Account::maySignIn).orElseThrow(PasswordCheck::badCredentials))
                                .compose(account -> enforcement
                                        .requirePasswordAllowed(tx, account)
                                        .compose(allowed ->
                                                secondStep.challenge(tx, account, checked, organization, client))
                                        .compose(challenge -> challenge.isPresent()
                                                ? Future.succeededFuture(Passed.of(challenge.get()))
                                                : open(tx, account, organization, client)))))
                .compose(passed -> passed.opened() == null
                        ? Future.succeededFuture(passed.challenge())
                        : tokens.issueFirst(passed.opened()).map(Entry.class::cast));
    }

    private Future<Passed> open(Tx tx, Account account, Optional<OrganizationId> organization, Client client) {
        return sessions.open(tx, account, organization, client, List.of(SignInMethod.PASSWORD))
                .map(session -> new Passed(new Opened(account, session), null));
    }

    /** What a right password has come to: a session, or a challenge. */
    private record Passed(Opened opened, Challenged challenge) {

        static Passed of(Challenged challenge) {
            return new Passed(null, challenge);
        }
    }

    private Future<Void> replace(Authentication by, PasswordRecord former, String hash) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> passwordTable
                        .change(tx, former, hash)
                        .compose(changed -> changed
                                ? endOthers(tx, by)
                                : PasswordCheck.badCredentials().asFuture()));
    }

    private Future<Void> endOthers(Tx tx, Authentication by) {
        events.passwordChanged(tx, by.user(), by);
        return sessions.endAll(tx, by.user(), Optional.of(by.credential().id()), SessionEnd.PASSWORD_CHANGED, by)
                .compose(ended -> accounts.lock(tx, by.user()))
                .compose(account -> notices.tell(tx, account.orElseThrow(), Notice.PASSWORD_CHANGED));
    }

    // Beside the sign-in and not in its way: it is done at the next one otherwise.
    private void rehashIfOutdated(PasswordRecord record, String password, Client client) {
        if (record.hash().filter(Passwords::isOutdated).isPresent()) {
            passwords
                    .hash(password, Asker.known(client.origin()))
                    .compose(hash -> passwordTable.replaceHash(database, record, hash))
                    .onFailure(failure ->
                            LOG.warn("The password of {} is still hashed as before", record.user(), failure));
        }
    }
}
