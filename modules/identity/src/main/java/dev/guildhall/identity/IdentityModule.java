package dev.guildhall.identity;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.internal.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;

/**
 * Wires the module: who is asking, the accounts for other modules, what it serves and what it does in the background.
 */
public final class IdentityModule {

    private final Identity identity;

    /** @param secrets seals the private keys of access tokens; the same on all nodes */
    public IdentityModule(
            Vertx vertx,
            Database database,
            Journal journal,
            EventFeed feed,
            SecretBox secrets,
            IdentityOptions options,
            Clock clock) {
        this.identity = new Identity(vertx, database, journal, feed, secrets, options, clock);
    }

    /** Who is behind a credential; works once the module is started. */
    public Authenticator authenticator() {
        return identity.authenticator();
    }

    public Users users() {
        return identity.users();
    }

    /**
     * Makes the first administrator when there is none; on several nodes at once one does, and an existing
     * administrator is never changed. The result is there when a password was made up, on the node that did.
     *
     * @param email {@code admin@guildhall.local} when not given
     * @param password made up when not given
     */
    public Future<Optional<GeneratedAdmin>> ensureAdmin(Optional<String> email, Optional<String> password) {
        return identity.ensureAdmin(email, password);
    }

    /** The module itself, to be started; once. */
    public KernelModule kernelModule(UserWorkspaces workspaces) {
        return identity.kernelModule(workspaces);
    }
}
