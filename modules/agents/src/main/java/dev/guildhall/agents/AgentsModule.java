package dev.guildhall.agents;

import dev.guildhall.agents.internal.AgentEngine;
import dev.guildhall.agents.internal.AgentMemory;
import dev.guildhall.agents.internal.AgentsApi;
import dev.guildhall.agents.internal.FollowerPlaces;
import dev.guildhall.agents.internal.SessionStreams;
import dev.guildhall.agents.internal.SessionsApi;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.events.Journal;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Agents and the sessions with them. */
public final class AgentsModule extends KernelModule {

    private AgentMemory memory;
    private AgentEngine engine;
    private List<Api> apis;

    @Override
    public String name() {
        return "agents";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "tenancy", "membership", "extensions", "capabilities");
    }

    @Override
    public void assemble(Assembly assembly) {
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
        var streams = new SessionStreams(
                environment.vertx(),
                database,
                sessions,
                engine.live(),
                assembly.get(AccessChanges.class),
                new FollowerPlaces());
        assembly.offer(Agents.class, agents);
        assembly.offer(Restrictions.class, restrictions);
        assembly.offer(AgentGrants.class, grants);
        assembly.offer(AgentSessions.class, sessions);
        assembly.offer(AgentRuns.class, runs);
        apis = List.of(new AgentsApi(agents, restrictions, grants), new SessionsApi(sessions, runs, streams));
    }

    @Override
    public List<Permission> permissions() {
        return AgentPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/agents.yaml", "openapi/sessions.yaml");
    }

    @Override
    public List<Api> apis() {
        return apis;
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(memory::follow, engine.live()::follow, engine.runner()::follow);
    }

    @Override
    public Future<?> start() {
        // It ends with the module, which deploys it.
        return vertx.deployVerticle(engine.runner());
    }
}
