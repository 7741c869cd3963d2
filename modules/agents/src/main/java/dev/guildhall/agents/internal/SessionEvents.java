package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.SessionMessage;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.NewEvent;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** What subscribers are told of sessions: that something was said and who answers, never what. */
public final class SessionEvents {

    public static final String DELETED = "session.deleted";

    static final String MESSAGE = "session.message_created";
    static final String RUN_ENDED = "session.run_ended";
    static final String CANCELLED = "session.run_cancelled";

    private SessionEvents() {}

    static NewEvent said(SessionMessage message, Principal by, Cause cause) {
        return new NewEvent(
                MESSAGE,
                message.session().toString(),
                by,
                cause,
                new JsonObject()
                        .put("sessionId", message.session().toString())
                        .put("messageId", message.id().toString())
                        .put("sequence", message.sequence())
                        .put("role", message.role().text())
                        .put("agentKey", message.agentKey())
                        .put("runId", message.run().map(UUID::toString).orElse(null)));
    }

    /** A run is over without an answer. */
    static NewEvent ended(AgentRun run, RunOutcome outcome) {
        return new NewEvent(
                RUN_ENDED,
                run.session().toString(),
                Principal.SYSTEM,
                cause(run),
                of(run).put("status", outcome.status().name())
                        .put("errorCode", outcome.errorCode().orElse(null)));
    }

    /** Somebody wants a run, which may be under way, to end. */
    static NewEvent cancelled(AgentRun run, Principal by, Cause cause) {
        return new NewEvent(
                CANCELLED,
                run.session().toString(),
                by,
                cause,
                of(run).put("status", run.status().name()));
    }

    /** What a run does follows from the request that asked for it. */
    static Cause cause(AgentRun run) {
        return Cause.beginning(run.requestId());
    }

    private static JsonObject of(AgentRun run) {
        return new JsonObject()
                .put("sessionId", run.session().toString())
                .put("runId", run.id().toString())
                .put("agentKey", run.agentKey());
    }
}
