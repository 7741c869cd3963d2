package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentSession;
import dev.guildhall.agents.AgentSessions;
import dev.guildhall.agents.Surface;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.security.AccessChanges;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;

/** Sessions followed as responses of server-sent events. */
public final class SessionStreams {

    private final Vertx vertx;
    private final Database database;
    private final AgentSessions sessions;
    private final LiveSessions live;
    private final RemoteAnswers remote;
    private final Presence presence;
    private final AccessChanges changes;
    private final FollowerPlaces places;

    public SessionStreams(
            Vertx vertx,
            Database database,
            AgentSessions sessions,
            LiveSessions live,
            RemoteAnswers remote,
            Presence presence,
            AccessChanges changes,
            FollowerPlaces places) {
        this.vertx = vertx;
        this.database = database;
        this.sessions = sessions;
        this.live = live;
        this.remote = remote;
        this.presence = presence;
        this.changes = changes;
        this.places = places;
    }

    Future<ApiResponse> open(ApiRequest request, UUID id) {
        var after = lastEventId(request);
        var place = places.take(request.authentication().principal(), request.workspace());
        var response = request.context().response();
        var events = new SessionEventStream(vertx, response);
        // It listens before it looks, so that nothing is missed in between.
        var tail = new SessionTail(vertx, database, live, remote, new SessionKey(request.workspace(), id), events);
        return sessions.get(request.authentication(), request.workspace(), id)
                .onFailure(failure -> {
                    tail.close();
                    place.run();
                })
                .map(session -> begin(request, events, tail, session, after, place));
    }

    private ApiResponse begin(
            ApiRequest request,
            SessionEventStream events,
            SessionTail tail,
            AgentSession session,
            long after,
            Runnable place) {
        var watch = new AccessWatch(
                vertx, request.authentication(), request.workspace(), changes, request::isStillAdmitted, events::end);
        events.begin(tail, () -> {
            watch.close();
            place.run();
        });
        tail.begin(Math.min(after, session.lastSequence()), session.lastSequence());
        if (session.surface() == Surface.GROUP) {
            tail.join(presence, request.authentication().user());
        }
        return ApiResponse.streamed();
    }

    // A browser sends the header when it reconnects; a client that begins with a known message may have only the query.
    private static long lastEventId(ApiRequest request) {
        var header = request.header("Last-Event-ID").filter(id -> !id.isBlank());
        var text =
                header.or(() -> request.query("lastEventId")).map(String::strip).orElse("0");
        if (!text.matches("\\d{1,18}")) {
            var field = header.isPresent() ? "Last-Event-ID" : "lastEventId";
            throw CommonError.REQUEST_INVALID.onField(field, field + " must be the sequence of a message");
        }
        return Long.parseLong(text);
    }
}
