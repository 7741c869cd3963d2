package dev.guildhall.identity;

import dev.guildhall.core.id.UserId;

/** Who somebody is, for display. */
public record UserProfile(UserId id, String email, String fullName) {}
