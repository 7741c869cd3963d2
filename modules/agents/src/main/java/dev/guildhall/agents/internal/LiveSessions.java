package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentRun.Status;
import dev.guildhall.agents.SessionMessage;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.EventFeed.Registration;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells those on this node who follow a session what happens in it, and keeps the answer that is in the making. Safe for all
 * threads, on which it calls back.
 */
public final class LiveSessions {

    private final Reader reader;
    private final Map<SessionKey, Set<Listener>> listeners = new ConcurrentHashMap<>();
    private final Map<SessionKey, Answer> answers = new ConcurrentHashMap<>();

    /** Finds one message of a session. */
    interface Reader {
        Future<Optional<SessionMessage>> read(SessionKey session, long sequence);
    }

    /** @param reader finds for all followers what was said on another node */
    LiveSessions(Reader reader) {
        this.reader = reader;
    }

    /** What a follower hears; must not block. */
    interface Listener {

        /** Whether it has not been given a message yet; on any thread. */
        boolean lacks(long sequence);

        /** Something was said; the message comes along unless it could not be read. */
        void said(long sequence, Optional<SessionMessage> message);

        /** The {@linkplain #answer answer in the making} goes on. */
        void goesOn();

        /** A run is over without an answer. */
        void ended(UUID run, String status, Optional<String> errorCode);

        /** The session was deleted. */
        void gone();
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

    /** Whether anybody follows it on this node. */
    boolean isFollowed(SessionKey session) {
        return listeners.containsKey(session);
    }

    /** The answer that is in the making in a session, as far as this node knows of it. */
    Optional<Answer> answer(SessionKey session) {
        return Optional.ofNullable(answers.get(session));
    }

    /** An answer goes on; the first piece begins it. */
    void goesOn(SessionKey session, UUID run, String agentKey, String piece) {
        answers.compute(session, (key, present) -> {
            var answer = present == null || !present.run().equals(run) ? new Answer(run, agentKey) : present;
            answer.append(piece);
            return answer;
        });
        each(session, Listener::goesOn);
    }

    void said(SessionKey session, SessionMessage message) {
        message.run().filter(run -> message.user().isEmpty()).ifPresent(run -> forget(session, run));
        each(session, listener -> listener.said(message.sequence(), Optional.of(message)));
    }

    private void saidElsewhere(SessionKey session, long sequence) {
        if (listeners.getOrDefault(session, Set.of()).stream().anyMatch(listener -> listener.lacks(sequence))) {
            reader.read(session, sequence)
                    .otherwise(Optional.empty())
                    .onSuccess(message -> each(session, listener -> listener.said(sequence, message)));
        }
    }

    private void ended(SessionKey session, UUID run, String status, Optional<String> errorCode) {
        forget(session, run);
        each(session, listener -> listener.ended(run, status, errorCode));
    }

    private void forget(SessionKey session, UUID run) {
        answers.computeIfPresent(session, (key, answer) -> answer.run().equals(run) ? null : answer);
    }

    private void each(SessionKey session, Consumer<Listener> action) {
        listeners.getOrDefault(session, Set.of()).forEach(action);
    }

    /** Hears of what happens on every node. */
    public void follow(Event event) {
        if (!event.type().startsWith("session.") || event.workspace().isEmpty()) {
            return;
        }
        var session = new SessionKey(event.workspace().get(), UUID.fromString(event.subject()));
        var data = event.data();
        if (event.type().equals(SessionEvents.MESSAGE)) {
            if ("assistant".equals(data.getString("role"))) {
                forget(session, UUID.fromString(data.getString("runId")));
            }
            saidElsewhere(session, data.getLong("sequence"));
        } else if (event.type().equals(SessionEvents.DELETED)) {
            answers.remove(session);
            each(session, Listener::gone);
        } else if (event.type().equals(SessionEvents.RUN_ENDED) || isOver(event)) {
            ended(
                    session,
                    UUID.fromString(data.getString("runId")),
                    data.getString("status"),
                    Optional.ofNullable(data.getString("errorCode")));
        }
    }

    // One that waited is over at once; one that is under way, when its node has ended it.
    private static boolean isOver(Event event) {
        return event.type().equals(SessionEvents.CANCELLED)
                && Status.CANCELLED.name().equals(event.data().getString("status"));
    }
}
