package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.event.Event;
import java.util.UUID;

/**
 * An event on its way to a subscription.
 *
 * @param attempts how often it was tried
 */
record Delivery(UUID id, int attempts, Event event) {}
