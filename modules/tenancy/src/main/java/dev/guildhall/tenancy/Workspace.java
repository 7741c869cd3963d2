package dev.guildhall.tenancy;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import java.time.Instant;

/**
 * A workspace as it is at one revision.
 *
 * @param key the machine-readable name, unique and never changed; names the workspace's database schema
 * @param revision counts changes; the ETag clients see
 */
public record Workspace(
        WorkspaceId id,
        String key,
        String name,
        Plan plan,
        UserId owner,
        long revision,
        Instant createdAt,
        Instant updatedAt) {}
