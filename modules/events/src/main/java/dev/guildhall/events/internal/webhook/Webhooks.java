package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Environment;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.Journal;
import dev.guildhall.events.internal.durable.Cursors;
import dev.guildhall.events.internal.durable.Node;
import io.vertx.core.Vertx;

/** Wires the package. */
public final class Webhooks {

    private final Vertx vertx;
    private final Node node;
    private final SubscriptionTable subscriptions;
    private final DeliveryTable deliveries;
    private final QueueTable queues;
    private final WebhookSender sender;
    private final Outcomes outcomes;
    private final Places places = new Places();
    private final Couriers couriers;
    private final SubscriptionsApi api;

    public Webhooks(Environment environment, Node node, Cursors cursors, Journal journal, EventsConfig config) {
        var database = environment.database();
        var clock = environment.clock();
        var outbound = environment.outbound();
        var secrets = environment.secrets();
        this.vertx = environment.vertx();
        this.node = node;
        this.subscriptions = new SubscriptionTable(database);
        this.deliveries = new DeliveryTable(database);
        this.queues = new QueueTable(database);
        this.sender = new WebhookSender(outbound, secrets, config.webhookTimeout(), clock);
        this.outcomes = new Outcomes(database, deliveries, subscriptions, journal, config.webhookRetries(), clock);
        this.couriers = new Couriers(vertx, queues, node, config, this::courier);
        var firstPause = config.webhookRetries().get(0);
        cursors.register(
                FanOut.KIND, new FanOut(database, subscriptions, deliveries, queues, firstPause, couriers::wake));
        var subscribing = new Subscriptions(
                database,
                subscriptions,
                queues,
                new DeliveryLogTable(database),
                cursors,
                journal,
                sender,
                secrets,
                couriers,
                clock);
        this.api = new SubscriptionsApi(subscribing, outbound);
    }

    public Api api() {
        return api;
    }

    public Couriers couriers() {
        return couriers;
    }

    private Courier courier(QueueClaim claim) {
        return new Courier(vertx, claim, subscriptions, deliveries, queues, sender, outcomes, places);
    }
}
