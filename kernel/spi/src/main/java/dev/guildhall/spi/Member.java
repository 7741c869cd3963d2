package dev.guildhall.spi;

import java.time.Instant;

/** A member of the workspace. Handed over by the host, so it may grow. */
public interface Member {

    String userId();

    String email();

    String fullName();

    /** The name of the member's role in the workspace, such as {@code MEMBER} or one that the workspace defined. */
    String role();

    Instant joinedAt();
}
