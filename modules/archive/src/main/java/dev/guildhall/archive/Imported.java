package dev.guildhall.archive;

import dev.guildhall.core.id.WorkspaceId;
import java.util.List;

/**
 * A workspace that came out of an archive.
 *
 * @param notices what to know or do now, a sentence each
 */
public record Imported(WorkspaceId workspace, String key, long rows, List<String> notices) {

    public Imported {
        notices = List.copyOf(notices);
    }
}
