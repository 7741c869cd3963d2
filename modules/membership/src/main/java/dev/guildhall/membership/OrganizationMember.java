package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;
import java.time.Instant;

/** A member of an organization, with the profile of their account. */
public record OrganizationMember(
        UserId user,
        String email,
        boolean emailVerified,
        String fullName,
        OrganizationRole role,
        long revision,
        Instant joinedAt)
        implements Person {}
