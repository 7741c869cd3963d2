package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * The authenticator app of an account.
 *
 * @param confirmedAt when a code proved that the app has the secret; it does not count before
 * @param lastStep the time step of the last code that was taken
 */
public record TotpFactor(
        UserId user, String sealedSecret, Instant createdAt, Optional<Instant> confirmedAt, long lastStep) {

    /** What the sealed secret is bound to. */
    static String purpose(UserId user) {
        return "user/" + user + "/totp";
    }

    boolean counts() {
        return confirmedAt.isPresent();
    }

    @Override
    public String toString() {
        return "TotpFactor[" + user + "]";
    }
}
