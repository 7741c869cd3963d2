package dev.guildhall.membership;

import dev.guildhall.core.id.OrganizationId;
import java.time.Instant;

/**
 * Some people who hold the same roles in workspaces of an organization, as it is at one revision.
 *
 * @param revision counts changes; the ETag clients see
 */
public record Team(
        TeamId id, OrganizationId organization, String name, long revision, Instant createdAt, Instant updatedAt) {}
