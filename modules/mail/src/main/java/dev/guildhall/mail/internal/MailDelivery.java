package dev.guildhall.mail.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.Worker;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.core.work.WorkerPool.Limits;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.mail.internal.MailClaim.Key;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Delivers what is in the queue, a few mails at a time. */
public final class MailDelivery extends VerticleBase {

    private static final int AT_ONCE = 4;
    private static final Duration DEAD_REMEMBERED = Duration.ofDays(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(4);

    private final NodeLease node;
    private final SecretBox secrets;
    private final MailQueue queue;
    private final Supplier<MailTransport> transports;
    private final MailPace pace;
    private final MailMeters meters;
    private final Clock clock;
    private final MailClaimTable table;
    private final MailOutcomes outcomes;
    private WorkerPool<Key, MailClaim> workers;
    private MailTransport transport;

    public MailDelivery(
            Database database,
            NodeLease node,
            SecretBox secrets,
            MailQueue queue,
            List<MailFollower> followers,
            Supplier<MailTransport> transports,
            MailPace pace,
            MailMeters meters,
            Clock clock) {
        this.table = new MailClaimTable(database);
        this.outcomes = new MailOutcomes(database, table, followers);
        this.node = node;
        this.secrets = secrets;
        this.queue = queue;
        this.transports = transports;
        this.pace = pace;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        var source = new MailSource(table, pace.lease(), this::worker);
        var limits = new Limits(AT_ONCE, AT_ONCE, pace.tryLimit(), STOP_LIMIT);
        workers = new WorkerPool<>(vertx, node, source, limits, "mail");
        queue.onPosted(() -> workers.wake(Tenant.PLATFORM));
        return workers.start();
    }

    /** Takes no more mails and gives those under way a moment; what is not done by then is tried again. */
    @Override
    public Future<?> stop() {
        queue.onPosted(() -> {});
        return workers.stop()
                .transform(ended -> transport == null ? Future.succeededFuture() : transport.close())
                .transform(closed -> workers.release());
    }

    /** Forgets mails that were given up on long ago. */
    public Future<Void> forget() {
        return table.forget(clock.instant().minus(DEAD_REMEMBERED));
    }

    /** Counts what is in the queue, for operators. */
    public Future<Void> count() {
        return table.backlog().onSuccess(meters::show).mapEmpty();
    }

    private Worker worker(MailClaim claim) {
        return new MailWorker(vertx, table, outcomes, secrets, this::transport, pace, meters, clock, claim);
    }

    // Made with the first mail, for most starts send none.
    private MailTransport transport() {
        if (transport == null) {
            transport = transports.get();
        }
        return transport;
    }
}
