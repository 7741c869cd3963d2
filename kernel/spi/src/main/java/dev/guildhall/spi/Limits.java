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

    /** Of {@link Jobs} that were ordered and are not over. */
    int orderedJobs();

    /** For the start, and for each of the other hooks but {@link WorkspaceExtension#stop} and the health. */
    Duration startTimeout();

    /** For the stop and for the health. */
    Duration stopTimeout();

    /** For an event's handler, and for code that runs outside of any call. */
    Duration backgroundTimeout();

    /** Calls of this installation that run at once; more wait. */
    int concurrentCalls();

    /** Events that this installation may publish in a minute, on each node; more are refused. */
    int eventsPerMinute();

    /** Requests that it may send in a minute, on each node; more are refused. */
    int outboundCallsPerMinute();

    /** Rows that it may have in all of its tables; when there are more, it can only read and delete. */
    long storedRows();

    /** Bytes that its tables may take on disk, with their indexes; when they take more, it can only read and delete. */
    long storedBytes();
}
