package dev.guildhall.events.internal.durable;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.events.DurableSubscribers.Recipient;
import io.vertx.core.Future;
import java.util.List;

/** How events reach subscribers that do nothing but write to the database: in the transaction that moves the cursor. */
public interface TransactionalDelivery {

    /** How many events it is given at most. */
    int batch();

    /**
     * Delivers events in sequence, all or none of them. A failure says that it cannot be done at the moment, whatever the
     * events are: it is tried again until it can. The cursor's row is locked after whatever this locks.
     */
    Future<Void> deliver(Tx tx, Recipient recipient, List<Event> events);
}
