package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.AccessTokens.IssuedToken;
import dev.guildhall.identity.internal.factor.Ceremonies.Purpose;
import dev.guildhall.identity.internal.factor.GivenCode;
import dev.guildhall.identity.internal.factor.GivenPasskey;
import dev.guildhall.identity.internal.factor.Guesser;
import dev.guildhall.identity.internal.factor.Passkeys;
import dev.guildhall.identity.internal.factor.SecondFactors;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.identity.internal.factor.Verdict;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Has who uses a session prove again that they are its user, by the strongest that their account has. */
final class StepUp {

    private final Database database;
    private final PasswordCheck passwords;
    private final SecondFactors factors;
    private final CodeCheck codes;
    private final Passkeys passkeys;
    private final AccessTokens tokens;
    private final SignedInMemory memory;
    private final FactorEvents events;
    private final Clock clock;
    private final SessionTable sessions = new SessionTable();
    private final AccountTable accounts = new AccountTable();

    StepUp(
            Database database,
            PasswordCheck passwords,
            SecondFactors factors,
            CodeCheck codes,
            Passkeys passkeys,
            AccessTokens tokens,
            SignedInMemory memory,
            FactorEvents events,
            Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.factors = factors;
        this.codes = codes;
        this.passkeys = passkeys;
        this.tokens = tokens;
        this.memory = memory;
        this.events = events;
        this.clock = clock;
    }

    /** A session that was proven again, with an access token that says so. */
    record Proven(Session session, IssuedToken token) {}

    /** Fails with {@code AUTH.BAD_CREDENTIALS}, or naming the field when the account has a second factor. */
    Future<Proven> byPassword(Authentication by, String password, Client client) {
        return passwords
                .ofSignedIn(by, password, client, tx -> events.stepUpRefused(tx, by.user(), by))
                .compose(right -> database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> accounts.lockForSignIn(tx, right)
                                .map(found -> found.orElseThrow(PasswordCheck::badCredentials))
                                .compose(account -> factors.has(tx, account.id()))
                                .compose(has ->
                                        has ? passwordIsNotEnough().asFuture() : prove(tx, by, SignInMethod.PASSWORD))))
                .compose(this::issue);
    }

    /** Fails with {@code AUTH.BAD_CODE} and {@code AUTH.TOO_MANY_ATTEMPTS}. */
    Future<Proven> byCode(Authentication by, GivenCode given) {
        return bySecondFactor(by, (tx, account) -> codes.check(tx, account, given, Guesser.SIGNED_IN, by));
    }

    /** What the browser is asked for a passkey. Fails with {@code FACTOR.NOT_FOUND} for who has none. */
    Future<JsonObject> askForPasskey(Authentication by) {
        return passkeys.askForOneOf(by.user(), Purpose.STEP_UP, session(by));
    }

    /** Fails with {@code AUTH.CHALLENGE_INVALID} and {@code AUTH.BAD_PASSKEY}. */
    Future<Proven> byPasskey(Authentication by, GivenPasskey given, Client client) {
        return passkeys.present(Purpose.STEP_UP, session(by), given, client)
                .compose(presented -> bySecondFactor(by, (tx, account) -> codes.check(tx, account, presented, by)));
    }

    private static String session(Authentication by) {
        return by.credential().id().toString();
    }

    /** Checks what was given, of an account that is locked; a refusal is a result. */
    private interface Check {
        Future<Verdict> of(Tx tx, Account account);
    }

    private Future<Proven> bySecondFactor(Authentication by, Check check) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> accounts.lock(tx, by.user())
                                .map(found -> found.orElseThrow(AccessTokens::invalid))
                                .compose(account -> check.of(tx, account))
                                .compose(verdict -> verdict.isRight()
                                        ? prove(tx, by, verdict.by()).map(session -> new Outcome(session, null))
                                        : refused(tx, by, verdict.refusal())))
                .compose(outcome -> outcome.refusal() == null
                        ? Future.succeededFuture(outcome.session())
                        : outcome.refusal().asFuture())
                .compose(this::issue);
    }

    /** The outcome, a refusal included: that must not roll back that it was counted. */
    private record Outcome(Session session, Problem refusal) {}

    private Future<Outcome> refused(Tx tx, Authentication by, Problem refusal) {
        events.stepUpRefused(tx, by.user(), by);
        return Future.succeededFuture(new Outcome(null, refusal));
    }

    /** Notes in the session in which somebody acts that they have proved who they are. */
    Future<Session> prove(Tx tx, Authentication by, SignInMethod method) {
        var id = by.credential().id();
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return sessions.lock(tx, id).compose(found -> {
            var session = found.filter(open -> open.isLive(now) && open.proof().isPresent())
                    .orElseThrow(AccessTokens::invalid);
            var proven = session.provenBy(session.proof().get().renewed(now, method));
            return sessions.prove(tx, proven).map(written -> {
                events.sessionProven(tx, by.user(), id, method, by);
                tx.afterCommit(() -> memory.sessionChanged(id));
                return proven;
            });
        });
    }

    private Future<Proven> issue(Session session) {
        return tokens.issue(session).map(token -> new Proven(session, token));
    }

    private static Problem passwordIsNotEnough() {
        var message = "Your account has a second factor; give a code of it, a recovery code or a passkey.";
        return CommonError.REQUEST_INVALID
                .because(message)
                .withDetails(List.of(new Problem.Detail("password", message)));
    }
}
