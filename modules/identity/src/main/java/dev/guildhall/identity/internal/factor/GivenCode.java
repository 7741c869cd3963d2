package dev.guildhall.identity.internal.factor;

/** What somebody gives for their second factor. */
public record GivenCode(String text, boolean isRecoveryCode) {

    @Override
    public String toString() {
        return "GivenCode";
    }
}
