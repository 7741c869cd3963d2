package dev.guildhall.spi;

import java.time.Duration;

/** What the host takes and how long it waits; the same during an instance's life. Handed over by the host, so it may grow. */
public interface Limits {

    /** Of the input of a capability that is called. */
    int inputBytes();

    /** Of the result of a capability. */
    int resultBytes();

    /** Of the data of an event. */
    int eventBytes();

    /** Of the body of a route's answer. */
    int responseBytes();

    /** Of one value of the {@link State}. */
    int stateValueBytes();

    int stateEntries();

    /** For the start, and for each of the other hooks but {@link WorkspaceExtension#stop} and the health. */
    Duration startTimeout();

    /** For the stop and for the health. */
    Duration stopTimeout();

    /** For an event's handler, and for code that runs outside of any call. */
    Duration backgroundTimeout();

    /** Calls of this installation that run at once; more wait. */
    int concurrentCalls();
}
