package dev.guildhall.events.internal.log;

import dev.guildhall.core.id.Tenant;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;

/**
 * Publishes every event on the event bus, at its tenant's address, as CloudEvents JSON. Each node dispatches every
 * event by itself, so a message does not leave the node.
 */
public final class BusPublisher {

    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final EventBus bus;

    public BusPublisher(EventBus bus) {
        this.bus = bus;
    }

    public static String address(Tenant tenant) {
        return tenant.publishedAs() + "." + tenant.value() + ".events";
    }

    public void publish(LiveEvent live) {
        bus.publish(address(live.event().tenant()), live.cloudEvent(), LOCAL);
    }
}
