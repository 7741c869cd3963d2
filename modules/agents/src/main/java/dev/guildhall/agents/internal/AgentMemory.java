package dev.guildhall.agents.internal;

import dev.guildhall.agents.Agent;
import dev.guildhall.agents.ModelRestrictions;
import dev.guildhall.agents.UsableAgent;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** What is remembered of the agents that can be used where; it follows their events. */
public final class AgentMemory {

    private final Database database;
    private final Clock clock;
    private final AgentTable agents = new AgentTable();
    private final RestrictionTable restrictions = new RestrictionTable();
    private final CoherentCache<WorkspaceId, WorkspaceAgents> ofWorkspaces;
    private final CoherentCache<Tenant, Map<String, Agent>> ofPlatform;

    public AgentMemory(Database database, CacheBudget caches, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.ofWorkspaces = CoherentCache.of(caches, this::load);
        this.ofPlatform = CoherentCache.of(
                caches, platform -> agents.all(database, platform).map(WorkspaceAgents::byKey));
    }

    private Future<WorkspaceAgents> load(WorkspaceId workspace) {
        var owned = agents.all(database, workspace);
        var granted = agents.granted(database, workspace);
        var restricted = restrictions.find(database, workspace);
        return Future.all(owned, granted, restricted)
                .map(all -> WorkspaceAgents.of(owned.result(), granted.result(), restricted.result()));
    }

    /** What a workspace may use, by its key: its own, or else what is granted to it, or else the platform's. */
    public Future<Map<String, UsableAgent>> usable(WorkspaceId workspace) {
        return Future.all(ofWorkspaces.get(workspace), global()).map(found -> {
            var own = found.<WorkspaceAgents>resultAt(0);
            var all = new HashMap<String, UsableAgent>();
            found.<Map<String, Agent>>resultAt(1).forEach((key, agent) -> all.put(key, UsableAgent.global(agent)));
            var now = clock.instant();
            // The oldest of several grants is the last to be put.
            for (var place = own.granted().size() - 1; place >= 0; place--) {
                var granted = own.granted().get(place);
                if (granted.grant().holds(now)) {
                    all.put(granted.agent().key(), UsableAgent.granted(granted.agent(), granted.grant()));
                }
            }
            own.owned().forEach((key, agent) -> all.put(key, UsableAgent.owned(agent)));
            return all;
        });
    }

    public Future<Map<String, Agent>> global() {
        return ofPlatform.get(Tenant.PLATFORM);
    }

    public Future<ModelRestrictions> restrictions(WorkspaceId workspace) {
        return ofWorkspaces.get(workspace).map(WorkspaceAgents::restrictions);
    }

    /** Something of a tenant has changed, and with it perhaps what others may use. */
    public void changed(Tenant tenant) {
        if (tenant instanceof WorkspaceId workspace) {
            ofWorkspaces.invalidate(workspace);
            ofWorkspaces.invalidateIf(other -> other.granted().stream()
                    .anyMatch(granted -> granted.grant().workspace().equals(workspace)));
        } else {
            ofPlatform.invalidateAll();
        }
    }

    /** Drops what other nodes changed from memory. */
    public void follow(Event event) {
        if (event.type().startsWith("agent.")
                || event.type().startsWith("agent_grant.")
                || event.type().equals("workspace.deleted")) {
            changed(event.workspace().<Tenant>map(workspace -> workspace).orElse(Tenant.PLATFORM));
        }
    }
}
