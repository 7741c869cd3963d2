package dev.guildhall.agents;

import dev.guildhall.agents.internal.AgentMemory;
import dev.guildhall.agents.internal.RestrictionTable;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.time.Clock;

/** Which models the agents of workspaces may answer with. Safe for all event loops. */
public final class Restrictions {

    private final Database database;
    private final Workspaces workspaces;
    private final Journal journal;
    private final AgentMemory memory;
    private final Clock clock;
    private final RestrictionTable table = new RestrictionTable();

    Restrictions(Database database, Workspaces workspaces, Journal journal, AgentMemory memory, Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.journal = journal;
        this.memory = memory;
        this.clock = clock;
    }

    /** Those of a workspace, from memory; changes of any node are seen within a second. */
    public Future<ModelRestrictions> get(WorkspaceId workspace) {
        return memory.restrictions(workspace);
    }

    /** Puts others in their place; the same ones change nothing. */
    public Future<ModelRestrictions> put(
            Authentication by, WorkspaceId workspace, ModelRestrictions wanted, IfMatch condition) {
        return database.inTransaction(
                workspace,
                tx -> workspaces
                        .lockForMembers(tx, workspace)
                        .compose(locked -> table.find(tx, workspace))
                        .compose(found -> {
                            var before = found.orElse(ModelRestrictions.NONE);
                            condition.verify(before.revision());
                            if (wanted.providers().equals(before.providers())
                                    && wanted.models().equals(before.models())) {
                                return Future.succeededFuture(before);
                            }
                            var after =
                                    new ModelRestrictions(wanted.providers(), wanted.models(), before.revision() + 1);
                            return table.put(tx, workspace, after, clock.instant())
                                    .map(written -> {
                                        tx.afterCommit(() -> memory.changed(workspace));
                                        journal.record(
                                                tx,
                                                workspace,
                                                Change.of(by, "agent.restrictions_changed")
                                                        .on(workspace)
                                                        .telling(after.toJson())
                                                        .from(before.toJson())
                                                        .to(after.toJson()));
                                        return after;
                                    });
                        }));
    }
}
