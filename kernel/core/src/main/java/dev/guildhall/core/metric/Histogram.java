package dev.guildhall.core.metric;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/** The buckets that times are counted in, so that quantiles can be told of all nodes together. */
public enum Histogram {
    /** For what has few series. */
    FINE(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000),
    /** For what is told apart by names that workspaces choose: each bucket is a series of its own. */
    COARSE(10, 50, 250, 1_000, 5_000, 10_000);

    private final Duration[] buckets;

    Histogram(long... millis) {
        this.buckets = LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    public Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(buckets);
    }
}
