package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.OpenSession;
import dev.guildhall.identity.SignIn;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.identity.internal.Sessions.Refreshed;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signing in by a password. */
final class PasswordSignIn implements SignIn {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordSignIn.class);

    private final Database database;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final IdentityEvents events;
    private final SsoEnforcement enforcement;
    private final SignInMeters meters;
    private final AccountTable accounts = new AccountTable();
    private final PasswordTable passwordTable = new PasswordTable();

    PasswordSignIn(
            Database database,
            Passwords passwords,
            SignInThrottle throttle,
            Sessions sessions,
            AccessTokens tokens,
            IdentityEvents events,
            SsoEnforcement enforcement,
            SignInMeters meters) {
        this.database = database;
        this.events = events;
        this.enforcement = enforcement;
        this.meters = meters;
        this.passwords = passwords;
        this.throttle = throttle;
        this.sessions = sessions;
        this.tokens = tokens;
    }

    /** An account with the session that was opened for it. */
    private record Opened(Account account, NewSession session) {}

    @Override
    public Future<SignedIn> signIn(
            String email, String password, Optional<OrganizationId> organization, Client client) {
        var key = EmailAddress.keyOf(email);
        return throttle.guard(key, client, () -> known(email, key, password, client))
                .compose(checked -> open(checked, organization, client))
                .compose(opened -> issue(
                                opened.session().session(), opened.session().refreshToken())
                        .map(issued -> new SignedIn(
                                opened.account(),
                                opened.session().organization(),
                                opened.session().cookie().orElseThrow(),
                                issued)))
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
        return session.compose(refreshed -> issue(refreshed.session(), refreshed.refreshToken()));
    }

    private Future<Tokens> issue(Session session, ClientSecret refreshToken) {
        return tokens.issue(session).map(issued -> new Tokens(issued.token(), issued.expiresInSeconds(), refreshToken));
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
        var accepted = AccountFields.newPassword("newPassword", replacement);
        var asker = Asker.known(client.origin());
        return throttle.guard(
                        EmailAddress.keyOf(by.email()),
                        client,
                        () -> passwordTable
                                .find(database, by.user(), client)
                                .compose(record -> check(
                                        record, current, asker, tx -> events.passwordChangeRefused(tx, by.user(), by))))
                .compose(former -> passwords.hash(accepted, asker).compose(hash -> replace(by, former, hash)));
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
        return check(
                record,
                password,
                asker,
                tx -> events.signInRefused(tx, record.map(PasswordRecord::user), address, client));
    }

    private Future<PasswordRecord> check(
            Optional<PasswordRecord> record, String password, Asker asker, Consumer<Tx> refused) {
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

    private Future<Opened> open(PasswordRecord checked, Optional<OrganizationId> organization, Client client) {
        return sessions.requireExisting(organization)
                .compose(exists -> database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> accounts.lockForSignIn(tx, checked)
                                .map(account -> account.filter(Account::maySignIn))
                                .compose(account -> account.isEmpty()
                                        ? badCredentials().asFuture()
                                        : enforcement
                                                .requirePasswordAllowed(tx, account.get())
                                                .compose(allowed ->
                                                        sessions.open(tx, account.get(), organization, client))
                                                .map(session -> new Opened(account.get(), session)))));
    }

    private Future<Void> replace(Authentication by, PasswordRecord former, String hash) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> passwordTable
                        .change(tx, former, hash)
                        .compose(changed ->
                                changed ? endOthers(tx, by) : badCredentials().asFuture()));
    }

    private Future<Void> endOthers(Tx tx, Authentication by) {
        events.passwordChanged(tx, by.user(), by);
        return sessions.endAll(tx, by.user(), Optional.of(by.credential().id()), SessionEnd.PASSWORD_CHANGED, by);
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

    private static Problem badCredentials() {
        return IdentityError.AUTH_BAD_CREDENTIALS.because("The email address or the password is wrong.");
    }
}
