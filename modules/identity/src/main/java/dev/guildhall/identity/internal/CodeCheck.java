package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.internal.AccountNotices.Notice;
import dev.guildhall.identity.internal.factor.GivenCode;
import dev.guildhall.identity.internal.factor.Guesser;
import dev.guildhall.identity.internal.factor.PresentedPasskey;
import dev.guildhall.identity.internal.factor.SecondFactors;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.identity.internal.factor.Verdict;
import io.vertx.core.Future;

/** Checks the codes and passkeys that people give, and tells them what they should know of it. */
final class CodeCheck {

    private final SecondFactors factors;
    private final FactorEvents events;
    private final AccountNotices notices;

    CodeCheck(SecondFactors factors, FactorEvents events, AccountNotices notices) {
        this.factors = factors;
        this.events = events;
        this.notices = notices;
    }

    /** Of an account that is locked; a refusal is a result, for it has been counted. */
    Future<Verdict> check(Tx tx, Account account, GivenCode given, Guesser guesser, Authentication by) {
        return factors.check(tx, account.id(), given, guesser)
                .compose(verdict -> told(tx, account, verdict, by).map(verdict));
    }

    /** The same of a passkey; fails with {@code AUTH.CHALLENGE_INVALID} when its challenge was answered before. */
    Future<Verdict> check(Tx tx, Account account, PresentedPasskey presented, Authentication by) {
        return factors.check(tx, account.id(), presented)
                .compose(verdict -> told(tx, account, verdict, by).map(verdict));
    }

    private Future<Void> told(Tx tx, Account account, Verdict verdict, Authentication by) {
        if (verdict.alarm() != null) {
            return notices.tell(
                    tx,
                    account,
                    switch (verdict.alarm()) {
                        case CODES_GUESSED -> Notice.CODES_GUESSED;
                        case PASSKEY_COPIED -> Notice.PASSKEY_COPIED;
                    });
        }
        return verdict.by() == SignInMethod.RECOVERY_CODE
                ? factors.recoveryCodesLeft(tx, account.id()).compose(left -> {
                    events.recoveryCodeUsed(tx, account.id(), left, by);
                    return notices.tell(tx, account, Notice.RECOVERY_CODE_USED);
                })
                : Future.succeededFuture();
    }
}
