package dev.guildhall.core.work;

import dev.guildhall.core.id.WorkspaceId;

/** Names one piece of work that is claimed as a whole; equal for the same. */
public interface WorkKey {

    /** For whom it is done, so that workspaces can take turns. */
    WorkspaceId workspace();
}
