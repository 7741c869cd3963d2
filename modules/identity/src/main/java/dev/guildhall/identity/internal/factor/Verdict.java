package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.error.Problem;

/**
 * What a check of a second factor has come to.
 *
 * @param by null when it was refused
 * @param refusal null when it was right
 */
public record Verdict(SignInMethod by, Problem refusal) {

    static Verdict right(SignInMethod by) {
        return new Verdict(by, null);
    }

    public static Verdict refused(Problem refusal) {
        return new Verdict(null, refusal);
    }

    public boolean isRight() {
        return refusal == null;
    }
}
