package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.SignIn.SignedIn;
import dev.guildhall.identity.internal.SecondStep.Opened;
import dev.guildhall.identity.internal.factor.Ceremonies.Purpose;
import dev.guildhall.identity.internal.factor.GivenPasskey;
import dev.guildhall.identity.internal.factor.Passkeys;
import dev.guildhall.identity.internal.factor.PresentedPasskey;
import dev.guildhall.identity.internal.factor.SignInMethod;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Signing in by a passkey alone, which is two factors: somebody has it, and has shown their authenticator that it is them.
 * Nobody says beforehand who they are, so there is nothing to be found out about who has an account.
 */
final class PasskeySignIn {

    private static final String BROWSER_PREFIX = "ghl_pky_";

    private final Database database;
    private final Passkeys passkeys;
    private final CodeCheck checks;
    private final SignInThrottle throttle;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final SsoEnforcement enforcement;
    private final IdentityEvents events;
    private final SignInMeters meters;
    private final AccountTable accounts = new AccountTable();

    PasskeySignIn(
            Database database,
            Passkeys passkeys,
            CodeCheck checks,
            SignInThrottle throttle,
            Sessions sessions,
            AccessTokens tokens,
            SsoEnforcement enforcement,
            IdentityEvents events,
            SignInMeters meters) {
        this.database = database;
        this.passkeys = passkeys;
        this.checks = checks;
        this.throttle = throttle;
        this.sessions = sessions;
        this.tokens = tokens;
        this.enforcement = enforcement;
        this.events = events;
        this.meters = meters;
    }

    /**
     * A sign-in that has begun.
     *
     * @param options what the browser is asked
     * @param browser which is to answer it
     */
    record Begun(JsonObject options, ClientSecret browser) {}

    Begun begin() {
        var browser = ClientSecret.next(BROWSER_PREFIX);
        return new Begun(passkeys.askForAny(boundTo(browser.text())), browser);
    }

    private static String boundTo(String browser) {
        return HexFormat.of().formatHex(ClientSecret.hash(browser));
    }

    /**
     * Opens the session. Fails with {@code AUTH.CHALLENGE_INVALID}, {@code AUTH.BAD_PASSKEY}, {@code
     * AUTH.TOO_MANY_ATTEMPTS}, {@code AUTH.SSO_REQUIRED}, and with {@code ORGANIZATION.NOT_FOUND} for one that is not the
     * user's.
     *
     * @param browser nothing for one that has begun no sign-in
     */
    Future<SignedIn> signIn(
            GivenPasskey given, Optional<String> browser, Optional<OrganizationId> organization, Client client) {
        return sessions.requireExisting(organization)
                .compose(exists -> passkeys.present(Purpose.SIGN_IN, boundTo(browser.orElse("")), given, client))
                .compose(presented -> throttle.guardPasskey(
                        presented.passkey().user(), client, () -> enter(presented, given, organization, client)))
                .compose(tokens::issueFirst)
                .onComplete(done -> meters.count(done.cause()));
    }

    private Future<Opened> enter(
            PresentedPasskey presented, GivenPasskey given, Optional<OrganizationId> organization, Client client) {
        if (given.assertion().userHandle() == null) {
            return Passkeys.unknown().asFuture();
        }
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> accounts.lockToSignIn(tx, presented.passkey().user())
                                .map(found -> found.filter(Account::maySignIn).orElseThrow(Passkeys::unknown))
                                .compose(account -> checks.check(tx, account, presented, by(account, client))
                                        .compose(verdict -> verdict.isRight()
                                                ? open(tx, account, organization, client)
                                                : refused(tx, account, verdict.refusal(), client))))
                .compose(Entrance::outcome);
    }

    private Future<Entrance> open(Tx tx, Account account, Optional<OrganizationId> organization, Client client) {
        return enforcement
                .requirePasswordAllowed(tx, account)
                .compose(allowed -> sessions.open(tx, account, organization, client, List.of(SignInMethod.PASSKEY)))
                .map(session -> new Entrance(new Opened(account, session), null));
    }

    private Future<Entrance> refused(Tx tx, Account account, Problem refusal, Client client) {
        events.signInRefused(tx, Optional.of(account.id()), account.email(), client);
        return Future.succeededFuture(new Entrance(null, refusal));
    }

    private static Authentication by(Account account, Client client) {
        return Authentication.user(account.id(), account.email(), client.origin());
    }

    /** The outcome, a refusal included: that must not roll back that it was noted. */
    private record Entrance(Opened opened, Problem refusal) {

        Future<Opened> outcome() {
            return refusal == null ? Future.succeededFuture(opened) : refusal.asFuture();
        }
    }
}
