package dev.guildhall.host;

import dev.guildhall.spi.Limits;
import java.time.Duration;

/** The bounds of this host, as extensions may ask for them. */
record HostLimits(ExecutionLimits execution, Quotas quotas) implements Limits {

    static final int MAX_INPUT = 1024 * 1024;

    @Override
    public int inputBytes() {
        return MAX_INPUT;
    }

    @Override
    public int resultBytes() {
        return ExtensionInstance.MAX_RESULT;
    }

    @Override
    public int eventBytes() {
        return GuardedEvents.MAX_BYTES;
    }

    @Override
    public int responseBytes() {
        return DefensiveCopy.MAX_BODY;
    }

    @Override
    public int stateValueBytes() {
        return GuardedState.MAX_VALUE;
    }

    @Override
    public int stateEntries() {
        return InstallationServices.MAX_STATE_ENTRIES;
    }

    @Override
    public int orderedJobs() {
        return InstallationServices.MAX_ORDERED_JOBS;
    }

    @Override
    public Duration startTimeout() {
        return execution.times().start();
    }

    @Override
    public Duration stopTimeout() {
        return execution.times().stop();
    }

    @Override
    public Duration backgroundTimeout() {
        return execution.times().background();
    }

    @Override
    public int concurrentCalls() {
        return execution.places().perInstallation();
    }

    @Override
    public int eventsPerMinute() {
        return quotas.events();
    }

    @Override
    public int outboundCallsPerMinute() {
        return quotas.outboundCalls();
    }

    @Override
    public long storedRows() {
        return quotas.storedRows();
    }

    @Override
    public long storedBytes() {
        return quotas.storedBytes();
    }
}
