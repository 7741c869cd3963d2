package dev.guildhall.events.internal.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.http.Answer;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.log.LiveEvent;
import dev.guildhall.events.internal.log.LiveFeed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open event streams of this node. */
public final class EventStreams {

    static final int MOST_OF_USER = 50;
    private static final int MOST_OF_WORKSPACE = 1000;

    private final Vertx vertx;
    private final EventTable events;
    private final CounterTable counters;
    private final LiveFeed feed;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final Map<HttpConnection, Set<EventStream>> byConnection = new ConcurrentHashMap<>();
    private final StreamPlaces<UserId> ofUsers = new StreamPlaces<>(MOST_OF_USER);
    private final StreamPlaces<WorkspaceId> ofWorkspaces = new StreamPlaces<>(MOST_OF_WORKSPACE);
    private EventFeed.Registration platform = () -> {};

    public EventStreams(Vertx vertx, EventTable events, CounterTable counters, LiveFeed feed) {
        this.vertx = vertx;
        this.events = events;
        this.counters = counters;
        this.feed = feed;
    }

    /** Begins to look after the streams: what happens to accounts and sessions may end them. */
    public void start() {
        platform = feed.listenLive(WorkspaceId.PLATFORM, this::checkAll);
    }

    public void stop() {
        platform.cancel();
        open.forEach(EventStream::end);
    }

    Future<Answer> open(Call call) {
        var resumed = lastEventId(call);
        takePlaces(call.actor().user(), call.workspace());
        var stream = new EventStream(vertx, call, events);
        var listening = feed.listenLive(call.workspace(), stream::hear);
        var connection = call.context().request().connection();
        stream.onEnd(() -> {
            ofUsers.leave(call.actor().user());
            ofWorkspaces.leave(call.workspace());
            listening.cancel();
            forget(connection, stream);
        });
        remember(connection, stream);
        return counters.last(call.workspace())
                .onSuccess(last ->
                        stream.begin(resumed.map(id -> Math.min(id, last)).orElse(last), last))
                .onFailure(failure -> stream.abandon())
                .map(Answer.streamed());
    }

    // A browser sends the header when it reconnects; a client that begins with a known event may have only the query.
    private static Optional<Long> lastEventId(Call call) {
        return call.header("Last-Event-ID")
                .filter(id -> !id.isBlank())
                .map(id -> EventsApi.sequence("Last-Event-ID", id.strip()))
                .or(() -> call.query("lastEventId").map(id -> EventsApi.sequence("lastEventId", id)));
    }

    private void takePlaces(UserId user, WorkspaceId workspace) {
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

    private void checkAll(LiveEvent event) {
        open.forEach(EventStream::check);
    }

    // A connection takes one shutdown handler, but with HTTP/2 it may carry several streams.
    private void remember(HttpConnection connection, EventStream stream) {
        open.add(stream);
        byConnection.compute(connection, (key, present) -> {
            if (present != null) {
                present.add(stream);
                return present;
            }
            Set<EventStream> streams = ConcurrentHashMap.newKeySet();
            streams.add(stream);
            connection.shutdownHandler(ignored -> streams.forEach(EventStream::end));
            return streams;
        });
    }

    private void forget(HttpConnection connection, EventStream stream) {
        open.remove(stream);
        byConnection.computeIfPresent(connection, (key, streams) -> {
            streams.remove(stream);
            return streams.isEmpty() ? null : streams;
        });
    }
}
