package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentError;
import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.SessionMessage;
import dev.guildhall.agents.ToolRun;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Outbox;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Keeps what is said and the runs that are asked for by it, and takes runs back. */
public final class RunOrders {

    public static final ListFields<AgentRun> LIST = RunTable.LIST;

    private static final int MOST_WAITING = 50;
    private static final String CLIENT_KEY = "agent_message_client_key";

    private final Database database;
    private final Outbox outbox;
    private final LiveSessions live;
    private final Consumer<WorkspaceId> ordered;
    private final SessionTable sessions = new SessionTable();
    private final MessageTable messages = new MessageTable();
    private final RunTable runs = new RunTable();
    private final ToolRunTable toolRuns = new ToolRunTable();

    /** @param ordered is told where a run waits */
    public RunOrders(Database database, Outbox outbox, LiveSessions live, Consumer<WorkspaceId> ordered) {
        this.database = database;
        this.outbox = outbox;
        this.live = live;
        this.ordered = ordered;
    }

    /** Keeps a message, and the run that is to answer it; gives the message with its number. */
    public Future<SessionMessage> post(Authentication by, SessionMessage said, AgentRun run) {
        var workspace = run.workspace();
        return database.inTransaction(
                workspace,
                tx -> sessions.next(tx, workspace, run.session(), run.createdAt())
                        .compose(sequence -> {
                            var message = said.numbered(sequence.orElseThrow(
                                    () -> AgentError.SESSION_NOT_FOUND.because("The session was deleted.")));
                            var counted = requireRoom(tx, run);
                            var kept = messages.insert(tx, workspace, message);
                            var asked = runs.insert(tx, run.answering(message.sequence()));
                            return Future.all(counted, kept, asked).map(done -> {
                                outbox.append(
                                        tx,
                                        workspace,
                                        SessionEvents.said(
                                                message,
                                                by.principal(),
                                                by.origin().cause()));
                                tx.afterCommit(() -> {
                                    live.said(new SessionKey(workspace, run.session()), message);
                                    ordered.accept(workspace);
                                });
                                return message;
                            });
                        }));
    }

    // The session is locked, so that nobody else adds one meanwhile.
    private Future<Void> requireRoom(Tx tx, AgentRun run) {
        return runs.countWaiting(tx, run.workspace(), run.session()).map(waiting -> {
            if (waiting >= MOST_WAITING) {
                throw AgentError.SESSION_FULL.because(
                        MOST_WAITING + " messages of this session wait for an answer; wait, or cancel some.");
            }
            return null;
        });
    }

    /** Whether a message was refused because its sender sent it at the same time, under the same key. */
    public boolean isSentAlready(Throwable failure) {
        return failure instanceof ConstraintViolation violation
                && violation.constraint().equals(CLIENT_KEY);
    }

    /** What a user sent under this key before. */
    public Future<Optional<SessionMessage>> sent(WorkspaceId workspace, UUID session, UserId user, String clientKey) {
        return messages.named(database, workspace, session, user, clientKey);
    }

    /** Keeps a run for a message that is there. */
    public Future<AgentRun> order(AgentRun run) {
        return database.inTransaction(
                run.workspace(),
                tx -> sessions.lock(tx, run.workspace(), run.session())
                        .compose(locked -> {
                            if (!locked) {
                                throw AgentError.SESSION_NOT_FOUND.because("The session was deleted.");
                            }
                            return requireRoom(tx, run);
                        })
                        .compose(room -> runs.insert(tx, run))
                        .map(inserted -> {
                            tx.afterCommit(() -> ordered.accept(run.workspace()));
                            return run;
                        }));
    }

    /** Fails with {@code RUN.NOT_FOUND}. */
    public Future<AgentRun> find(WorkspaceId workspace, UUID session, UUID run) {
        return runs.find(database, workspace, run)
                .map(found -> found.filter(one -> one.session().equals(session))
                        .orElseThrow(() -> AgentError.RUN_NOT_FOUND.because("The session has no run of this id.")));
    }

    public Future<List<ToolRun>> toolRuns(WorkspaceId workspace, UUID run) {
        return toolRuns.list(database, workspace, run);
    }

    public Future<Page<AgentRun>> list(WorkspaceId workspace, UUID session, PageRequest<AgentRun> page) {
        return runs.list(database, workspace, session, page);
    }

    /** Takes one run of a session back, or all; gives how many were not over. */
    public Future<Integer> cancel(Authentication by, WorkspaceId workspace, UUID session, Optional<UUID> run) {
        return database.inTransaction(
                workspace,
                tx -> runs.cancel(tx, workspace, session, run, by.user()).map(cancelled -> {
                    cancelled.forEach(one -> outbox.append(
                            tx,
                            workspace,
                            SessionEvents.cancelled(
                                    one, by.principal(), by.origin().cause())));
                    return cancelled.size();
                }));
    }
}
