package dev.guildhall.core.archive;

import dev.guildhall.core.id.WorkspaceId;
import java.time.Instant;

/**
 * The workspace that comes out of an archive.
 *
 * @param id its new one
 * @param key its name for programs here, which may not be the one it had
 * @param now when it comes, as precise as the database is
 */
public record Newcomer(WorkspaceId id, String key, Instant now) {}
