package dev.guildhall.membership;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of the mail that carries an invitation, the latest of them.
 *
 * @param changedAt when that was noted
 * @param reason what the mail server said where it refused the mail, without addresses
 */
public record InvitationMail(State state, Instant changedAt, Optional<String> reason) {

    /** From being handed in to its end. */
    public enum State {
        /** It waits, or is tried again. */
        QUEUED,
        /** The mail server has taken it. */
        SENT,
        /** The mail server will not take it, however often it is tried. */
        REFUSED,
        /** It was given up on. */
        FAILED
    }
}
