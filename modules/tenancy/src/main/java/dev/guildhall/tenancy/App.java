package dev.guildhall.tenancy;

import dev.guildhall.core.id.AppId;
import java.time.Instant;

/**
 * A product that is run on the platform, with organizations of its own, as it is at one revision.
 *
 * @param revision counts changes; the ETag clients see
 */
public record App(AppId id, String name, long revision, Instant createdAt, Instant updatedAt) {}
