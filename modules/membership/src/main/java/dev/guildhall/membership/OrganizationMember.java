package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A member of an organization, with the profile of their account.
 *
 * @param suspendedAt since when they reach nothing by it; empty when they do
 */
public record OrganizationMember(
        UserId user,
        String email,
        boolean emailVerified,
        String fullName,
        OrganizationRole role,
        long revision,
        Instant joinedAt,
        Optional<Instant> suspendedAt)
        implements Person {}
