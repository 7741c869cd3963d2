package dev.guildhall.core.work;

import dev.guildhall.core.id.Tenant;

/** Names one piece of work that is claimed as a whole; equal for the same. */
public interface WorkKey {

    /** For whom it is done, so that tenants can take turns. */
    Tenant tenant();
}
