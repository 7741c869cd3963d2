package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;
import java.time.Instant;

/** A member of a workspace, with the profile of their account. */
public record Member(
        UserId user, String email, boolean emailVerified, String fullName, Role role, long revision, Instant joinedAt)
        implements Person {}
