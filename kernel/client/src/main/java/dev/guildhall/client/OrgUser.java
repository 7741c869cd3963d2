package dev.guildhall.client;

import java.time.Instant;

/**
 * A user in an organization.
 *
 * @param emailVerified whether they are known to read mail to the address
 * @param mailRefusedAt since when mail servers refuse mail to the address for good, as far as is known; null when they do not
 */
public record OrgUser(
        String userId,
        OrgRole role,
        String email,
        boolean emailVerified,
        Instant mailRefusedAt,
        String fullName,
        Instant joinedAt) {}
