package dev.guildhall.agents.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many streams and sockets each principal and each workspace has open on this node. Safe for all threads. */
public final class FollowerPlaces {

    private static final int MOST_OF_PRINCIPAL = 100;
    private static final int MOST_OF_WORKSPACE = 10_000;

    private final Map<Object, Integer> taken = new ConcurrentHashMap<>();

    /** Takes a place, which what is given back gives back; fails with {@code REQUEST.RATE_LIMITED} when all are taken. */
    Runnable take(Principal principal, WorkspaceId workspace) {
        take(principal, MOST_OF_PRINCIPAL, "You have ");
        try {
            take(workspace, MOST_OF_WORKSPACE, "The workspace has ");
        } catch (RuntimeException full) {
            leave(principal);
            throw full;
        }
        var left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                leave(principal);
                leave(workspace);
            }
        };
    }

    /** The same for a socket, which may follow sessions of several workspaces. */
    Runnable take(Principal principal) {
        take(principal, MOST_OF_PRINCIPAL, "You have ");
        var left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                leave(principal);
            }
        };
    }

    private void take(Object owner, int most, String who) {
        if (taken.merge(owner, 1, Integer::sum) > most) {
            leave(owner);
            throw CommonError.RATE_LIMITED
                    .because(who + most + " sessions followed on this node, which is all it may have; close one.")
                    .withRetryAfter(Duration.ofSeconds(10));
        }
    }

    private void leave(Object owner) {
        taken.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
    }
}
