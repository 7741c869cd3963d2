package dev.guildhall.identity.internal;

import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.Client;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Limits how often passwords can be guessed, before any is hashed. Three counts: for an account from a network, for all
 * accounts from a network, and for an account by strangers from everywhere. Whoever is signed in as the account is
 * counted by that session alone, and who comes from a network where the account has signed in is no stranger: so nobody
 * elsewhere can keep them out. Accounts that do not exist are counted like those that do. Counted on each node by itself:
 * with several, each admits as many.
 */
final class SignInThrottle {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Allowances<Guesser> guessers;
    private final Allowances<String> networks;
    private final Allowances<String> accounts;

    /** @param longestWait of one guess for what becomes of those before it */
    SignInThrottle(Vertx vertx, Clock clock, Duration longestWait) {
        this.guessers = new Allowances<>(vertx, clock, 10, WINDOW, longestWait, "for this account");
        this.networks = new Allowances<>(vertx, clock, 100, WINDOW, longestWait, "from this network");
        this.accounts = new Allowances<>(vertx, clock, 50, Duration.ofMinutes(30), longestWait, "for this account");
    }

    /** @param from a network, or the session of somebody signed in */
    private record Guesser(String account, String from) {}

    /**
     * Runs a check of a password when the counts of its guesser admit it, and else fails with
     * {@code AUTH.TOO_MANY_ATTEMPTS}.
     *
     * @param account the key of the address
     */
    <T> Future<T> guard(String account, Client client, Supplier<Future<T>> check) {
        return client.sessionOf(account)
                .map(session -> guessers.guard(new Guesser(account, "session/" + session), check))
                .orElseGet(() -> networks.guard(
                        client.network(), () -> guessers.guard(new Guesser(account, client.network()), check)));
    }

    /** The same for a passkey, whose owner is known by it: there is nothing to be guessed, but wrong ones are noted. */
    <T> Future<T> guardPasskey(UserId user, Client client, Supplier<Future<T>> check) {
        return guessers.guard(new Guesser("passkeys/" + user, client.network()), check);
    }

    /** The same for a stranger, as which everybody counts of whom the account knows nothing; inside the other. */
    <T> Future<T> guardFromStrangers(String account, Supplier<Future<T>> check) {
        return accounts.guard(account, check);
    }
}
