package dev.guildhall.agents;

import dev.guildhall.agents.internal.MessageTable;
import dev.guildhall.agents.internal.SessionEvents;
import dev.guildhall.agents.internal.SessionTable;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions of workspaces, of which everybody sees those of the group and their own. Who calls has seen to it that whoever
 * acts may read or write sessions. Safe for all event loops.
 */
public final class AgentSessions {

    /** What sessions can be filtered and ordered by. */
    public static final ListFields<AgentSession> LIST = SessionTable.LIST;

    /** What messages can be filtered and ordered by. */
    public static final ListFields<SessionMessage> MESSAGES = MessageTable.LIST;

    private final Database database;
    private final Agents agents;
    private final Journal journal;
    private final Clock clock;
    private final SessionTable table = new SessionTable();
    private final MessageTable messages = new MessageTable();

    AgentSessions(Database database, Agents agents, Journal journal, Clock clock) {
        this.database = database;
        this.agents = agents;
        this.journal = journal;
        this.clock = clock;
    }

    /** @param isNew whether nobody had opened it before */
    public record Opened(AgentSession session, boolean isNew) {}

    /**
     * The session that is meant: the group's of that name, or the user's own with the agent. It is made when there is none.
     * Fails with {@code AGENT.NOT_AVAILABLE} when it is to be made with an agent that the workspace may not use.
     */
    public Future<Opened> open(Authentication by, WorkspaceId workspace, NewSession wanted) {
        return wanted.surfaceId()
                .map(surface -> table.group(database, workspace, surface)
                        .compose(found -> found.isPresent()
                                ? Future.succeededFuture(new Opened(found.get(), false))
                                : agents.resolve(workspace, wanted.agentKey())
                                        .compose(agent -> make(by, workspace, wanted, agent))))
                .orElseGet(() -> agents.resolve(workspace, wanted.agentKey())
                        .compose(agent -> table.ofUser(
                                        database,
                                        workspace,
                                        by.user(),
                                        agent.agent().key())
                                .compose(found -> found.isPresent()
                                        ? Future.succeededFuture(new Opened(found.get(), false))
                                        : make(by, workspace, wanted, agent))));
    }

    /** The same of a session that is there; fails with {@code SESSION.NOT_FOUND} when there is none. */
    public Future<AgentSession> find(Authentication by, WorkspaceId workspace, NewSession wanted) {
        var found = wanted.surfaceId()
                .map(surface -> table.group(database, workspace, surface))
                .orElseGet(() -> agents.resolve(workspace, wanted.agentKey())
                        .compose(agent -> table.ofUser(
                                database, workspace, by.user(), agent.agent().key())));
        return found.map(session -> session.orElseThrow(AgentSessions::notFound));
    }

    private Future<Opened> make(Authentication by, WorkspaceId workspace, NewSession wanted, UsableAgent agent) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var isGroup = wanted.surface() == Surface.GROUP;
        var session = new AgentSession(
                workspace,
                Ids.next(),
                wanted.surface(),
                wanted.surfaceId(),
                isGroup ? Optional.empty() : Optional.of(by.user()),
                agent.agent().key(),
                0,
                by.user(),
                now,
                now);
        return database.inTransaction(
                        workspace,
                        tx -> table.insert(tx, session).map(inserted -> {
                            if (inserted) {
                                journal.record(
                                        tx,
                                        workspace,
                                        Change.of(by, "session.created")
                                                .on(session.id())
                                                .telling(facts(session)));
                            }
                            return inserted;
                        }))
                // Somebody else was faster.
                .compose(inserted ->
                        inserted ? Future.succeededFuture(new Opened(session, true)) : open(by, workspace, wanted));
    }

    /** One page of those that whoever asks may see. */
    public Future<Page<AgentSession>> list(Authentication by, WorkspaceId workspace, PageRequest<AgentSession> page) {
        return table.list(database, workspace, by.user(), page);
    }

    /** Fails with {@code SESSION.NOT_FOUND} when there is none, or none that whoever asks may see. */
    public Future<AgentSession> get(Authentication by, WorkspaceId workspace, UUID id) {
        var reader = by.user();
        return table.find(database, workspace, id)
                .map(found -> found.filter(session -> session.isOpenTo(reader)).orElseThrow(AgentSessions::notFound));
    }

    /** Fails when somebody means another session than that of the id. */
    public Future<Void> requireMeant(Authentication by, WorkspaceId workspace, UUID id, Optional<NewSession> meant) {
        return meant.isEmpty()
                ? Future.succeededFuture()
                : get(by, workspace, id).map(session -> {
                    if (!meant.get().means(session)) {
                        throw CommonError.REQUEST_INVALID.onField(
                                "surface",
                                "surface and surfaceId are not those of this session; open the one that you mean");
                    }
                    return null;
                });
    }

    /** One page of what was said; fails as {@link #get} does. */
    public Future<Page<SessionMessage>> messages(
            Authentication by, WorkspaceId workspace, UUID id, PageRequest<SessionMessage> page) {
        return get(by, workspace, id).compose(seen -> messages.list(database, workspace, id, page));
    }

    /**
     * Deletes a session with all that was said in it: one's own, or the group's when one may manage agents. Fails as
     * {@link #get} does, and with {@code ACCESS.DENIED}.
     */
    public Future<Void> delete(Authentication by, Access access, UUID id) {
        var workspace = access.workspace();
        return get(by, workspace, id).compose(session -> {
            if (session.surface() == Surface.GROUP) {
                access.require(AgentPermissions.AGENTS_MANAGE);
            }
            return database.inTransaction(
                    workspace,
                    tx -> table.delete(tx, workspace, id).map(deleted -> {
                        if (deleted > 0) {
                            journal.record(
                                    tx,
                                    workspace,
                                    Change.of(by, SessionEvents.DELETED).on(id).telling(facts(session)));
                        }
                        return null;
                    }));
        });
    }

    private static JsonObject facts(AgentSession session) {
        return new JsonObject()
                .put("sessionId", session.id().toString())
                .put("surface", session.surface().name().toLowerCase(Locale.ROOT))
                .put("agentKey", session.agentKey());
    }

    static RuntimeException notFound() {
        return AgentError.SESSION_NOT_FOUND.because("There is no such session here, or it is somebody else's.");
    }
}
