package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.identity.IdentityError;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What accounts have beside a password: an authenticator app, and recovery codes for who has lost it. What changes
 * something is done with the account locked, so that of two at once the second sees what the first has done.
 */
public final class SecondFactors {

    /** For how long a secret that was shown waits for its first code. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final SecretBox secrets;
    private final Clock clock;
    private final TotpTable apps = new TotpTable();
    private final RecoveryCodeTable recoveryCodes = new RecoveryCodeTable();
    private final GuessTable guesses = new GuessTable();

    public SecondFactors(SecretBox secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What somebody has, without anything secret. */
    public record Overview(Optional<Instant> totpSince, int recoveryCodesLeft) {}

    public Future<Overview> overview(Database database, UserId user) {
        var app = apps.find(database, user);
        var left = recoveryCodes.left(database, user);
        return Future.all(app, left)
                .map(read -> new Overview(app.result().flatMap(TotpFactor::confirmedAt), left.result()));
    }

    public Future<Boolean> has(Tx tx, UserId user) {
        return apps.lock(tx, user).map(found -> found.filter(TotpFactor::counts).isPresent());
    }

    /** The secret of a new authenticator app, which counts once it is confirmed. Fails with {@code FACTOR.EXISTS}. */
    public Future<String> begin(Tx tx, UserId user) {
        return apps.lock(tx, user).compose(found -> {
            requireNone(found);
            var secret = Totp.newSecret();
            var factor =
                    new TotpFactor(user, secrets.seal(TotpFactor.purpose(user), secret), now(), Optional.empty(), 0);
            return apps.delete(tx, user)
                    .compose(replaced -> apps.insert(tx, factor))
                    .map(secret);
        });
    }

    /**
     * Has the app that was begun with count from now on, and gives the recovery codes. Fails with {@code FACTOR.EXISTS},
     * {@code FACTOR.NOT_FOUND} and {@code AUTH.BAD_CODE}.
     */
    public Future<List<String>> confirm(Tx tx, UserId user, String code) {
        return apps.lock(tx, user).compose(found -> {
            requireNone(found);
            var begun = found.filter(factor ->
                            clock.instant().isBefore(factor.createdAt().plus(PATIENCE)))
                    .orElseThrow(SecondFactors::notBegun);
            var step = Totp.match(secret(begun), code, clock.instant(), begun.lastStep());
            if (step.isEmpty()) {
                throw badCode();
            }
            return apps.confirm(tx, begun, now(), step.getAsLong()).compose(confirmed -> renewRecoveryCodes(tx, user));
        });
    }

    /** Ten new recovery codes, in place of those there were. */
    public Future<List<String>> renewRecoveryCodes(Tx tx, UserId user) {
        var codes = RecoveryCodes.fresh();
        return recoveryCodes.replace(tx, user, codes).map(codes);
    }

    public Future<Integer> recoveryCodesLeft(Tx tx, UserId user) {
        return recoveryCodes.left(tx, user);
    }

    /** Takes all away, and says whether something of it had counted. */
    public Future<Boolean> removeAll(Tx tx, UserId user) {
        return has(tx, user)
                .compose(had -> apps.delete(tx, user)
                        .compose(deleted -> recoveryCodes.deleteAll(tx, user))
                        .compose(deleted -> guesses.forget(tx, user))
                        .map(had));
    }

    /**
     * Checks what somebody gives for their second factor. A refusal is a result and no failure, for it has been counted,
     * which must not be rolled back.
     */
    public Future<Verdict> check(Tx tx, UserId user, GivenCode given, Guesser by) {
        return apps.lock(tx, user).compose(found -> {
            if (found.filter(TotpFactor::counts).isEmpty()) {
                return Future.succeededFuture(Verdict.refused(badCode()));
            }
            return given.isRecoveryCode()
                    ? recoveryCodes
                            .use(tx, user, given.text())
                            .map(used -> used ? Verdict.right(SignInMethod.RECOVERY_CODE) : Verdict.refused(badCode()))
                    : checkTotp(tx, found.get(), given.text(), by);
        });
    }

    private Future<Verdict> checkTotp(Tx tx, TotpFactor app, String code, Guesser by) {
        var now = clock.instant();
        return guesses.pause(tx, app.user(), by, now)
                .compose(pause -> pause.map(wait -> Future.succeededFuture(Verdict.refused(tooMany(wait))))
                        .orElseGet(() -> {
                            var step = Totp.match(secret(app), code, now, app.lastStep());
                            return step.isPresent()
                                    ? apps.take(tx, app, step.getAsLong()).map(Verdict.right(SignInMethod.TOTP))
                                    : guesses.count(tx, app.user(), by, now)
                                            .map(last -> Verdict.refused(badCode(), last));
                        }));
    }

    private String secret(TotpFactor app) {
        return secrets.open(TotpFactor.purpose(app.user()), app.sealedSecret());
    }

    // As the database keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static void requireNone(Optional<TotpFactor> found) {
        if (found.filter(TotpFactor::counts).isPresent()) {
            throw IdentityError.FACTOR_EXISTS.because(
                    "The account has an authenticator app already; remove it first to have another one.");
        }
    }

    private static Problem notBegun() {
        return IdentityError.FACTOR_NOT_FOUND.because(
                "No authenticator app waits for its first code; begin with POST /api/auth/factors/totp.");
    }

    private static Problem badCode() {
        return IdentityError.AUTH_BAD_CODE.because("The code is wrong, has expired or was used before.");
    }

    private static Problem tooMany(Duration wait) {
        return IdentityError.AUTH_TOO_MANY_ATTEMPTS
                .because("Too many wrong codes; use a recovery code, or try again in "
                        + Math.max(1, wait.plusMinutes(59).toHours()) + " hours.")
                .withRetryAfter(wait);
    }
}
