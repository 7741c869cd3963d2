package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;

/** Somebody who is something somewhere, with the profile of their account. */
public interface Person {

    UserId user();

    String email();

    boolean emailVerified();

    String fullName();
}
