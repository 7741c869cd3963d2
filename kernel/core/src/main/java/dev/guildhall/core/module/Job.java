package dev.guildhall.core.module;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Periodic work of a module, on its event loop, from when it has started. It does not begin anew while it is at work, and
 * a failure is logged when it begins to fail and when it succeeds again.
 *
 * @param purpose what is done, to finish the sentence "could not", such as {@code forget old sessions}
 * @param delay how long after the module's start it is done first
 */
public record Job(String purpose, Duration delay, Duration interval, Supplier<? extends Future<?>> work) {

    /** Work that is done one interval after the start at first. */
    public Job(String purpose, Duration interval, Supplier<? extends Future<?>> work) {
        this(purpose, interval, interval, work);
    }
}
