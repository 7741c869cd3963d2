package dev.guildhall.extensions.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which secret an installation shares with the service that answers for it.
 *
 * @param number how often it was replaced
 * @param rotatedAt when it was last; empty when it never was
 */
public record ServiceSecret(int number, Optional<Instant> rotatedAt) {

    public static final ServiceSecret FIRST = new ServiceSecret(0, Optional.empty());

    private static final Duration BOTH_FOR = Duration.ofHours(24);

    public ServiceSecret next(Instant now) {
        return new ServiceSecret(number + 1, Optional.of(now));
    }

    /** The numbers of those that requests are signed with, the present one first. */
    public List<Integer> signing(Instant now) {
        return rotatedAt.filter(then -> now.isBefore(then.plus(BOTH_FOR))).isPresent()
                ? List.of(number, number - 1)
                : List.of(number);
    }
}
