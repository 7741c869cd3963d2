package dev.guildhall.membership;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.id.UserId;
import java.time.Instant;

/**
 * A member of an organization, with the profile of their account.
 *
 * @param annotations what applications note of them here, which is not what they note of the account
 */
public record OrganizationMember(
        UserId user,
        String email,
        boolean emailVerified,
        String fullName,
        OrganizationRole role,
        Annotations annotations,
        long revision,
        Instant joinedAt)
        implements Person {}
