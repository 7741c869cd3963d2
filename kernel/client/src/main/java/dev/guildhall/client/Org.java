package dev.guildhall.client;

import java.time.Instant;

/**
 * An organization. What is optional and not set is null.
 *
 * @param ownerId null while nobody owns it
 */
public record Org(
        String id,
        String appId,
        String name,
        String slug,
        String domain,
        String website,
        String industry,
        String description,
        OrgStatus status,
        String ownerId,
        Instant createdAt,
        Instant updatedAt) {}
