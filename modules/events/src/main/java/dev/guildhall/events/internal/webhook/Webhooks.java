package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.Worker;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.core.work.WorkerPool.Limits;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.Journal;
import dev.guildhall.events.internal.durable.Cursors;
import dev.guildhall.events.internal.webhook.QueueTable.Queue;
import io.vertx.core.Vertx;

/** Wires the package. */
public final class Webhooks {

    private static final int MAX_WORKERS = 5_000;
    private static final int CLAIMS = 100;

    private final Vertx vertx;
    private final Settlements settlements;
    private final WebhookSender sender;
    private final Places places = new Places();
    private final WorkerPool<Queue, QueueClaim> workers;
    private final SubscriptionsApi api;

    public Webhooks(Environment environment, NodeLease node, Cursors cursors, Journal journal, EventsConfig config) {
        var database = environment.database();
        var clock = environment.clock();
        var outbound = environment.outbound();
        var secrets = environment.secrets();
        this.vertx = environment.vertx();
        var subscriptions = new SubscriptionTable(database);
        var deliveries = new DeliveryTable(database);
        var dues = new DueTable();
        var queues = new QueueTable(database, dues);
        this.sender = new WebhookSender(outbound, secrets, config.webhookTimeout(), clock);
        var outcomes = new Outcomes(database, deliveries, subscriptions, journal, config.webhookRetries(), clock);
        this.settlements = new Settlements(database, dues, queues, outcomes);
        var limits = new Limits(MAX_WORKERS, CLAIMS, config.webhookTimeout(), config.shutdownGrace());
        this.workers =
                new WorkerPool<>(vertx, node, new QueueSource(queues, this::worker), limits, "send to subscriptions");
        var firstPause = config.webhookRetries().get(0);
        cursors.register(FanOut.KIND, new FanOut(subscriptions, deliveries, queues, firstPause, workers::wake));
        var subscribing = new Subscriptions(
                database,
                subscriptions,
                queues,
                new DeliveryLogTable(database),
                cursors,
                journal,
                sender,
                secrets,
                workers,
                clock);
        this.api = new SubscriptionsApi(subscribing, outbound);
    }

    public Api api() {
        return api;
    }

    public WorkerPool<?, ?> workers() {
        return workers;
    }

    private Worker worker(QueueClaim claim) {
        return new DeliveryWorker(vertx, claim, settlements, sender, places);
    }
}
