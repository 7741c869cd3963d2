package dev.guildhall.events;

import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.events.internal.durable.BacklogTable;
import dev.guildhall.events.internal.durable.Cursors;
import dev.guildhall.events.internal.durable.Node;
import dev.guildhall.events.internal.http.EventStreams;
import dev.guildhall.events.internal.http.EventsApi;
import dev.guildhall.events.internal.http.Publisher;
import dev.guildhall.events.internal.log.BusPublisher;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.log.Dispatcher;
import dev.guildhall.events.internal.log.EventLog;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.log.LiveFeed;
import dev.guildhall.events.internal.purge.ClosedWorkspaceTable;
import dev.guildhall.events.internal.purge.Purge;
import dev.guildhall.events.internal.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/**
 * Wires the events module. What other modules need of it is there before it starts; it must be the first to start and
 * the last to stop, so that they miss nothing.
 */
public final class EventsModule {

    private final Vertx vertx;
    private final Database database;
    private final EventTable events;
    private final CounterTable counters;
    private final LiveFeed feed = new LiveFeed();
    private final Dispatcher dispatcher;
    private final EventLog log;
    private final Journal journal;
    private final Node node;
    private final Cursors cursors;
    private final Webhooks webhooks;

    public EventsModule(
            Vertx vertx, Database database, EventsConfig config, OutboundGuard outbound, SecretBox secrets) {
        this.vertx = vertx;
        this.database = database;
        this.events = new EventTable(database);
        this.counters = new CounterTable(database);
        this.dispatcher = new Dispatcher(vertx, events, feed);
        this.log = new EventLog(events, counters, Clock.systemUTC(), dispatcher::wake);
        this.journal = new RecordedChanges(log, log, new AuditLog());
        this.node = new Node(vertx, database, config.nodeName());
        this.cursors = new Cursors(vertx, database, events, node, config);
        this.webhooks = new Webhooks(vertx, database, node, cursors, journal, outbound, secrets, config);
    }

    public Outbox outbox() {
        return log;
    }

    /** Records changes in the outbox and in the audit log at once. */
    public Journal journal() {
        return journal;
    }

    public EventFeed feed() {
        return feed;
    }

    public DurableSubscribers durableSubscribers() {
        return cursors;
    }

    /** What durable subscribers have before them, one for each kind that there is. */
    public Future<List<Backlog>> backlog() {
        return new BacklogTable(database).all();
    }

    public EventsLifecycle lifecycle() {
        return log;
    }

    public KernelModule module() {
        var streams = new EventStreams(vertx, events, counters, feed);
        var pumps = cursors.pumps();
        feed.listenLive(new BusPublisher(vertx.eventBus())::publish);
        feed.listen(event -> pumps.wake(event.workspace()));
        var purge = new Purge(vertx, new ClosedWorkspaceTable(database));
        var verticle = new EventsVerticle(node, pumps, webhooks.couriers(), dispatcher, streams, purge);
        var api = new EventsApi(new Publisher(database, log), events, streams);
        return new KernelModule("events", verticle, List.of(api, webhooks.api()));
    }
}
