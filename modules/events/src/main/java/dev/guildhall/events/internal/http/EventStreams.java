package dev.guildhall.events.internal.http;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.events.EventSequence;
import dev.guildhall.events.internal.tail.Tail;
import dev.guildhall.events.internal.tail.TailAccess;
import dev.guildhall.events.internal.tail.Tails;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tails as responses of server-sent events. */
public final class EventStreams {

    private final Tails tails;
    private final AccessChanges changes;
    private final Map<HttpConnection, Set<Tail>> byConnection = new ConcurrentHashMap<>();

    public EventStreams(Tails tails, AccessChanges changes) {
        this.tails = tails;
        this.changes = changes;
    }

    Future<ApiResponse> open(ApiRequest request) {
        var resumed = lastEventId(request);
        var choice = StreamChoice.of(request);
        var by = request.authentication();
        var access = new TailAccess(
                by.principal(),
                by.credential().expiresAt(),
                request::isStillAdmitted,
                changed -> changes.listen(by.principal(), request.workspace(), changed));
        var tail = tails.open(
                request.workspace(),
                access,
                new ServerSentEvents(request.context().response(), choice));
        remember(request.context().request().connection(), tail);
        return tails.begin(tail, request.workspace(), resumed).map(ApiResponse.streamed());
    }

    // A browser sends the header when it reconnects; a client that begins with a known event may have only the query.
    private static Optional<Long> lastEventId(ApiRequest request) {
        return request.header("Last-Event-ID")
                .filter(id -> !id.isBlank())
                .map(id -> EventSequence.parse("Last-Event-ID", id.strip()))
                .or(() -> request.query("lastEventId").map(id -> EventSequence.parse("lastEventId", id)));
    }

    // A connection takes one shutdown handler, but with HTTP/2 it may carry several streams.
    private void remember(HttpConnection connection, Tail tail) {
        tail.onEnd(() -> forget(connection, tail));
        byConnection.compute(connection, (key, present) -> {
            if (present != null) {
                present.add(tail);
                return present;
            }
            Set<Tail> ofConnection = ConcurrentHashMap.newKeySet();
            ofConnection.add(tail);
            connection.shutdownHandler(ignored -> ofConnection.forEach(Tail::end));
            return ofConnection;
        });
    }

    private void forget(HttpConnection connection, Tail tail) {
        byConnection.computeIfPresent(connection, (key, ofConnection) -> {
            ofConnection.remove(tail);
            return ofConnection.isEmpty() ? null : ofConnection;
        });
    }
}
