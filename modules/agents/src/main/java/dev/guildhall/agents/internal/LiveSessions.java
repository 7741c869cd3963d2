package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.AgentRun.Status;
import dev.guildhall.agents.SessionMessage;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.EventFeed.Registration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Tells those on this node who follow a session what happens in it. Safe for all threads, on which it calls back. */
public final class LiveSessions {

    private final Map<SessionKey, Set<Listener>> listeners = new ConcurrentHashMap<>();

    /** What a follower hears; must not block. */
    interface Listener {

        /** Something was said; the message comes along when it was said on this node. */
        void said(long sequence, Optional<SessionMessage> message);

        /** An answer in the making goes on. */
        void token(AgentRun run, String piece);

        /** A run is over without an answer. */
        void ended(UUID run, String status, Optional<String> errorCode);
    }

    Registration listen(SessionKey session, Listener listener) {
        listeners.compute(session, (key, present) -> {
            Set<Listener> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(listener);
            return all;
        });
        return () -> listeners.computeIfPresent(session, (key, present) -> {
            present.remove(listener);
            return present.isEmpty() ? null : present;
        });
    }

    void said(SessionKey session, SessionMessage message) {
        of(session).forEach(listener -> listener.said(message.sequence(), Optional.of(message)));
    }

    void token(SessionKey session, AgentRun run, String piece) {
        of(session).forEach(listener -> listener.token(run, piece));
    }

    void ended(SessionKey session, AgentRun run, RunOutcome outcome) {
        of(session)
                .forEach(listener -> listener.ended(run.id(), outcome.status().name(), outcome.errorCode()));
    }

    private Set<Listener> of(SessionKey session) {
        return listeners.getOrDefault(session, Set.of());
    }

    /** Hears of what happens on every node. */
    public void follow(Event event) {
        if (!event.type().startsWith("session.") || event.workspace().isEmpty()) {
            return;
        }
        var session = new SessionKey(event.workspace().get(), UUID.fromString(event.subject()));
        var data = event.data();
        if (event.type().equals(SessionEvents.MESSAGE)) {
            var sequence = data.getLong("sequence");
            of(session).forEach(listener -> listener.said(sequence, Optional.empty()));
        } else if (event.type().equals(SessionEvents.RUN_ENDED) || isOver(event)) {
            var run = UUID.fromString(data.getString("runId"));
            of(session)
                    .forEach(listener -> listener.ended(
                            run, data.getString("status"), Optional.ofNullable(data.getString("errorCode"))));
        }
    }

    // One that waited is over at once; one that is under way, when its node has ended it.
    private static boolean isOver(Event event) {
        return event.type().equals(SessionEvents.CANCELLED)
                && Status.CANCELLED.name().equals(event.data().getString("status"));
    }
}
