package dev.guildhall.agents;

import dev.guildhall.agents.internal.AgentEngine;
import dev.guildhall.agents.internal.AgentErasure;
import dev.guildhall.agents.internal.AgentMemory;
import dev.guildhall.agents.internal.AgentsApi;
import dev.guildhall.agents.internal.AgentsArchive;
import dev.guildhall.agents.internal.FollowerPlaces;
import dev.guildhall.agents.internal.McpApi;
import dev.guildhall.agents.internal.McpServer;
import dev.guildhall.agents.internal.McpStreams;
import dev.guildhall.agents.internal.MemoryApi;
import dev.guildhall.agents.internal.RunUsage;
import dev.guildhall.agents.internal.SessionStreams;
import dev.guildhall.agents.internal.SessionsApi;
import dev.guildhall.agents.internal.SocketContext;
import dev.guildhall.agents.internal.SocketsApi;
import dev.guildhall.capabilities.Capabilities;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.usage.UsageSource;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.Users;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Agents and the sessions with them. */
public final class AgentsModule extends KernelModule {

    private AgentMemory memory;
    private AgentEngine engine;
    private McpStreams mcp;
    private List<Api> apis;

    @Override
    public String name() {
        return "agents";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "identity", "tenancy", "membership", "extensions", "capabilities");
    }

    @Override
    public void assemble(Assembly assembly) {
        assembly.contribute(ArchivedTables.class, AgentsArchive.TABLES);
        assembly.contribute(
                UsageSource.class, new RunUsage(assembly.environment().database()));
        assembly.contribute(
                Erasing.class, new AgentErasure(assembly.environment().database()));
        var environment = assembly.environment();
        var database = environment.database();
        var clock = environment.clock();
        var workspaces = assembly.get(Workspaces.class);
        var journal = assembly.get(Journal.class);
        memory = new AgentMemory(database, environment.caches(), clock);
        engine = AgentEngine.assemble(assembly, memory);
        var agents = new Agents(database, workspaces, journal, memory, clock);
        var restrictions = new Restrictions(database, workspaces, journal, memory, clock);
        var grants = new AgentGrants(database, workspaces, assembly.get(Authorizer.class), journal, memory, clock);
        var sessions = new AgentSessions(database, agents, journal, clock);
        var runs = new AgentRuns(sessions, agents, engine.rules(), engine.orders(), clock);
        var changes = assembly.get(AccessChanges.class);
        var places = new FollowerPlaces();
        var streams = new SessionStreams(
                environment.vertx(),
                database,
                sessions,
                engine.live(),
                engine.remote(),
                engine.presence(),
                changes,
                places);
        var sockets = new SocketContext(
                environment.vertx(),
                database,
                assembly.get(Authorizer.class),
                changes,
                assembly.get(Users.class),
                assembly.get(UserWorkspaces.class),
                sessions,
                runs,
                engine.live(),
                engine.remote(),
                engine.presence(),
                places);
        mcp = new McpStreams(environment.vertx(), changes, places);
        assembly.offer(Agents.class, agents);
        assembly.offer(Restrictions.class, restrictions);
        assembly.offer(AgentGrants.class, grants);
        assembly.offer(AgentSessions.class, sessions);
        assembly.offer(AgentRuns.class, runs);
        var remembered = new Memory(database, workspaces, journal, clock);
        var usage = new Usage(database, workspaces, journal, clock);
        assembly.offer(Memory.class, remembered);
        assembly.offer(Usage.class, usage);
        apis = List.of(
                new AgentsApi(agents, restrictions, grants),
                new SessionsApi(sessions, runs, streams),
                new MemoryApi(remembered, usage, clock),
                new SocketsApi(sockets),
                new McpApi(new McpServer(assembly.get(Capabilities.class), remembered), mcp, environment.publicUrl()));
    }

    @Override
    public List<Permission> permissions() {
        return AgentPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/agents.yaml", "openapi/sessions.yaml", "openapi/memory.yaml", "openapi/mcp.yaml");
    }

    @Override
    public List<Api> apis() {
        return apis;
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(memory::follow, engine::follow, mcp::follow);
    }

    @Override
    public List<Job> jobs() {
        return engine.jobs();
    }

    @Override
    public Future<?> start() {
        // It ends with the module, which deploys it.
        return vertx.deployVerticle(engine.runner());
    }

    @Override
    public Future<?> stop() {
        return engine.presence().stop();
    }
}
