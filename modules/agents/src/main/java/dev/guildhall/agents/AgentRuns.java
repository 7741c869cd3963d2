package dev.guildhall.agents;

import dev.guildhall.agents.AgentRun.Status;
import dev.guildhall.agents.SessionMessage.Role;
import dev.guildhall.agents.internal.RunOrders;
import dev.guildhall.agents.internal.RunRules;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is said in sessions, and the answers that agents are asked for by it. Who calls has seen to it that whoever acts may
 * write to sessions and run agents. Safe for all event loops.
 */
public final class AgentRuns {

    /** What runs can be filtered and ordered by. */
    public static final ListFields<AgentRun> LIST = RunOrders.LIST;

    private final AgentSessions sessions;
    private final Agents agents;
    private final RunRules rules;
    private final RunOrders orders;
    private final Clock clock;

    AgentRuns(AgentSessions sessions, Agents agents, RunRules rules, RunOrders orders, Clock clock) {
        this.sessions = sessions;
        this.agents = agents;
        this.rules = rules;
        this.orders = orders;
        this.clock = clock;
    }

    /**
     * A message that is kept, and by which run it is answered.
     *
     * @param isNew whether it was not sent before, under the same key
     */
    public record Posted(SessionMessage message, UUID run, boolean isNew) {}

    /** A run with what it called. */
    public record Details(AgentRun run, List<ToolRun> toolRuns) {}

    /**
     * Says something, which asks an agent to answer; completes when it is kept. Fails, before anything is said, when the
     * agent may not answer here: with {@code AGENT.NOT_AVAILABLE}, {@code AGENT.DISABLED},
     * {@code AGENT.PROVIDER_NOT_ALLOWED}, {@code AGENT.MODEL_NOT_ALLOWED}, {@code AGENT.BUDGET_EXHAUSTED} or
     * {@code AGENT.NO_PROVIDER}; with {@code SESSION.FULL} when too many wait; and with
     * {@code SESSION.IDEMPOTENCY_KEY_REUSED} when something else was said under the same key.
     */
    public Future<Posted> post(
            Authentication by, WorkspaceId workspace, UUID session, NewMessage said, String requestId) {
        return sessions.get(by, workspace, session)
                .compose(into -> said.clientKey()
                        .map(key -> orders.sent(workspace, session, by.user(), key))
                        .orElse(Future.succeededFuture(Optional.empty()))
                        .compose(sent -> sent.isPresent()
                                ? Future.succeededFuture(again(sent.get(), said))
                                : post(by, into, said, requestId)));
    }

    private static Posted again(SessionMessage sent, NewMessage said) {
        if (!sent.content().equals(said.content())) {
            throw AgentError.KEY_REUSED.onField(
                    "idempotencyKey", "Something else was said under this idempotencyKey; choose another one");
        }
        return new Posted(sent, sent.run().orElseThrow(), false);
    }

    private Future<Posted> post(Authentication by, AgentSession into, NewMessage said, String requestId) {
        var workspace = into.workspace();
        var key = into.surface() == Surface.GROUP ? said.agentKey().orElse(into.agentKey()) : into.agentKey();
        if (said.agentKey().filter(named -> !named.equals(key)).isPresent()) {
            throw AgentError.NOT_AVAILABLE.onField(
                    "agentKey", "This session is with " + into.agentKey() + "; open another one for another agent");
        }
        return ready(workspace, key).compose(agent -> {
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            var run = run(by, into, agent, 0, requestId, now);
            var message = new SessionMessage(
                    into.id(),
                    0,
                    Ids.next(),
                    Role.USER,
                    Optional.of(by.user()),
                    key,
                    Optional.of(run.id()),
                    said.content(),
                    said.clientKey(),
                    now);
            return orders.post(by, message, run)
                    .map(kept -> new Posted(kept, run.id(), true))
                    .recover(failure -> orders.isSentAlready(failure)
                            ? post(by, workspace, into.id(), said, requestId)
                            : Future.failedFuture(failure));
        });
    }

    /** An agent as it is to answer. */
    private record Ready(Agent agent, boolean readonly) {}

    private Future<Ready> ready(WorkspaceId workspace, String key) {
        return agents.resolve(workspace, Optional.of(key))
                .compose(usable -> agents.effective(workspace, usable).compose(agent -> {
                    if (!agent.enabled()) {
                        throw AgentError.DISABLED.because("The agent " + key + " is disabled.");
                    }
                    return rules.require(workspace, agent).map(provided -> new Ready(agent, usable.isReadonly()));
                }));
    }

    private static AgentRun run(
            Authentication by, AgentSession session, Ready ready, long sequence, String requestId, Instant now) {
        return new AgentRun(
                session.workspace(),
                Ids.next(),
                session.id(),
                sequence,
                ready.agent().key(),
                by.user(),
                by.credential().scopes().map(Scopes::names),
                ready.readonly(),
                ready.agent().facts(),
                requestId,
                Status.QUEUED,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                BigDecimal.ZERO,
                now,
                Optional.empty(),
                Optional.empty());
    }

    /** One page of a session's runs; those that wait are answered in the order in which they were asked for. */
    public Future<Page<AgentRun>> list(
            Authentication by, WorkspaceId workspace, UUID session, PageRequest<AgentRun> page) {
        return sessions.get(by, workspace, session).compose(seen -> orders.list(workspace, session, page));
    }

    /** Fails with {@code RUN.NOT_FOUND}. */
    public Future<Details> get(Authentication by, WorkspaceId workspace, UUID session, UUID run) {
        return sessions.get(by, workspace, session)
                .compose(seen -> orders.find(workspace, session, run))
                .compose(found -> orders.toolRuns(workspace, run).map(calls -> new Details(found, calls)));
    }

    /** Ends one run, or all of a session that are not over; completes when that is noted, and gives how many. */
    public Future<Integer> cancel(Authentication by, WorkspaceId workspace, UUID session, Optional<UUID> run) {
        return sessions.get(by, workspace, session).compose(seen -> orders.cancel(by, workspace, session, run));
    }

    /**
     * Asks once more for the answer to a message whose run ended without one, of the agent as it is now. Fails with
     * {@code RUN.NOT_REPEATABLE} when it did not end so.
     */
    public Future<AgentRun> repeat(Authentication by, WorkspaceId workspace, UUID session, UUID run, String requestId) {
        return sessions.get(by, workspace, session)
                .compose(in -> orders.find(workspace, session, run).compose(former -> {
                    if (!former.status().isRepeatable()) {
                        throw AgentError.NOT_REPEATABLE.because("The run is " + former.status()
                                + "; only one that failed, was cancelled or was interrupted is repeated.");
                    }
                    return ready(workspace, former.agentKey())
                            .compose(agent -> orders.order(run(
                                    by,
                                    in,
                                    agent,
                                    former.messageSequence(),
                                    requestId,
                                    clock.instant().truncatedTo(ChronoUnit.MICROS))));
                }));
    }
}
