package dev.guildhall.agents.internal;

import dev.guildhall.capabilities.Capabilities;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.ChatModels;

/** What makes agents answer, put together. */
public record AgentEngine(RunRules rules, LiveSessions live, RunOrders orders, AgentRunner runner) {

    public static AgentEngine assemble(Assembly assembly, AgentMemory memory) {
        var environment = assembly.environment();
        var database = environment.database();
        var outbox = assembly.get(Outbox.class);
        var models = assembly.get(ChatModels.class);
        var rules = new RunRules(database, memory, models);
        var live = new LiveSessions();
        var ends = new RunEnds(database, outbox, live, environment.clock());
        var context = new RunContext(
                database,
                assembly.get(Authorizer.class),
                rules,
                models,
                assembly.get(Capabilities.class),
                live,
                ends,
                new History(database));
        var runner = new AgentRunner(context, ends, assembly.get(NodeLease.class));
        return new AgentEngine(rules, live, new RunOrders(database, outbox, live, runner::wake), runner);
    }
}
