package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/** Somebody who is something somewhere, with the profile of their account. */
public interface Person {

    UserId user();

    String email();

    boolean emailVerified();

    /** Since when mail to their address is refused for good, as far as is known. */
    Optional<Instant> mailRefusedAt();

    String fullName();
}
