package dev.guildhall.identity;

import io.vertx.core.Future;
import java.util.Optional;

/** The administrators of the platform. */
public interface Administrators {

    /**
     * Makes the first one when there is none; on several nodes at once one does, and an existing administrator is never
     * changed. The result is there when a password was made up, on the node that did.
     *
     * @param email {@code admin@guildhall.local} when not given
     * @param password made up when not given
     */
    Future<Optional<GeneratedAdmin>> ensureOne(Optional<String> email, Optional<String> password);

    /** Whether the account with this address has this password. */
    Future<Boolean> opens(String email, String password);
}
