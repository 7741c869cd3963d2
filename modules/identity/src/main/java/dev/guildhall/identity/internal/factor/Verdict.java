package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.error.Problem;

/**
 * What a check of a second factor has come to.
 *
 * @param by null when it was refused
 * @param refusal null when it was right
 * @param alarm what the user of the account is to know of it; null when it is nothing
 */
public record Verdict(SignInMethod by, Problem refusal, Alarm alarm) {

    /** What looks as if somebody else was at it. */
    public enum Alarm {
        /** That was the last wrong code that is answered today. */
        CODES_GUESSED,
        /** A passkey has signed less often than it had before. */
        PASSKEY_COPIED
    }

    static Verdict right(SignInMethod by) {
        return new Verdict(by, null, null);
    }

    static Verdict refused(Problem refusal) {
        return new Verdict(null, refusal, null);
    }

    static Verdict refused(Problem refusal, Alarm alarm) {
        return new Verdict(null, refusal, alarm);
    }

    public boolean isRight() {
        return refusal == null;
    }
}
