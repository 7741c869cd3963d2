package dev.guildhall.identity.internal;

import dev.guildhall.core.id.UserId;
import java.util.Optional;

/**
 * What an account's password is checked by.
 *
 * @param hash empty for an account that has no password
 * @param version counts the changes of the password
 */
record PasswordRecord(UserId user, Optional<String> hash, int version) {

    @Override
    public String toString() {
        return "PasswordRecord[" + user + ", version " + version + "]";
    }
}
