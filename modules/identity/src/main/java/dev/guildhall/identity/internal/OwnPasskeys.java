package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.AccountNotices.Notice;
import dev.guildhall.identity.internal.factor.Attestation;
import dev.guildhall.identity.internal.factor.Passkey;
import dev.guildhall.identity.internal.factor.Passkeys;
import dev.guildhall.identity.internal.factor.SecondFactors;
import dev.guildhall.identity.internal.factor.SecondFactors.AddedPasskey;
import dev.guildhall.identity.internal.factor.SignInMethod;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** The passkeys of accounts, as their users add, name and remove them. */
final class OwnPasskeys {

    private final Database database;
    private final SecondFactors factors;
    private final Passkeys passkeys;
    private final StepUp stepUp;
    private final SignedInMemory memory;
    private final FactorEvents events;
    private final AccountNotices notices;
    private final AccountTable accounts = new AccountTable();

    OwnPasskeys(
            Database database,
            SecondFactors factors,
            Passkeys passkeys,
            StepUp stepUp,
            SignedInMemory memory,
            FactorEvents events,
            AccountNotices notices) {
        this.database = database;
        this.factors = factors;
        this.passkeys = passkeys;
        this.stepUp = stepUp;
        this.memory = memory;
        this.events = events;
        this.notices = notices;
    }

    /** What the browser is asked for a new one. Fails with {@code FACTOR.LIMIT_REACHED}. */
    Future<JsonObject> ask(Authentication by) {
        return factors.passkeys(database, by.user()).map(had -> {
            SecondFactors.requireRoom(had);
            return passkeys.askForNew(by.user(), by.email(), had, session(by));
        });
    }

    private static String session(Authentication by) {
        return by.credential().id().toString();
    }

    /**
     * Has a new passkey count. Who adds it has proved to have it. Fails with {@code AUTH.CHALLENGE_INVALID}, {@code
     * AUTH.BAD_PASSKEY}, {@code FACTOR.EXISTS} and {@code FACTOR.LIMIT_REACHED}.
     */
    Future<AddedPasskey> add(Authentication by, String state, Attestation given, String name, Client client) {
        return passkeys.made(session(by), state, given, client)
                .compose(made -> locked(
                        by,
                        (tx, account) -> factors.add(tx, by.user(), made, name)
                                .compose(added -> stepUp.prove(tx, by, SignInMethod.PASSKEY)
                                        .compose(proven -> {
                                            events.added(tx, added.passkey(), by);
                                            return changed(tx, account, Notice.PASSKEY_ADDED);
                                        })
                                        .map(added))));
    }

    /** Fails with {@code FACTOR.NOT_FOUND}. */
    Future<Passkey> rename(Authentication by, UUID id, String name) {
        return locked(
                by,
                (tx, account) -> factors.rename(tx, by.user(), id, name).map(renamed -> {
                    events.renamed(tx, renamed, by);
                    return renamed;
                }));
    }

    /** Fails with {@code FACTOR.NOT_FOUND} and {@code FACTOR.REQUIRED}. */
    Future<Void> remove(Authentication by, UUID id) {
        return memory.standing(by.user())
                .map(found -> found.filter(Standing::needsSecondFactor).isPresent())
                .compose(needed -> locked(
                        by,
                        (tx, account) -> factors.remove(tx, by.user(), id, needed)
                                .compose(othersAreLeft -> {
                                    events.removed(tx, by.user(), id, by);
                                    return changed(
                                            tx,
                                            account,
                                            othersAreLeft ? Notice.PASSKEY_REMOVED : Notice.LAST_PASSKEY_REMOVED);
                                })));
    }

    private Future<Void> changed(Tx tx, Account account, Notice notice) {
        tx.afterCommit(() -> memory.accountChanged(account.id()));
        return notices.tell(tx, account, notice);
    }

    private interface Work<T> {
        Future<T> with(Tx tx, Account account);
    }

    private <T> Future<T> locked(Authentication by, Work<T> work) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> accounts.lock(tx, by.user())
                        .map(found -> found.orElseThrow(AccessTokens::invalid))
                        .compose(account -> work.with(tx, account)));
    }
}
