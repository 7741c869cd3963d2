package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.SsoProvider;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The sign-ins by providers that are under way, on all nodes. */
public final class SsoAttempts {

    /** For how long the provider is waited for. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Database database;
    private final Clock clock;
    private final SsoAttemptTable table = new SsoAttemptTable();

    SsoAttempts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<Void> begin(ClientSecret state, ClientSecret browser, SsoConnection connection, String returnTo) {
        return table.insert(
                database,
                new SsoAttempt(
                        state.hash(),
                        browser.hash(),
                        connection.id(),
                        connection.sso().revision(),
                        returnTo,
                        clock.instant().plus(PATIENCE)));
    }

    /** The sign-in that is answered, which is over by that; fails with {@code AUTH.SSO_STATE_INVALID}. */
    Future<SsoAttempt> take(OrganizationId organization, String state, Optional<String> browser) {
        return browser.map(
                        kept -> table.take(database, organization, ClientSecret.hash(state), ClientSecret.hash(kept)))
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> found.filter(attempt -> clock.instant().isBefore(attempt.expiresAt()))
                        .orElseThrow(SsoAttempts::unknown));
    }

    /**
     * @param protocol in which the answer came
     * @throws Problem when the configuration is not the one it was begun with
     */
    static void requireUnchanged(SsoAttempt attempt, SsoConnection connection, SsoProvider protocol) {
        if (attempt.revision() != connection.sso().revision()
                || connection.sso().provider() != protocol) {
            throw unknown();
        }
    }

    Future<Void> forgetExpired() {
        return table.deleteExpired(database, clock.instant());
    }

    private static Problem unknown() {
        return IdentityError.AUTH_SSO_STATE_INVALID.because("This sign-in was not begun in this browser, was finished"
                + " already, took too long, or its configuration was changed meanwhile; start again.");
    }
}
