package dev.guildhall.events.internal.tail;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.log.LiveFeed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open tails of this node, of all transports together. */
public final class Tails {

    private static final int MOST_OF_USER = 50;
    private static final int MOST_OF_WORKSPACE = 1000;

    private final Vertx vertx;
    private final EventTable events;
    private final CounterTable counters;
    private final LiveFeed feed;
    private final Set<Tail> open = ConcurrentHashMap.newKeySet();
    private final TailPlaces<Principal> ofUsers = new TailPlaces<>(MOST_OF_USER);
    private final TailPlaces<WorkspaceId> ofWorkspaces = new TailPlaces<>(MOST_OF_WORKSPACE);

    public Tails(Vertx vertx, EventTable events, CounterTable counters, LiveFeed feed) {
        this.vertx = vertx;
        this.events = events;
        this.counters = counters;
        this.feed = feed;
    }

    public void stop() {
        open.forEach(Tail::end);
    }

    /**
     * A tail that notes what happens from now on and has not {@linkplain #begin begun}; it is to be begun or abandoned.
     * Throws the problem that the reader's user or the workspace has too many.
     */
    public Tail open(WorkspaceId workspace, TailAccess access, TailReader reader) {
        takePlaces(access.principal(), workspace);
        var tail = new Tail(vertx, events, workspace, access, reader);
        var listening = feed.listenLive(workspace, tail::hear);
        var changes = access.changes().apply(tail::check);
        open.add(tail);
        tail.onEnd(() -> {
            ofUsers.leave(access.principal());
            ofWorkspaces.leave(workspace);
            listening.cancel();
            changes.cancel();
            open.remove(tail);
        });
        return tail;
    }

    /**
     * Begins with what comes after an event, or with what comes from now on. Fails with {@code EVENT.GONE} when what comes
     * after it is not kept any more.
     */
    public Future<Void> begin(Tail tail, WorkspaceId workspace, Optional<Long> after) {
        return counters.extent(workspace)
                .map(extent -> {
                    after.ifPresent(sequence -> extent.requireKept("Last-Event-ID", sequence));
                    var last = extent.last();
                    var start = after.map(sequence -> Math.max(sequence, extent.oldest() - 1))
                            .map(sequence -> Math.min(sequence, last))
                            .orElse(last);
                    tail.begin(start, last);
                    return (Void) null;
                })
                .onFailure(failure -> tail.abandon());
    }

    private void takePlaces(Principal user, WorkspaceId workspace) {
        if (!ofUsers.take(user)) {
            throw tooMany("You have " + MOST_OF_USER);
        }
        if (!ofWorkspaces.take(workspace)) {
            ofUsers.leave(user);
            throw tooMany("The workspace has " + MOST_OF_WORKSPACE);
        }
    }

    private static Problem tooMany(String who) {
        return CommonError.RATE_LIMITED
                .because(who + " event streams open on this node, which is all it may have; close one.")
                .withRetryAfter(Duration.ofSeconds(10));
    }
}
