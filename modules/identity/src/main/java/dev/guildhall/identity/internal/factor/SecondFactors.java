package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.identity.IdentityError;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What accounts have beside a password: an authenticator app and passkeys, and recovery codes for who has lost them. What
 * changes something is done with the account locked, so that of two at once the second sees what the first has done.
 */
public final class SecondFactors {

    /** For how long a secret that was shown waits for its first code. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final int MOST_PASSKEYS = 20;

    private final SecretBox secrets;
    private final Passkeys passkeys;
    private final Clock clock;
    private final TotpTable apps = new TotpTable();
    private final RecoveryCodeTable recoveryCodes = new RecoveryCodeTable();
    private final PasskeyTable passkeyTable = new PasskeyTable();
    private final GuessTable guesses = new GuessTable();

    public SecondFactors(SecretBox secrets, Passkeys passkeys, Clock clock) {
        this.secrets = secrets;
        this.passkeys = passkeys;
        this.clock = clock;
    }

    /** What somebody has, without anything secret. */
    public record Overview(Optional<Instant> totpSince, List<Passkey> passkeys, int recoveryCodesLeft) {}

    public Future<Overview> overview(Database database, UserId user) {
        var app = apps.find(database, user);
        var keys = passkeyTable.list(database, user);
        var left = recoveryCodes.left(database, user);
        return Future.all(app, keys, left)
                .map(read -> new Overview(app.result().flatMap(TotpFactor::confirmedAt), keys.result(), left.result()));
    }

    /** By what a sign-in can go on that a password has begun; nothing for who has no second factor. */
    public Future<Set<SignInMethod>> methods(Tx tx, UserId user) {
        return hasApp(tx, user)
                .compose(app -> passkeyTable.list(tx, user).map(keys -> {
                    var methods = EnumSet.noneOf(SignInMethod.class);
                    if (app) {
                        methods.add(SignInMethod.TOTP);
                    }
                    if (!keys.isEmpty()) {
                        methods.add(SignInMethod.PASSKEY);
                    }
                    if (!methods.isEmpty()) {
                        methods.add(SignInMethod.RECOVERY_CODE);
                    }
                    return methods;
                }));
    }

    public Future<Boolean> has(Tx tx, UserId user) {
        return methods(tx, user).map(methods -> !methods.isEmpty());
    }

    private Future<Boolean> hasApp(Tx tx, UserId user) {
        return apps.lock(tx, user).map(found -> found.filter(TotpFactor::counts).isPresent());
    }

    public Future<List<Passkey>> passkeys(Database database, UserId user) {
        return passkeyTable.list(database, user);
    }

    /** Fails with {@code FACTOR.LIMIT_REACHED} for who cannot have one more. */
    public static void requireRoom(List<Passkey> had) {
        if (had.size() >= MOST_PASSKEYS) {
            throw IdentityError.FACTOR_LIMIT_REACHED.because(
                    "The account has " + MOST_PASSKEYS + " passkeys, which is the most; remove one first.");
        }
    }

    /** @param recoveryCodes of who had no second factor before; null of others, who have theirs */
    public record AddedPasskey(Passkey passkey, List<String> recoveryCodes) {}

    /** Fails with {@code FACTOR.LIMIT_REACHED}, {@code FACTOR.EXISTS} and {@code AUTH.CHALLENGE_INVALID}. */
    public Future<AddedPasskey> add(Tx tx, UserId user, Passkeys.Made made, String name) {
        return methods(tx, user)
                .compose(methods -> passkeys.finish(tx, made)
                        .compose(finished -> passkeyTable.list(tx, user))
                        .compose(had -> {
                            requireRoom(had);
                            var credential = made.credential();
                            var passkey = new Passkey(
                                    Ids.next(),
                                    user,
                                    credential.credentialId(),
                                    credential.publicKey(),
                                    credential.signatureCount(),
                                    credential.backupEligible(),
                                    made.transports(),
                                    name,
                                    now(),
                                    Optional.empty());
                            return passkeyTable
                                    .insert(tx, passkey)
                                    .compose(inserted -> methods.isEmpty()
                                            ? renewRecoveryCodes(tx, user)
                                            : Future.succeededFuture(null))
                                    .map(codes -> new AddedPasskey(passkey, codes));
                        }));
    }

    /** Fails with {@code FACTOR.NOT_FOUND}. */
    public Future<Passkey> rename(Tx tx, UserId user, UUID id, String name) {
        return passkeyTable
                .rename(tx, user, id, name)
                .map(renamed -> renamed.orElseThrow(SecondFactors::unknownPasskey));
    }

    /**
     * Takes a passkey away, and says whether the account has a second factor still. Fails with {@code FACTOR.NOT_FOUND},
     * and with {@code FACTOR.REQUIRED} for the last one of who has to have one.
     */
    public Future<Boolean> remove(Tx tx, UserId user, UUID id, boolean needed) {
        return hasApp(tx, user)
                .compose(app -> passkeyTable.list(tx, user).compose(had -> {
                    var removed = had.stream()
                            .filter(passkey -> passkey.id().equals(id))
                            .findFirst()
                            .orElseThrow(SecondFactors::unknownPasskey);
                    var isLast = had.size() == 1 && !app;
                    if (isLast && needed) {
                        throw IdentityError.FACTOR_REQUIRED.because(
                                "You have to have a second factor, and this is the last; add another one first.");
                    }
                    return passkeyTable
                            .delete(tx, removed)
                            .compose(deleted -> isLast ? forgetCodes(tx, user) : Future.succeededFuture())
                            .map(!isLast);
                }));
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

    /** Takes the app away, and says whether there is a second factor still. Fails with {@code FACTOR.NOT_FOUND}. */
    public Future<Boolean> removeApp(Tx tx, UserId user) {
        return hasApp(tx, user)
                .compose(had -> apps.delete(tx, user).map(deleted -> had))
                .compose(had -> passkeyTable.list(tx, user).compose(left -> {
                    if (!had) {
                        throw IdentityError.FACTOR_NOT_FOUND.because("The account has no authenticator app.");
                    }
                    return left.isEmpty() ? forgetCodes(tx, user).map(false) : Future.succeededFuture(true);
                }));
    }

    /** Takes all away, and says whether something of it had counted. */
    public Future<Boolean> removeAll(Tx tx, UserId user) {
        return has(tx, user)
                .compose(had -> apps.delete(tx, user)
                        .compose(deleted -> passkeyTable.deleteAll(tx, user))
                        .compose(deleted -> forgetCodes(tx, user))
                        .map(had));
    }

    /** What was taken away together. */
    public record Removed(List<Passkey> passkeys, boolean app) {

        public boolean isNothing() {
            return passkeys.isEmpty() && !app;
        }
    }

    /** Takes away what was added at this moment or later. */
    public Future<Removed> removeSince(Tx tx, UserId user, Instant since) {
        return apps.lock(tx, user)
                .compose(app -> passkeyTable
                        .list(tx, user)
                        .map(keys -> new Removed(
                                keys.stream()
                                        .filter(key -> !key.createdAt().isBefore(since))
                                        .toList(),
                                app.filter(one -> !one.createdAt().isBefore(since))
                                        .isPresent())))
                .compose(removed -> remove(tx, user, removed).map(removed));
    }

    private Future<Void> remove(Tx tx, UserId user, Removed removed) {
        var done = removed.app() ? apps.delete(tx, user).<Void>mapEmpty() : Future.<Void>succeededFuture();
        for (var passkey : removed.passkeys()) {
            done = done.compose(before -> passkeyTable.delete(tx, passkey));
        }
        return done.compose(deleted -> has(tx, user))
                .compose(left -> left ? Future.succeededFuture() : forgetCodes(tx, user));
    }

    private Future<Void> forgetCodes(Tx tx, UserId user) {
        return recoveryCodes.deleteAll(tx, user).compose(deleted -> guesses.forget(tx, user));
    }

    /**
     * Checks what somebody gives for their second factor. A refusal is a result and no failure, for it has been counted,
     * which must not be rolled back.
     */
    public Future<Verdict> check(Tx tx, UserId user, GivenCode given, Guesser by) {
        if (given.isRecoveryCode()) {
            return recoveryCodes
                    .use(tx, user, given.text())
                    .map(used -> used ? Verdict.right(SignInMethod.RECOVERY_CODE) : Verdict.refused(badCode()));
        }
        return apps.lock(tx, user)
                .compose(found -> found.filter(TotpFactor::counts)
                        .map(app -> checkTotp(tx, app, given.text(), by))
                        .orElseGet(() -> Future.succeededFuture(Verdict.refused(badCode()))));
    }

    /** The same of a passkey; fails with {@code AUTH.CHALLENGE_INVALID} when its challenge was answered before. */
    public Future<Verdict> check(Tx tx, UserId user, PresentedPasskey presented) {
        return passkeys.take(tx, user, presented);
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
                                            .map(last -> last
                                                    ? Verdict.refused(badCode(), Verdict.Alarm.CODES_GUESSED)
                                                    : Verdict.refused(badCode()));
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

    private static Problem unknownPasskey() {
        return IdentityError.FACTOR_NOT_FOUND.because("You have no passkey of this id.");
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
