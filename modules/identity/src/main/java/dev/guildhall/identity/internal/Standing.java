package dev.guildhall.identity.internal;

import dev.guildhall.core.security.Assurance;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.internal.factor.SessionProof;
import java.time.Instant;

/**
 * What every request of a user needs to know of their account.
 *
 * @param hasSecondFactor whether there is more to it than a password
 * @param needsSecondFactor whether the platform or one of their organizations wants that of those who sign in by a password
 */
record Standing(Account account, boolean hasSecondFactor, boolean needsSecondFactor) {

    /** For those whom the provider of an organization has signed in, that asks for whatever the organization wants. */
    Assurance assurance(SessionProof proof, Instant now) {
        return new Assurance(
                proof.isFresh(now, Assurance.LATELY, hasSecondFactor),
                hasSecondFactor,
                needsSecondFactor && !hasSecondFactor && !proof.isByProvider());
    }
}
