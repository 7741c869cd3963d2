package dev.guildhall.core.module;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.event.EventFeed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A deployed module, with what the kernel does for it. */
final class RunningModule extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(RunningModule.class);

    private final KernelModule module;
    private final EventFeed feed;
    private List<EventFeed.Registration> listening = List.of();

    RunningModule(KernelModule module, EventFeed feed) {
        this.module = module;
        this.feed = feed;
    }

    String name() {
        return module.name();
    }

    @Override
    public void init(Vertx of, Context on) {
        super.init(of, on);
        module.init(of, on);
    }

    @Override
    public Future<?> start() throws Exception {
        listening = module.listens().stream().map(feed::listen).toList();
        return module.start().onSuccess(ready -> module.jobs().forEach(this::repeat));
    }

    // The timers end with the verticle.
    private void repeat(Job job) {
        var failures = new FailureLog(LOG, job.purpose());
        var busy = new AtomicBoolean();
        // The first tick of no delay at all is refused.
        var delay = Math.max(1, job.delay().toMillis());
        vertx.setPeriodic(delay, job.interval().toMillis(), tick -> {
            if (busy.compareAndSet(false, true)) {
                done(job).onComplete(failures::note).onComplete(done -> busy.set(false));
            }
        });
    }

    private static Future<?> done(Job job) {
        try {
            return job.work().get();
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    @Override
    public Future<?> stop() throws Exception {
        listening.forEach(EventFeed.Registration::cancel);
        return module.stop();
    }

    Future<Void> undeploy() {
        return vertx.undeploy(context.deploymentID());
    }
}
