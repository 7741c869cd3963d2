package dev.guildhall.archive;

import dev.guildhall.core.id.WorkspaceId;

/**
 * An archive that was written.
 *
 * @param sha256 the digest of the file, in lower-case hexadecimal
 * @param rows how many rows it has
 * @param signedBy the public key, in Base64, by which another server knows that it comes from here
 */
public record Exported(WorkspaceId workspace, String key, String sha256, long rows, String signedBy) {}
