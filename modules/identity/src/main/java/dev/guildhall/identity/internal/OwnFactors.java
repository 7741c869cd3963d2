package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.internal.AccountNotices.Notice;
import dev.guildhall.identity.internal.factor.SecondFactors;
import dev.guildhall.identity.internal.factor.SecondFactors.Overview;
import dev.guildhall.identity.internal.factor.SignInMethod;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The second factors of accounts, as their users change them, and as administrators take them away. */
final class OwnFactors {

    private final Database database;
    private final SecondFactors factors;
    private final StepUp stepUp;
    private final Sessions sessions;
    private final SignedInMemory memory;
    private final FactorEvents events;
    private final AccountNotices notices;
    private final AccountTable accounts = new AccountTable();

    OwnFactors(
            Database database,
            SecondFactors factors,
            StepUp stepUp,
            Sessions sessions,
            SignedInMemory memory,
            FactorEvents events,
            AccountNotices notices) {
        this.database = database;
        this.factors = factors;
        this.stepUp = stepUp;
        this.sessions = sessions;
        this.memory = memory;
        this.events = events;
        this.notices = notices;
    }

    /** @param needed whether an organization, or the platform, wants a second factor */
    record Seen(Overview overview, boolean needed) {}

    Future<Seen> find(UserId user) {
        var overview = factors.overview(database, user);
        var needed = memory.standing(user)
                .map(found -> found.filter(Standing::needsSecondFactor).isPresent());
        return Future.all(overview, needed).map(read -> new Seen(overview.result(), needed.result()));
    }

    /** The secret of a new authenticator app; it counts for nothing yet. */
    Future<String> beginTotp(Authentication by) {
        return locked(by.user(), (tx, account) -> factors.begin(tx, by.user()));
    }

    /** Has the authenticator app count, and gives the recovery codes. Who confirms it has proved to have it. */
    Future<List<String>> confirmTotp(Authentication by, String code) {
        return locked(
                by.user(),
                (tx, account) -> factors.confirm(tx, by.user(), code)
                        .compose(codes -> stepUp.prove(tx, by, SignInMethod.TOTP)
                                .compose(proven -> {
                                    events.added(tx, by.user(), SignInMethod.TOTP, by);
                                    return changed(tx, account, Notice.FACTOR_ADDED);
                                })
                                .map(codes)));
    }

    /** Fails with {@code FACTOR.NOT_FOUND}. */
    Future<Void> removeTotp(Authentication by) {
        return locked(
                by.user(),
                (tx, account) -> factors.removeApp(tx, by.user()).compose(othersAreLeft -> {
                    events.removed(tx, by.user(), SignInMethod.TOTP, by);
                    return changed(tx, account, othersAreLeft ? Notice.APP_REMOVED : Notice.FACTOR_REMOVED);
                }));
    }

    /** Fails with {@code FACTOR.NOT_FOUND}. */
    Future<List<String>> renewRecoveryCodes(Authentication by) {
        return locked(
                by.user(),
                (tx, account) -> factors.has(tx, by.user()).compose(has -> {
                    requireOne(has);
                    events.recoveryCodesRenewed(tx, by.user(), by);
                    return factors.renewRecoveryCodes(tx, by.user());
                }));
    }

    /**
     * Takes all second factors from an account whose user has lost them, and ends its sessions. Fails with {@code
     * USER.NOT_FOUND} and {@code FACTOR.NOT_FOUND}.
     */
    Future<Void> reset(Authentication by, UserId user) {
        return locked(
                user,
                (tx, account) -> factors.removeAll(tx, user)
                        .compose(had -> {
                            requireOne(had);
                            return sessions.endAll(tx, user, Optional.empty(), SessionEnd.REVOKED, by);
                        })
                        .compose(ended -> {
                            events.reset(tx, user, by);
                            return changed(tx, account, Notice.FACTORS_RESET);
                        }));
    }

    /** Takes from a locked account what was added at this moment or later, of which its user knows nothing. */
    Future<Void> removeSince(Tx tx, Account account, Instant since, Authentication by) {
        return factors.removeSince(tx, account.id(), since).compose(removed -> {
            removed.passkeys().forEach(passkey -> events.removed(tx, account.id(), passkey.id(), by));
            if (removed.app()) {
                events.removed(tx, account.id(), SignInMethod.TOTP, by);
            }
            return removed.isNothing() ? Future.succeededFuture() : changed(tx, account, Notice.LATEST_FACTORS_REMOVED);
        });
    }

    private Future<Void> changed(Tx tx, Account account, Notice notice) {
        tx.afterCommit(() -> memory.accountChanged(account.id()));
        return notices.tell(tx, account, notice);
    }

    private interface Work<T> {
        Future<T> with(Tx tx, Account account);
    }

    private <T> Future<T> locked(UserId user, Work<T> work) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> accounts.lock(tx, user)
                        .map(found -> found.orElseThrow(() -> PgAccounts.unknown(user)))
                        .compose(account -> work.with(tx, account)));
    }

    private static void requireOne(boolean has) {
        if (!has) {
            throw IdentityError.FACTOR_NOT_FOUND.because("The account has no second factor.");
        }
    }
}
