package dev.guildhall.events.internal.subscription;

import dev.guildhall.events.internal.subscription.SubscriptionTable.Target;
import java.util.List;
import java.util.Optional;

/**
 * What is due to be delivered to a subscription.
 *
 * @param target where to; empty when there is no such subscription, or it is disabled
 * @param deliveries in the order in which they are to be made
 * @param isCut whether there may be more than were asked for
 */
record Due(Optional<Target> target, List<Delivery> deliveries, boolean isCut) {

    static final Due NOTHING = new Due(Optional.empty(), List.of(), false);
}
