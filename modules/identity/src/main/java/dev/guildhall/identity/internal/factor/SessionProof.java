package dev.guildhall.identity.internal.factor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the user of a session has proved who they are.
 *
 * @param at when they did so last
 * @param methods by what in all, in this session
 */
public record SessionProof(Instant at, List<SignInMethod> methods) {

    /** As tokens tell it: one factor, or two. */
    public String level() {
        return SignInMethod.areTwoFactors(methods) ? "2" : "1";
    }

    /** The same user has proved it once more. */
    public SessionProof renewed(Instant now, SignInMethod by) {
        return new SessionProof(
                now, Stream.concat(methods.stream(), Stream.of(by)).distinct().toList());
    }

    /** Whether it is not older than that, and by two factors where the account has them. */
    public boolean isFresh(Instant now, Duration most, boolean hasSecondFactor) {
        return now.isBefore(at.plus(most)) && (!hasSecondFactor || SignInMethod.areTwoFactors(methods));
    }

    /** Whether the identity provider of an organization answers for them. */
    public boolean isByProvider() {
        return methods.contains(SignInMethod.PROVIDER);
    }
}
