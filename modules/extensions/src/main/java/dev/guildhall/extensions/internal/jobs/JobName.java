package dev.guildhall.extensions.internal.jobs;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.WorkKey;
import dev.guildhall.extensions.internal.InstallationKey;
import java.util.Optional;

/**
 * Names the schedule of a job, or an order of one.
 *
 * @param key of the order; empty for the schedule
 */
record JobName(WorkspaceId workspace, String extension, String job, String key) implements WorkKey {

    static final String SCHEDULE = "";

    static JobName of(InstallationKey place, String job, String key) {
        return new JobName(place.workspace(), place.extensionKey(), job, key);
    }

    @Override
    public Tenant tenant() {
        return workspace;
    }

    boolean isSchedule() {
        return key.isEmpty();
    }

    Optional<String> order() {
        return isSchedule() ? Optional.empty() : Optional.of(key);
    }
}
