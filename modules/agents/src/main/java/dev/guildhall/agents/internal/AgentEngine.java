package dev.guildhall.agents.internal;

import dev.guildhall.capabilities.Capabilities;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.ChatModels;
import java.time.Duration;
import java.util.List;

/** What makes agents answer, put together. */
public record AgentEngine(
        RunRules rules,
        LiveSessions live,
        RemoteAnswers remote,
        Presence presence,
        RunOrders orders,
        AgentRunner runner) {

    /** Does again and again what answers of other nodes need. */
    public List<Job> jobs() {
        return List.of(
                new Job("hear what agents say on other nodes", Duration.ofMillis(200), remote::look),
                new Job("look who follows sessions on other nodes", Duration.ofMillis(500), presence::look),
                new Job("forget old pieces of answers", Duration.ofMinutes(10), remote::forgetOld),
                new Job(
                        "forget who followed sessions on nodes that are gone",
                        Duration.ofMinutes(1),
                        presence::forgetGone));
    }

    /** Hears of what happens on every node. */
    public void follow(Event event) {
        live.follow(event);
        remote.follow(event);
        runner.follow(event);
    }

    public static AgentEngine assemble(Assembly assembly, AgentMemory memory) {
        var environment = assembly.environment();
        var database = environment.database();
        var outbox = assembly.get(Outbox.class);
        var models = assembly.get(ChatModels.class);
        var rules = new RunRules(database, memory, models);
        var messages = new MessageTable();
        var live = new LiveSessions((session, sequence) -> messages.one(database, session, sequence));
        var node = assembly.get(NodeLease.class);
        var remote = new RemoteAnswers(database, node, live);
        var ends = new RunEnds(database, outbox, live, environment.clock());
        var context = new RunContext(
                environment.vertx(),
                database,
                assembly.get(Authorizer.class),
                rules,
                models,
                assembly.get(Capabilities.class),
                live,
                remote,
                ends,
                new History(database));
        var runner = new AgentRunner(context, ends, node);
        return new AgentEngine(
                rules,
                live,
                remote,
                new Presence(database, node, remote),
                new RunOrders(database, outbox, live, runner::wake),
                runner);
    }
}
