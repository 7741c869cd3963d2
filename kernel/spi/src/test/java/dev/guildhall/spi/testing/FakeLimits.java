package dev.guildhall.spi.testing;

import dev.guildhall.spi.Limits;
import java.time.Duration;

/** The limits of a host as it is set up by default. */
enum FakeLimits implements Limits {
    INSTANCE;

    private static final int KIBIBYTE = 1024;
    private static final int MEBIBYTE = 1024 * KIBIBYTE;

    @Override
    public int inputBytes() {
        return MEBIBYTE;
    }

    @Override
    public int resultBytes() {
        return 4 * MEBIBYTE;
    }

    @Override
    public int eventBytes() {
        return 256 * KIBIBYTE;
    }

    @Override
    public int responseBytes() {
        return 8 * MEBIBYTE;
    }

    @Override
    public int stateValueBytes() {
        return 64 * KIBIBYTE;
    }

    @Override
    public int stateEntries() {
        return 1000;
    }

    @Override
    public int orderedJobs() {
        return 1000;
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration stopTimeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration backgroundTimeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    public int concurrentCalls() {
        return 8;
    }

    @Override
    public int eventsPerMinute() {
        return 6_000;
    }

    @Override
    public int outboundCallsPerMinute() {
        return 600;
    }

    @Override
    public long storedRows() {
        return 1_000_000;
    }

    @Override
    public long storedBytes() {
        return 1024L * MEBIBYTE;
    }
}
