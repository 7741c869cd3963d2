package dev.guildhall.archive;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;
import java.nio.file.Path;

/** Writes workspaces into archives, while they are worked in. Safe for all event loops. */
public interface WorkspaceExport {

    /**
     * Writes all of a workspace, as it is at one moment, into a file that is not there yet, and records that in its log and
     * the platform's. Fails, and leaves no file, with {@code WORKSPACE.NOT_FOUND} and {@code ARCHIVE.FILE_EXISTS}.
     */
    Future<Exported> export(Authentication by, WorkspaceId workspace, Path file, Progress progress);
}
