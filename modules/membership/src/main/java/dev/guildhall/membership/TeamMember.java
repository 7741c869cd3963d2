package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/** A member of a team, with the profile of their account. */
public record TeamMember(
        UserId user,
        String email,
        boolean emailVerified,
        Optional<Instant> mailRefusedAt,
        String fullName,
        TeamRole role,
        long revision,
        Instant joinedAt)
        implements Person {}
