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
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.SignIn.Challenged;
import dev.guildhall.identity.internal.factor.Ceremonies.Purpose;
import dev.guildhall.identity.internal.factor.Challenge;
import dev.guildhall.identity.internal.factor.ChallengeTable;
import dev.guildhall.identity.internal.factor.GivenCode;
import dev.guildhall.identity.internal.factor.GivenPasskey;
import dev.guildhall.identity.internal.factor.Guesser;
import dev.guildhall.identity.internal.factor.Passkeys;
import dev.guildhall.identity.internal.factor.SecondFactors;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.identity.internal.factor.Verdict;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The second step of a sign-in by password to an account that has a second factor. A challenge stands for the password
 * that was right: for a while, for the client that gave it, for one session.
 */
final class SecondStep {

    private final Database database;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final CodeCheck codes;
    private final Passkeys passkeys;
    private final IdentityEvents events;
    private final FactorEvents factorEvents;
    private final SsoEnforcement enforcement;
    private final Clock clock;
    private final AccountTable accounts = new AccountTable();
    private final PasswordTable passwords = new PasswordTable();
    private final ChallengeTable challenges = new ChallengeTable();

    SecondStep(
            Database database,
            Sessions sessions,
            SecondFactors factors,
            CodeCheck codes,
            Passkeys passkeys,
            IdentityEvents events,
            FactorEvents factorEvents,
            SsoEnforcement enforcement,
            Clock clock) {
        this.database = database;
        this.sessions = sessions;
        this.factors = factors;
        this.codes = codes;
        this.passkeys = passkeys;
        this.events = events;
        this.factorEvents = factorEvents;
        this.enforcement = enforcement;
        this.clock = clock;
    }

    /** An account with the session that was opened for it. */
    record Opened(Account account, NewSession session) {}

    /** What is to be answered, when the account has a second factor. */
    Future<Optional<Challenged>> challenge(
            Tx tx, Account account, PasswordRecord checked, Optional<OrganizationId> organization, Client client) {
        return factors.methods(tx, account.id()).compose(methods -> {
            if (methods.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            var secret = ClientSecret.next(Challenge.PREFIX);
            var challenge = new Challenge(
                    secret.hash(),
                    account.id(),
                    checked.version(),
                    organization,
                    client.fingerprint(),
                    clock.instant().plus(Challenge.PATIENCE));
            factorEvents.challenged(tx, account.id(), client.userAgent(), by(account, client));
            return challenges.insert(tx, challenge).map(Optional.of(new Challenged(secret, methods)));
        });
    }

    /**
     * Opens the session. Fails with {@code AUTH.CHALLENGE_INVALID}, {@code AUTH.BAD_CODE} and {@code
     * AUTH.TOO_MANY_ATTEMPTS}.
     */
    Future<Opened> complete(String challenge, GivenCode given, Client client) {
        return complete(
                challenge,
                client,
                (tx, account, guesser) -> codes.check(tx, account, given, guesser, by(account, client)));
    }

    /** What the browser is asked for a passkey. Fails with {@code AUTH.CHALLENGE_INVALID} and {@code FACTOR.NOT_FOUND}. */
    Future<JsonObject> askForPasskey(String challenge, Client client) {
        return database.inTransaction(Tenant.PLATFORM, tx -> open(tx, challenge, client))
                .compose(begun -> passkeys.askForOneOf(begun.user(), Purpose.SECOND_FACTOR, boundTo(challenge)));
    }

    /** The same by a passkey. Fails with {@code AUTH.CHALLENGE_INVALID} and {@code AUTH.BAD_PASSKEY}. */
    Future<Opened> complete(String challenge, GivenPasskey given, Client client) {
        return passkeys.present(Purpose.SECOND_FACTOR, boundTo(challenge), given, client)
                .compose(presented -> complete(
                        challenge,
                        client,
                        (tx, account, guesser) -> codes.check(tx, account, presented, by(account, client))));
    }

    private static String boundTo(String challenge) {
        return HexFormat.of().formatHex(ClientSecret.hash(challenge));
    }

    /** Checks what was given, of an account that is locked; a refusal is a result. */
    private interface Check {
        Future<Verdict> of(Tx tx, Account account, Guesser guesser);
    }

    private Future<Opened> complete(String challenge, Client client, Check check) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> open(tx, challenge, client).compose(begun -> complete(tx, begun, check, client)))
                .compose(Step::outcome);
    }

    private Future<Challenge> open(Tx tx, String challenge, Client client) {
        return challenges
                .find(tx, ClientSecret.hash(challenge))
                .map(found ->
                        found.filter(begun -> isStillOpenTo(begun, client)).orElseThrow(SecondStep::invalid));
    }

    private boolean isStillOpenTo(Challenge challenge, Client client) {
        return clock.instant().isBefore(challenge.expiresAt())
                && MessageDigest.isEqual(challenge.clientHash(), client.fingerprint());
    }

    private Future<Step> complete(Tx tx, Challenge begun, Check check, Client client) {
        return passwords
                .find(tx, begun.user(), client)
                .map(found -> found.filter(password -> password.version() == begun.passwordVersion())
                        .orElseThrow(SecondStep::invalid))
                .compose(password -> accounts.lockForSignIn(tx, password)
                        .map(found -> found.filter(Account::maySignIn).orElseThrow(SecondStep::invalid))
                        .compose(account -> check.of(tx, account, guesser(password, client))
                                .compose(verdict -> verdict.isRight()
                                        ? open(tx, begun, account, verdict, client)
                                        : refused(tx, account, verdict, client))));
    }

    private static Guesser guesser(PasswordRecord password, Client client) {
        if (client.signedIn()
                .flatMap(Authentication::asUser)
                .filter(password.user()::equals)
                .isPresent()) {
            return Guesser.SIGNED_IN;
        }
        return password.fromKnownNetwork() ? Guesser.KNOWN_NETWORK : Guesser.STRANGER;
    }

    // The code is taken before the challenge is: both are given back when the session cannot be opened.
    private Future<Step> open(Tx tx, Challenge begun, Account account, Verdict verdict, Client client) {
        return challenges
                .take(tx, begun)
                .compose(taken -> taken
                        ? enforcement.requirePasswordAllowed(tx, account)
                        : invalid().asFuture())
                .compose(allowed -> sessions.open(
                        tx, account, begun.organization(), client, List.of(SignInMethod.PASSWORD, verdict.by())))
                .map(session -> new Step(new Opened(account, session), null));
    }

    private static Authentication by(Account account, Client client) {
        return Authentication.user(account.id(), account.email(), client.origin());
    }

    private Future<Step> refused(Tx tx, Account account, Verdict verdict, Client client) {
        events.signInRefused(tx, Optional.of(account.id()), account.email(), client);
        return Future.succeededFuture(new Step(null, verdict.refusal()));
    }

    Future<Void> forgetExpired() {
        return challenges.deleteExpired(database, clock.instant());
    }

    private static Problem invalid() {
        return IdentityError.AUTH_CHALLENGE_INVALID.because(
                "This sign-in was not begun by this client, was completed already, took too long, or the password was"
                        + " changed meanwhile; start again with POST /api/auth/login.");
    }

    /** The outcome, a refusal included: that must not roll back that it was counted. */
    private record Step(Opened opened, Problem refusal) {

        Future<Opened> outcome() {
            return refusal == null ? Future.succeededFuture(opened) : refusal.asFuture();
        }
    }
}
