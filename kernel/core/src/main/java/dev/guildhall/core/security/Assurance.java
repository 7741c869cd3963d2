package dev.guildhall.core.security;

import java.time.Duration;

/**
 * How sure it is at the moment that the user of a session is there themselves.
 *
 * @param isFresh whether they proved it lately, by all that their account asks for
 * @param hasSecondFactor whether the account has more than a password
 * @param owesSecondFactor whether it has to have, and has not: then there is nothing to do but to enrol one
 */
public record Assurance(boolean isFresh, boolean hasSecondFactor, boolean owesSecondFactor) {

    /** For how long a proof is fresh. */
    public static final Duration LATELY = Duration.ofMinutes(10);

    /** Of programs, of which nothing of this is asked. */
    public static final Assurance OF_PROGRAMS = new Assurance(true, false, false);
}
