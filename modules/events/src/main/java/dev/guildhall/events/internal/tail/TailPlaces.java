package dev.guildhall.events.internal.tail;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many tails, or sockets, each of some owners has open, up to a number that is the same for all. Safe for all threads. */
public final class TailPlaces<T> {

    private final int most;
    private final Map<T, Integer> taken = new ConcurrentHashMap<>();

    public TailPlaces(int most) {
        this.most = most;
    }

    /** Takes a place; false when the owner has all of theirs already. */
    public boolean take(T owner) {
        var before = new int[1];
        taken.merge(owner, 1, (present, one) -> {
            before[0] = present;
            return Math.min(most, present + one);
        });
        return before[0] < most;
    }

    public void leave(T owner) {
        taken.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
    }
}
