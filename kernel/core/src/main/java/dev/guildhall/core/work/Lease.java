package dev.guildhall.core.work;

import java.time.Duration;
import java.util.UUID;

/**
 * The right of this node to work on what it claimed, from the moment it took part until it was not heard of for a while.
 * Once over it never comes back; the node takes part again with another.
 *
 * <p>It is told by this machine's own clock and counted from when a sign of life was sent, not from its answer, so it is
 * over here well before the others, who count from when the sign arrived and for longer, take over. That difference is
 * for clocks that do not go alike, and for what happens between the look at it and the sending.
 */
public final class Lease {

    /** A node that the database has not heard of for this long, by the clock of the database, has lost what it held. */
    public static final Duration ABANDONED_AFTER = Duration.ofSeconds(10);

    private static final Duration LASTS = Duration.ofSeconds(7);

    private final UUID owner;
    private volatile long end;
    private volatile boolean over;

    private Lease(UUID owner, long end) {
        this.owner = owner;
        this.end = end;
    }

    /** One that was given for a sign of life, by {@link System#nanoTime} of its sending. */
    static Lease since(long sent, UUID owner) {
        return new Lease(owner, sent + LASTS.toNanos());
    }

    static Lease over() {
        return new Lease(UUID.randomUUID(), System.nanoTime());
    }

    /** Under which name it stands in the database. */
    public UUID owner() {
        return owner;
    }

    public boolean holds() {
        if (!over && System.nanoTime() - end >= 0) {
            over = true;
        }
        return !over;
    }

    void extend(long sent) {
        if (holds()) {
            end = sent + LASTS.toNanos();
        }
    }

    void forfeit() {
        over = true;
    }
}
