package dev.guildhall.extensions.internal;

import dev.guildhall.core.secret.FormerSecrets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which secret an installation shares with the service that answers for it.
 *
 * @param number how often it was replaced
 * @param formerUntil when those that were replaced end, the latest first; those long over are not among them
 */
public record ServiceSecret(int number, List<Instant> formerUntil) {

    public static final ServiceSecret FIRST = new ServiceSecret(0, List.of());

    public ServiceSecret {
        formerUntil = List.copyOf(formerUntil);
    }

    /** Fails with {@code SECRET.ROTATED_TOO_OFTEN} when too many former ones are used still. */
    public ServiceSecret next(Instant now) {
        var used = formerUntil.stream().filter(now::isBefore).toList();
        FormerSecrets.requireRoom(used, now);
        var former = new ArrayList<Instant>();
        former.add(now.plus(FormerSecrets.LIFE));
        former.addAll(used);
        return new ServiceSecret(number + 1, former);
    }

    /** The numbers of those that requests are signed with, the present one first. */
    public List<Integer> signing(Instant now) {
        var numbers = new ArrayList<Integer>();
        numbers.add(number);
        for (var until : formerUntil) {
            if (now.isBefore(until)) {
                numbers.add(number - numbers.size());
            }
        }
        return numbers;
    }
}
