package dev.guildhall.events.internal.durable;

import dev.guildhall.core.event.Event;
import io.vertx.core.Future;
import java.util.List;

/** How a pump hands events over: several at a time, as far as it gets. */
public interface BatchDelivery {

    /**
     * How far it got.
     *
     * @param done how many of the events, from the first on, are done with
     * @param failure what became of the one after them; null when it was not tried
     */
    record Progress(int done, Throwable failure) {}

    /** How many events it is given at most. */
    int batch();

    /** Something to be done before the first event is handed over. */
    interface Announcement {

        /** Fails when nothing may be handed over any more. */
        Future<Void> announce();
    }

    /**
     * Delivers events in sequence. A failed future says that it cannot be done at the moment, whatever the events are:
     * it is tried again until it can. What goes out asks the claim just before, and what is written requires it.
     *
     * @param first to be called before what it hands over could end the process
     */
    Future<Progress> deliver(Claim claim, List<Event> events, Announcement first);
}
