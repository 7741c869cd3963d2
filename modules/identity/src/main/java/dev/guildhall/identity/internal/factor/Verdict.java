package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.error.Problem;

/**
 * What a check of a second factor has come to.
 *
 * @param by null when it was refused
 * @param refusal null when it was right
 * @param isLastGuess whether it was the last that is answered today
 */
public record Verdict(SignInMethod by, Problem refusal, boolean isLastGuess) {

    static Verdict right(SignInMethod by) {
        return new Verdict(by, null, false);
    }

    static Verdict refused(Problem refusal) {
        return new Verdict(null, refusal, false);
    }

    static Verdict refused(Problem refusal, boolean isLastGuess) {
        return new Verdict(null, refusal, isLastGuess);
    }

    public boolean isRight() {
        return refusal == null;
    }
}
