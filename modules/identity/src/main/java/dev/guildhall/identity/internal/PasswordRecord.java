package dev.guildhall.identity.internal;

import dev.guildhall.core.id.UserId;
import java.util.Optional;

/**
 * What an account's password is checked by.
 *
 * @param hash empty for an account that has no password, or must not sign in
 * @param version counts the changes of the password
 * @param fromKnownNetwork whether the account has signed in from the network where it is asked for
 */
record PasswordRecord(UserId user, Optional<String> hash, int version, boolean fromKnownNetwork) {

    @Override
    public String toString() {
        return "PasswordRecord[" + user + ", version " + version + "]";
    }
}
