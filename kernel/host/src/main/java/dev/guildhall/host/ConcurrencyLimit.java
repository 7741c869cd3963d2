package dev.guildhall.host;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Places that are counted together: those of an installation, of an extension, of a workspace, or all. Guarded by the
 * lock of the {@link FairScheduler}.
 */
final class ConcurrencyLimit {

    /** Threads are cheaper than processors: of those that are blocked there may be so many for each place. */
    private static final int BLOCKED_PER_PLACE = 4;

    private final int limit;
    private int running;
    private int parked;

    /** The queues that want a place and find none here, each once, in the order in which they came. */
    final Deque<FairScheduler.Queue> held = new ArrayDeque<>(0);

    ConcurrencyLimit(int limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return running >= limit;
    }

    void take() {
        running++;
    }

    void give() {
        running--;
    }

    boolean mayPark() {
        return parked < BLOCKED_PER_PLACE * limit;
    }

    void park() {
        parked++;
    }

    void unpark() {
        parked--;
    }
}
