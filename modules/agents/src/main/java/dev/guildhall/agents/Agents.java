package dev.guildhall.agents;

import dev.guildhall.agents.internal.AgentMemory;
import dev.guildhall.agents.internal.AgentTable;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.FieldType;
import dev.guildhall.list.ListFields;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The agents of workspaces and those of the platform. Safe for all event loops. */
public final class Agents {

    /** What the agents that a workspace may use can be filtered and ordered by. */
    public static final ListFields<UsableAgent> LIST = ListFields.<UsableAgent>named("agents")
            .field("key", FieldType.text(), usable -> usable.agent().key())
            .field(
                    "name",
                    FieldType.textIgnoringCase(),
                    usable -> usable.agent().name())
            .filterable("provider", FieldType.text(), usable -> usable.agent().provider())
            .filterable("model", FieldType.text(), usable -> usable.agent().model())
            .filterable(
                    "origin",
                    FieldType.enumeration(UsableAgent.Origin.class),
                    usable -> usable.origin().name())
            .filterable("enabled", FieldType.flag(), usable -> usable.agent().enabled())
            .bareWords("name")
            .defaultOrder("key")
            .id("key", FieldType.text(), usable -> usable.agent().key());

    /** How many a workspace can have of its own, and the platform. */
    public static final int LIMIT = 200;

    private final Database database;
    private final Workspaces workspaces;
    private final Journal journal;
    private final AgentMemory memory;
    private final Clock clock;
    private final AgentTable table = new AgentTable();

    Agents(Database database, Workspaces workspaces, Journal journal, AgentMemory memory, Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.journal = journal;
        this.memory = memory;
        this.clock = clock;
    }

    /** All that a workspace may use, in no particular order; of those with one key, the one that is used. */
    public Future<List<UsableAgent>> usable(WorkspaceId workspace) {
        return memory.usable(workspace).map(all -> List.copyOf(all.values()));
    }

    /** The agent that is used under this key; fails with {@code AGENT.NOT_FOUND}. */
    public Future<UsableAgent> get(WorkspaceId workspace, String key) {
        return memory.usable(workspace)
                .map(all -> Optional.ofNullable(all.get(key)).orElseThrow(() -> notFound(key)));
    }

    /**
     * The agent that somebody wants to use, or the workspace's default when they name none. Fails with
     * {@code AGENT.NOT_AVAILABLE} when it is neither owned, nor granted, nor global.
     */
    public Future<UsableAgent> resolve(WorkspaceId workspace, Optional<String> key) {
        return key.map(Future::succeededFuture)
                .orElseGet(() -> defaultKey(workspace))
                .compose(named -> memory.usable(workspace)
                        .map(all -> Optional.ofNullable(all.get(named))
                                .orElseThrow(() -> AgentError.NOT_AVAILABLE.because(
                                        "Agent \"" + named + "\" is not available in this workspace"))));
    }

    private Future<String> defaultKey(WorkspaceId workspace) {
        return workspaces
                .get(workspace)
                .map(found -> found.settings()
                        .defaultAgent()
                        .orElseThrow(() -> AgentError.NOT_NAMED.onField(
                                "agentKey",
                                "Name an agent, or set the workspace's defaultAgentId for those who name none")));
    }

    /** The agent as it answers in a workspace, which may have set some of its fields otherwise. */
    public Future<Agent> effective(WorkspaceId workspace, UsableAgent usable) {
        return workspaces.get(workspace).map(found -> {
            var custom = found.settings()
                    .customAgentConfigs()
                    .getJsonObject(usable.agent().key());
            try {
                return custom == null ? usable.agent() : AgentInput.customized(usable.agent(), custom);
            } catch (Problem wrong) {
                throw AgentError.CONFIG_INVALID.because("The workspace's customAgentConfigs."
                        + usable.agent().key() + " cannot be used: " + wrong.getMessage() + ".");
            }
        });
    }

    /** The platform's own. */
    public Future<List<Agent>> global() {
        return memory.global().map(all -> List.copyOf(all.values()));
    }

    /** One of the platform's own; fails with {@code AGENT.NOT_FOUND}. */
    public Future<Agent> global(String key) {
        return memory.global().map(all -> Optional.ofNullable(all.get(key)).orElseThrow(() -> notFound(key)));
    }

    /** Makes an agent of a workspace or of the platform. Fails with {@code AGENT.KEY_EXISTS} and {@code AGENT.TOO_MANY}. */
    public Future<Agent> create(Authentication by, Tenant tenant, Agent wanted) {
        var now = now();
        var agent = new Agent(
                wanted.key(),
                wanted.name(),
                wanted.instructions(),
                wanted.provider(),
                wanted.model(),
                wanted.parameters(),
                wanted.tools(),
                wanted.enabled(),
                1,
                now,
                now);
        return database.inTransaction(
                        tenant,
                        tx -> lock(tx, tenant)
                                .compose(locked -> table.all(tx, tenant))
                                .compose(present -> {
                                    requireRoom(present.size());
                                    return table.insert(tx, tenant, agent);
                                })
                                .map(inserted -> {
                                    record(
                                            tx,
                                            tenant,
                                            Change.of(by, "agent.created")
                                                    .on(agent.key())
                                                    .telling(told(agent))
                                                    .to(agent.facts()));
                                    return agent;
                                }))
                .recover(ConstraintViolation.means(
                        "agent_pk",
                        () -> AgentError.KEY_EXISTS.onField(
                                "key", "There is an agent " + agent.key() + " already; choose another key")));
    }

    /** Changes the fields that the body names; one that changes nothing tells nobody. */
    public Future<Agent> change(Authentication by, Tenant tenant, String key, JsonObject body, IfMatch condition) {
        return database.inTransaction(
                tenant,
                tx -> locked(tx, tenant, key).compose(before -> {
                    condition.verify(before.revision());
                    var after = AgentInput.change(before, body);
                    if (after.equals(before)) {
                        return Future.succeededFuture(before);
                    }
                    var changed = after.changedAt(now());
                    return table.write(tx, tenant, changed).map(written -> {
                        record(
                                tx,
                                tenant,
                                Change.of(by, "agent.updated")
                                        .on(key)
                                        .telling(told(changed))
                                        .from(before.facts())
                                        .to(changed.facts()));
                        return changed;
                    });
                }));
    }

    /** Deletes an agent, and with it what was granted of it; its sessions stay and can be read. */
    public Future<Void> delete(Authentication by, Tenant tenant, String key, IfMatch condition) {
        return database.inTransaction(
                tenant,
                tx -> locked(tx, tenant, key).compose(before -> {
                    condition.verify(before.revision());
                    return table.delete(tx, tenant, key).map(deleted -> {
                        record(
                                tx,
                                tenant,
                                Change.of(by, "agent.deleted")
                                        .on(key)
                                        .telling(told(before))
                                        .from(before.facts()));
                        return null;
                    });
                }));
    }

    private Future<?> lock(Tx tx, Tenant tenant) {
        return tenant instanceof WorkspaceId workspace
                ? workspaces.lockForMembers(tx, workspace)
                : Future.succeededFuture();
    }

    private Future<Agent> locked(Tx tx, Tenant tenant, String key) {
        return table.lock(tx, tenant, key).map(found -> found.orElseThrow(() -> notFound(key)));
    }

    private void record(Tx tx, Tenant tenant, Change change) {
        tx.afterCommit(() -> memory.changed(tenant));
        journal.record(tx, tenant, change);
    }

    private static JsonObject told(Agent agent) {
        return new JsonObject()
                .put("key", agent.key())
                .put("name", agent.name())
                .put("provider", agent.provider())
                .put("model", agent.model());
    }

    private static void requireRoom(int count) {
        if (count >= LIMIT) {
            throw AgentError.TOO_MANY.because("At most " + LIMIT + " agents; delete one that is not needed first.");
        }
    }

    static RuntimeException notFound(String key) {
        return AgentError.NOT_FOUND.because("There is no agent " + key + " here.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
