package dev.guildhall.events;

import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;

/** Tells people that deliveries of a subscription have stopped by themselves. */
public interface SubscriptionNotice {

    /** Called in the transaction that disables it. */
    Future<Void> disabled(Tx tx, Subscription subscription);
}
