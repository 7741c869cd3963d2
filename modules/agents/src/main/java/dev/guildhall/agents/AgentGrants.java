package dev.guildhall.agents;

import dev.guildhall.agents.internal.AgentGrantTable;
import dev.guildhall.agents.internal.AgentMemory;
import dev.guildhall.agents.internal.AgentTable;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** What workspaces let each other use of their agents. Safe for all event loops. */
public final class AgentGrants {

    /** What grants can be filtered and ordered by. */
    public static final ListFields<AgentGrant> LIST = AgentGrantTable.LIST;

    /** How many a workspace can give. */
    public static final int LIMIT = 500;

    private final Database database;
    private final Workspaces workspaces;
    private final Authorizer authorizer;
    private final Journal journal;
    private final AgentMemory memory;
    private final Clock clock;
    private final AgentTable agents = new AgentTable();
    private final AgentGrantTable table = new AgentGrantTable();

    AgentGrants(
            Database database,
            Workspaces workspaces,
            Authorizer authorizer,
            Journal journal,
            AgentMemory memory,
            Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.authorizer = authorizer;
        this.journal = journal;
        this.memory = memory;
        this.clock = clock;
    }

    /** What a workspace gives. */
    public Future<Page<AgentGrant>> given(WorkspaceId workspace, PageRequest<AgentGrant> page) {
        return table.given(database, workspace, page);
    }

    /** What a workspace receives, be it expired or not. */
    public Future<Page<AgentGrant>> received(WorkspaceId workspace, PageRequest<AgentGrant> page) {
        return table.received(database, workspace, page);
    }

    /**
     * Lets another workspace use an agent. Whoever gives must have access to the one that receives, or is told that there
     * is no such workspace. Fails with {@code AGENT.NOT_FOUND}, {@code AGENT_GRANT.EXISTS} and {@code AGENT.TOO_MANY}.
     */
    public Future<AgentGrant> give(Authentication by, WorkspaceId workspace, NewGrant wanted) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        wanted.requireSound(workspace, now);
        var grant = new AgentGrant(
                Ids.next(),
                workspace,
                wanted.agentKey(),
                wanted.receiver(),
                wanted.readonly(),
                wanted.expiresAt().map(time -> time.truncatedTo(ChronoUnit.MICROS)),
                by.principal(),
                now);
        return authorizer
                .access(by, wanted.receiver())
                .map(access -> access.orElseThrow(Workspaces::notFound))
                .compose(seen -> database.inTransaction(Tenant.PLATFORM, tx -> insert(tx, by, grant)))
                .recover(ConstraintViolation.means(
                        "agent_grant_unique",
                        () -> AgentError.GRANT_EXISTS.because("The agent " + grant.agentKey()
                                + " is granted to that workspace already; revoke that grant first.")))
                .recover(ConstraintViolation.means("agent_grant_receiver_fk", Workspaces::notFound));
    }

    private Future<AgentGrant> insert(Tx tx, Authentication by, AgentGrant grant) {
        return workspaces
                .lockForMembers(tx, grant.workspace())
                .compose(locked -> agents.lock(tx, grant.workspace(), grant.agentKey()))
                .compose(agent -> agent.isPresent()
                        ? table.count(tx, grant.workspace())
                        : Future.failedFuture(Agents.notFound(grant.agentKey())))
                .compose(count -> {
                    if (count >= LIMIT) {
                        throw AgentError.TOO_MANY.because(
                                "A workspace can give " + LIMIT + " grants; revoke one that is not needed first.");
                    }
                    return table.insert(tx, grant);
                })
                .map(inserted -> {
                    record(
                            tx,
                            grant,
                            Change.of(by, "agent_grant.created")
                                    .on(grant.id())
                                    .telling(grant.toJson())
                                    .to(grant.toJson()));
                    return grant;
                });
    }

    /** Ends a grant that the workspace gives or receives; fails with {@code AGENT_GRANT.NOT_FOUND}. */
    public Future<Void> revoke(Authentication by, WorkspaceId workspace, UUID id) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> table.lock(tx, id)
                        .map(found -> found.filter(grant -> grant.workspace().equals(workspace)
                                        || grant.receiver().equals(workspace))
                                .orElseThrow(() -> AgentError.GRANT_NOT_FOUND.because(
                                        "This workspace neither gives nor receives a grant of this id.")))
                        .compose(grant -> table.delete(tx, id).map(deleted -> {
                            record(
                                    tx,
                                    grant,
                                    Change.of(by, "agent_grant.revoked")
                                            .on(id)
                                            .telling(grant.toJson())
                                            .from(grant.toJson()));
                            return null;
                        })));
    }

    // On both sides: each is to know who lets whom use what.
    private void record(Tx tx, AgentGrant grant, Change change) {
        tx.afterCommit(() -> {
            memory.changed(grant.workspace());
            memory.changed(grant.receiver());
        });
        journal.record(tx, grant.workspace(), change);
        journal.record(tx, grant.receiver(), change);
    }

    /** Until when an expiry may lie. */
    static Instant latest(Instant now) {
        return now.plus(3650, ChronoUnit.DAYS);
    }
}
