package dev.guildhall.client;

import java.time.Instant;

/**
 * A user in an organization.
 *
 * @param emailVerified whether they are known to read mail to the address
 */
public record OrgUser(
        String userId, OrgRole role, String email, boolean emailVerified, String fullName, Instant joinedAt) {}
