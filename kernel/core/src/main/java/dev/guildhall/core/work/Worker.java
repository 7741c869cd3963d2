package dev.guildhall.core.work;

import io.vertx.core.Future;

/** Works on one thing that was claimed. It is called on the event loop of its {@link WorkerPool} and never blocks it. */
public interface Worker {

    /**
     * Works until there is nothing to do, or the claim is lost. When it succeeds, the claim is given back or lost; true says
     * that there may be more to do by now, though nobody will say so.
     */
    Future<Boolean> run();

    /** There may be more to do. */
    default void notice() {}

    /** Comes once in a while, for what nobody on this node is told of. */
    default void sweep() {}

    /** Ends soon, after what is under way. */
    void stop();
}
