package dev.guildhall.events.internal.tail;

import dev.guildhall.events.internal.log.LiveEvent;

/** Who follows a {@link Tail}: a transport to one client. Called on the event loop on which it was opened. */
public interface TailReader {

    /**
     * The first event may come from now on.
     *
     * @param tail to be told when the reader takes events again, and when it is gone
     * @return false when it is gone already
     */
    boolean begin(Tail tail);

    /** Whether it is to be given nothing more until it {@linkplain Tail#drained takes events again}. */
    boolean isFull();

    void take(LiveEvent event);

    /** Comes once in a while, so that everybody on the way sees that it is alive. */
    void keepAlive();

    /** There are no more events, and all is in good order. */
    void end();

    /** It did not take anything for too long and is cut off. */
    void cutOff();
}
