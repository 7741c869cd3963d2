package dev.guildhall.membership;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A member of a workspace, with the profile of their account.
 *
 * @param annotations what applications note of them here, which is not what they note of the account
 */
public record Member(
        UserId user,
        String email,
        boolean emailVerified,
        Optional<Instant> mailRefusedAt,
        String fullName,
        Role role,
        Annotations annotations,
        long revision,
        Instant joinedAt)
        implements Person {}
