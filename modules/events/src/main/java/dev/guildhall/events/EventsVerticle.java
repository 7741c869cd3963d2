package dev.guildhall.events;

import dev.guildhall.events.internal.durable.Node;
import dev.guildhall.events.internal.durable.Pumps;
import dev.guildhall.events.internal.http.EventStreams;
import dev.guildhall.events.internal.log.Dispatcher;
import dev.guildhall.events.internal.purge.Purge;
import dev.guildhall.events.internal.webhook.Couriers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** What runs in the background of the events module. */
final class EventsVerticle extends VerticleBase {

    private final Node node;
    private final Pumps pumps;
    private final Couriers couriers;
    private final Dispatcher dispatcher;
    private final EventStreams streams;
    private final Purge purge;

    EventsVerticle(
            Node node, Pumps pumps, Couriers couriers, Dispatcher dispatcher, EventStreams streams, Purge purge) {
        this.node = node;
        this.pumps = pumps;
        this.couriers = couriers;
        this.dispatcher = dispatcher;
        this.streams = streams;
        this.purge = purge;
    }

    @Override
    public Future<?> start() {
        streams.start();
        purge.start();
        // What the pumps do not find when they start, the dispatcher tells them of.
        return node.start()
                .compose(known -> dispatcher.start())
                .compose(listening -> Future.all(pumps.start(), couriers.start()));
    }

    @Override
    public Future<?> stop() {
        purge.stop();
        streams.stop();
        return Future.join(pumps.stop(), couriers.stop(), dispatcher.stop())
                .transform(stopped -> {
                    node.retire();
                    return Future.join(pumps.release(), couriers.release());
                })
                .transform(released -> node.stop());
    }
}
