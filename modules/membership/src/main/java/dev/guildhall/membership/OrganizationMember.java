package dev.guildhall.membership;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A member of an organization, with the profile of their account.
 *
 * @param annotations what applications note of them here, which is not what they note of the account
 * @param suspendedAt since when they reach nothing by it; empty when they do
 */
public record OrganizationMember(
        UserId user,
        String email,
        boolean emailVerified,
        Optional<Instant> mailRefusedAt,
        String fullName,
        OrganizationRole role,
        Annotations annotations,
        long revision,
        Instant joinedAt,
        Optional<Instant> suspendedAt)
        implements Person {}
