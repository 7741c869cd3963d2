package dev.guildhall.identity;

import dev.guildhall.core.id.UserId;

/**
 * Who somebody is, for display.
 *
 * @param emailVerified whether they are known to read mail to their address
 */
public record UserProfile(UserId id, String email, boolean emailVerified, String fullName) {}
