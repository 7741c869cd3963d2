package dev.guildhall.agents.internal;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.core.work.WorkerPool.Limits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Has agents answer, whichever node was asked. */
public final class AgentRunner extends VerticleBase {

    private static final int AT_ONCE = 256;
    private static final int CLAIMS = 32;
    private static final Duration OVERTIME = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(4);

    private final RunContext context;
    private final RunEnds ends;
    private final NodeLease node;
    private volatile WorkerPool<SessionKey, RunClaim> workers;

    AgentRunner(RunContext context, RunEnds ends, NodeLease node) {
        this.context = context;
        this.ends = ends;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        var source = new RunSource(context.claims(), ends, claim -> new RunWorker(context, claim));
        workers = new WorkerPool<>(
                vertx, node, source, new Limits(AT_ONCE, CLAIMS, OVERTIME, STOP_LIMIT), "answer for agents");
        return workers.start();
    }

    /** What is under way is given up and marked so: whoever asked may have it repeated. */
    @Override
    public Future<?> stop() {
        return workers.stop().transform(ended -> workers.release());
    }

    /** A run may wait for somebody to make it; from any thread. */
    void wake(Tenant tenant) {
        var pool = workers;
        if (pool != null) {
            pool.wake(tenant);
        }
    }

    /** Hears on every node that runs were cancelled, for one of them may be under way here. */
    public void follow(Event event) {
        var pool = workers;
        if (pool != null && event.type().equals(SessionEvents.CANCELLED)) {
            event.workspace()
                    .ifPresent(workspace ->
                            pool.wake(List.of(new SessionKey(workspace, UUID.fromString(event.subject())))));
        }
    }
}
